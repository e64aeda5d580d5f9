"use strict";
// Parts of a page that are fetched by themselves. Without this script every link and every form
// works as a page of its own.
{
  const {
    Controller
  } = window.StimulusModule;

  const headers = {
    "X-Requested-With": "XMLHttpRequest"
  };

  function withPanel(address, panel) {
    const url = new URL(address, location.href);
    url.searchParams.set("panel", panel);
    url.hash = "";
    return url;
  }

  // Scripts that arrive within a part do not run by themselves. Files are loaded once, in order.
  async function runScripts(part) {
    for (const old of part.querySelectorAll("script")) {
      const same = old.src ? document.querySelectorAll("script[src]") : [];
      if ([...same].some((each) => each.src === old.src && !part.contains(each))) continue;
      const fresh = document.createElement("script");
      for (const each of old.attributes) fresh.setAttribute(each.name, each.value);
      fresh.textContent = old.textContent;
      const loaded = old.src && new Promise((go) => {
        fresh.onload = fresh.onerror = go;
      });
      old.replaceWith(fresh);
      if (loaded) await loaded;
    }
  }

  function fragment(html) {
    const template = document.createElement("template");
    template.innerHTML = html.trim();
    return template.content;
  }

  // The person is asked again who they are: that page answers instead of this one.
  window.deshangGoesOnThere = (answer) => {
    const path = answer.redirected ? new URL(answer.url).pathname : "";
    const isAsked = path.startsWith("/accounts/confirm/");
    if (isAsked) location.assign(answer.url);
    return isAsked;
  };

  async function fetched(address, options = {}) {
    const answer = await fetch(address, {
      headers,
      ...options
    });
    if (window.deshangGoesOnThere(answer)) return new Promise(() => {});
    const isPage = answer.redirected || answer.status >= 400;
    return isPage ? null : {
      answer,
      html: await answer.text()
    };
  }

  // A tab or a page of the timeline, in the place of the old one or below it.
  window.wagtail.app.register("part", class extends Controller {
    async open(event) {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      const link = event.currentTarget;
      event.preventDefault();
      const found = await fetched(withPanel(link.href, link.dataset.part));
      if (!found) return location.assign(link.href);
      const into = document.getElementById(link.dataset.partInto);
      into.innerHTML = found.html;
      await runScripts(into);
      for (const each of link.parentElement.children) each.removeAttribute("aria-current");
      link.setAttribute("aria-current", "true");
      const shown = new URL(link.href);
      history.replaceState(null, "", shown.pathname + shown.search);
    }

    async more(event) {
      const link = event.currentTarget;
      event.preventDefault();
      const found = await fetched(withPanel(link.href, link.dataset.part));
      if (!found) return location.assign(link.href);
      const arrived = fragment(found.html).querySelector(".ds-timeline");
      const list = this.element.querySelector(".ds-timeline > ol");
      list.append(...(arrived.querySelector("ol")?.children || []));
      const further = arrived.querySelector("[data-action='part#more']");
      if (further) link.replaceWith(further);
      else link.remove();
    }
  });

  // The next step: its button works once all that is asked for is there; what is stored comes back
  // as it is now. Fires "next-step:changed" with the step that was taken, "" for none.
  window.wagtail.app.register("next-step", class extends Controller {
    static targets = ["required", "take"];
    static values = {
      panel: String
    };

    connect() {
      this.ready();
    }

    empty() {
      const fields = this.requiredTargets.flatMap((each) => [...each.querySelectorAll(
        "input:not([type=hidden]), select, textarea, input[type=hidden]")]);
      return fields.filter((each) => each.type !== "radio" && each.type !== "checkbox" && !
        each
        .value);
    }

    ready() {
      if (!this.hasTakeTarget || "stopped" in this.takeTarget.dataset) return;
      if (this.empty().length) this.takeTarget.setAttribute("aria-disabled", "true");
      else this.takeTarget.removeAttribute("aria-disabled");
    }

    stop(event) {
      const button = event.target.closest("button[aria-disabled=true]");
      if (!button) return;
      event.preventDefault();
      (this.empty().find((each) => each.type !== "hidden") || this.element.querySelector(
        ".is-missing a, .is-missing button"))?.focus();
    }

    async send(event) {
      const form = event.target;
      const button = event.submitter;
      event.preventDefault();
      if (this.isSending) return;
      this.isSending = true;
      const address = button?.getAttribute("formaction") || form.getAttribute("action");
      const found = await fetched(withPanel(address, this.panelValue), {
        method: "POST",
        body: new FormData(form, button)
      });
      this.isSending = false;
      if (!found) return location.reload();
      const taken = found.answer.headers.get("X-Step-Taken") || "";
      if (taken && this.element.closest("[data-record-page]")) return location.reload();
      await this.show(found.html, taken);
    }

    async show(html, taken) {
      const old = this.panelValue === "1" ? this.element.closest("[data-record-panel]") : this
        .element;
      const place = old.parentElement;
      const part = fragment(html);
      const inHead = part.querySelector("[data-head-next]");
      if (inHead) {
        inHead.remove();
        document.querySelector("[data-record-page] [data-head-next]")?.replaceWith(inHead);
      }
      const arrived = [...part.children];
      old.replaceWith(...arrived);
      for (const each of arrived) await runScripts(each);
      place.dispatchEvent(new CustomEvent("next-step:changed", {
        bubbles: true,
        detail: {
          taken
        }
      }));
      const wrong = place.querySelector(".errorlist, [aria-invalid=true]");
      (wrong || place.querySelector(".is-missing input, .is-missing select, .ds-next button"))
      ?.focus?.();
    }
  });

  window.wagtail.app.register("menu", class extends Controller {
    leave(event) {
      if (!this.element.contains(event.relatedTarget)) this.element.open = false;
    }

    shut() {
      this.element.open = false;
      this.element.querySelector("summary").focus();
    }
  });

  window.wagtail.app.register("composer", class extends Controller {
    static targets = ["text", "next", "file", "files"];

    connect() {
      this.choose();
    }

    choose() {
      const chosen = this.element.querySelector("input[name=kind]:checked");
      const label = chosen?.closest("label");
      if (label) this.textTarget.placeholder = label.dataset.placeholder;
      if (this.hasNextTarget) this.nextTarget.hidden = Boolean(label && "noNext" in label
        .dataset);
      for (const each of this.element.querySelectorAll("select[data-for]")) {
        each.hidden = each.disabled = each.dataset.for !== chosen?.value;
      }
      const names = [...this.fileTarget.files].map((each) => each.name);
      const between = document.documentElement.lang.startsWith("zh") ? "、" : ", ";
      if (names.length) this.filesTarget.textContent = names.join(between);
    }

    over(event) {
      event.preventDefault();
    }

    drop(event) {
      if (!event.dataTransfer.files.length) return;
      event.preventDefault();
      this.fileTarget.files = event.dataTransfer.files;
      this.choose();
    }
  });

  // A form whose answer is worked out by the server while one types.
  window.wagtail.app.register("recompute", class extends Controller {
    static targets = ["result", "button"];
    static values = {
      part: String
    };

    connect() {
      this.buttonTarget.hidden = true;
    }

    later() {
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => this.now(), 300);
    }

    async now(event) {
      event?.preventDefault();
      const turn = this.turn = (this.turn || 0) + 1;
      const query = new URLSearchParams(new FormData(this.element));
      const found = await fetched(withPanel(`${location.pathname}?${query}`, this.partValue));
      if (found && turn === this.turn) this.resultTarget.innerHTML = found.html;
    }
  });
}
