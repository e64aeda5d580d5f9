"use strict";
// A list: the preview of a row beside it, J K Enter, what the ticked rows come to. Without this script
// the name of a row is a link to its page and every condition a form.
{
  const {
    Controller
  } = window.StimulusModule;

  const MANY = 12; // choices that one looks through without typing
  const TYPING = "input, select, textarea, [contenteditable]";
  const OWN_ACTION = "a, button, input, label, summary, select, textarea";

  window.wagtail.app.register("list", class extends Controller {
    static targets = ["row", "peek", "panel", "bulk", "sum", "search", "narrow"];
    static values = {
      shutLabel: String
    };

    connect() {
      for (const each of this.narrowTargets) {
        each.hidden = each.parentElement.querySelectorAll("label").length <= MANY;
      }
      this.element.addEventListener("click", (event) => this.clicked(event));
      this.element.addEventListener("change", () => this.summed());
      document.addEventListener("submit", (event) => this.keepAddress(event), {
        signal: (this.left = new AbortController()).signal
      });
    }

    disconnect() {
      this.left.abort();
    }

    // -- the preview ------------------------------------------------------------------------

    clicked(event) {
      const row = event.target.closest("tr[data-list-target=row]");
      if (!row || event.target.closest(OWN_ACTION) || String(getSelection())) return;
      this.choose(row);
      this.preview();
    }

    choose(row) {
      for (const each of this.rowTargets) each.removeAttribute("aria-selected");
      row.setAttribute("aria-selected", "true");
      row.scrollIntoView({
        block: "nearest"
      });
    }

    get chosen() {
      return this.rowTargets.find((row) => row.getAttribute("aria-selected") === "true");
    }

    get isOpen() {
      return !this.peekTarget.classList.contains("is-shut");
    }

    async preview() {
      const link = this.chosen?.dataset.link;
      if (!link) return;
      const asked = (this.asked = link);
      const answer = await fetch(`${link}?panel=1`, {
        headers: {
          "X-Requested-With": "XMLHttpRequest"
        }
      });
      if (asked !== this.asked) return;
      if (!answer.ok || answer.redirected) return location.assign(link);
      this.panelTarget.innerHTML = await answer.text();
      this.panelTarget.prepend(this.shutButton());
      this.peekTarget.classList.remove("is-shut");
      this.panelTarget.dataset.open = "";
    }

    shutButton() {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "ds-btn ds-btn--small ds-btn--icon list-shut";
      button.dataset.action = "list#shut";
      button.setAttribute("aria-label", this.shutLabelValue);
      button.innerHTML =
        '<svg class="icon" aria-hidden="true"><use href="#icon-ds-close"></use></svg>';
      return button;
    }

    shut() {
      this.asked = null;
      this.peekTarget.classList.add("is-shut");
      delete this.panelTarget.dataset.open;
      this.panelTarget.replaceChildren();
      this.chosen?.querySelector("a")?.focus();
    }

    // What was filled in beside the list may have changed the row.
    async changed() {
      const link = this.chosen?.dataset.link;
      const answer = await fetch(location.href);
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector(`tr[data-link="${link}"]`);
      if (!fresh) return;
      this.chosen.replaceWith(document.adoptNode(fresh));
      fresh.setAttribute("aria-selected", "true");
      this.redrawn();
    }

    // -- the keyboard -----------------------------------------------------------------------

    key(event) {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      if (event.target.closest(TYPING) && event.key !== "Escape") return;
      const act = {
        j: () => this.step(1),
        k: () => this.step(-1),
        x: () => this.tick(),
        Enter: () => this.open(event),
        Escape: () => this.isOpen && this.shut()
      } [event.key];
      act?.();
    }

    step(by) {
      const place = this.rowTargets.indexOf(this.chosen);
      const row = this.rowTargets[Math.min(Math.max(place + by, 0), this.rowTargets.length -
        1)];
      if (!row) return;
      this.choose(row);
      row.querySelector(".name a")?.focus({
        preventScroll: true
      });
      if (this.isOpen) this.preview();
    }

    tick() {
      this.chosen?.querySelector("[data-bulk-action-checkbox]")?.click();
    }

    open(event) {
      if (event.target.closest(OWN_ACTION)) return;
      if (this.chosen?.dataset.link) location.assign(this.chosen.dataset.link);
    }

    // -- ticked rows ------------------------------------------------------------------------

    get boxes() {
      return [...this.element.querySelectorAll("[data-bulk-action-checkbox]")];
    }

    summed() {
      if (!this.hasSumTarget) return;
      const rows = this.boxes.filter((box) => box.checked).map((box) => box.closest("tr"));
      const amounts = rows.map((row) => Number(row.querySelector(".lead [data-amount]")
        ?.dataset
        .amount || 0));
      const sum = amounts.reduce((total, each) => total + each, 0);
      this.sumTarget.textContent = sum ? this.inUnit(sum) : "";
    }

    inUnit(sum) {
      const unit = this.element.querySelector("th.lead [data-size]");
      if (!unit) return "";
      const told = (sum / Number(unit.dataset.size)).toLocaleString("en", {
        minimumFractionDigits: 2,
        maximumFractionDigits: 2
      });
      return `${told} ${unit.dataset.unit}`;
    }

    untick() {
      for (const box of this.boxes)
        if (box.checked) box.click();
    }

    redrawn() {
      this.summed();
    }

    // -- conditions -------------------------------------------------------------------------

    // One choice of several is taken at once; where several may be ticked, “Apply” takes them.
    taken(event) {
      if (event.target.matches("input[type=radio], select:not([multiple])")) event.target.form
        .requestSubmit();
    }

    keepSearch(event) {
      const form = event.target;
      if (this.hasSearchTarget) form.elements.q.value = this.searchTarget.value;
      for (const field of form.elements)
        if (field.name && !field.value && field.type !== "submit") field.disabled = true;
    }

    narrow(event) {
      const typed = event.target.value.trim().toLowerCase();
      const choices = event.target.closest("fieldset").querySelectorAll("label");
      for (const each of choices) each.hidden = !each.textContent.toLowerCase().includes(
        typed);
      event.stopPropagation();
    }

    // A search changes the address without loading the page anew: a view is kept as it stands.
    keepAddress(event) {
      if (event.target.matches("[data-save-view]")) event.target.elements.query.value =
        location
        .search.slice(1);
    }
  });
}
