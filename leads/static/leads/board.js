"use strict";
// A dropped card opens the form of the step that leads to that stage; where there is none, the
// card stays and the page says why and leads to what is missing. Where the last card of a column
// comes into view, those that follow are fetched. On a phone one column is open at a time.
{
  const WIDE = "(min-width: 801px)";

  class BoardController extends window.StimulusModule.Controller {
    static targets = ["column", "more", "says", "tab"];
    static values = {
      refused: String,
      missing: String
    };

    connect() {
      this.element.querySelector(".board-filter").hidden = true;
      const listen = (name, answer) => this.element.addEventListener(name, answer);
      listen("dragstart", (event) => {
        this.card = event.target.closest(".ds-bcard");
      });
      listen("dragover", (event) => this.over(event));
      listen("drop", (event) => this.drop(event));
      listen("keydown", (event) => this.key(event));
    }

    filter(event) {
      event.currentTarget.requestSubmit();
    }

    over(event) {
      const column = event.target.closest("[data-stage]");
      for (const each of this.columnTargets) each.classList.toggle("is-over", each === column);
      if (column) event.preventDefault();
    }

    drop(event) {
      const column = event.target.closest("[data-stage]");
      if (!column) return;
      event.preventDefault();
      column.classList.remove("is-over");
      if (this.card && this.card.closest("[data-stage]") !== column) this.move(column);
    }

    key(event) {
      if (!event.target.matches(".ds-bcard") || event.isComposing) return;
      const columns = this.columnTargets;
      this.card = event.target;
      const here = columns.indexOf(this.card.closest("[data-stage]"));
      const way = {
        ArrowRight: 1,
        ArrowLeft: -1
      } [event.key];
      if (way) {
        event.preventDefault();
        if (columns[here + way]) this.move(columns[here + way]);
      } else if (event.key.toLowerCase() === "m") {
        event.preventDefault();
        this.card.querySelector("details")?.toggleAttribute("open");
      }
    }

    move(column) {
      const link = this.card.querySelector(`[data-target="${column.dataset.stage}"]`);
      if (link && !link.dataset.missing) location.assign(link.href);
      else this.refuse(link);
    }

    refuse(link) {
      const says = this.saysTarget;
      if (!link) {
        says.textContent = this.refusedValue;
        return;
      }
      const name = this.card.querySelector(".ds-bcard__top a").textContent.trim();
      const there = document.createElement("a");
      there.href = link.href;
      there.textContent = link.textContent;
      const text = this.missingValue.replace("%(name)s", name);
      says.replaceChildren(`${text.replace("%(missing)s", link.dataset.missing)} `, there);
    }

    // On a phone one column stands below the other, and would never end.
    moreTargetConnected(more) {
      if (!matchMedia(WIDE).matches) return;
      this.inView ||= new IntersectionObserver((entries) => {
        for (const entry of entries)
          if (entry.isIntersecting) this.follow(entry.target);
      }, {
        rootMargin: "200px"
      });
      this.inView.observe(more);
    }

    // Without an answer the link to the list stays.
    async follow(more) {
      this.inView.unobserve(more);
      const answer = await fetch(more.dataset.more).catch(() => null);
      if (!answer?.ok || answer.redirected) return;
      more.replaceWith(document.createRange().createContextualFragment(await answer.text()));
    }

    open(event) {
      const chosen = document.querySelector(event.currentTarget.hash);
      if (!chosen.matches("[data-stage]")) return;
      event.preventDefault();
      for (const column of this.columnTargets) column.classList.toggle("is-open", column ===
        chosen);
      for (const tab of this.tabTargets) tab.toggleAttribute("aria-current", tab === event
        .currentTarget);
    }
  }

  window.wagtail.app.register("board", BoardController);
}
