"use strict";
// The map of plots: a plot that is chosen shows its panel beside the map, on narrow screens as a
// sheet. Without this script each plot is a link to the same page with its panel.
{
  const {
    Controller
  } = window.StimulusModule;

  window.wagtail.app.register("plots", class extends Controller {
    static targets = ["plot", "panel"];

    connect() {
      this.first = this.chosen?.dataset.key;
      this.chosen?.scrollIntoView({
        block: "nearest",
        inline: "center"
      });
    }

    get chosen() {
      return this.plotTargets.find((each) => each.hasAttribute("aria-current"));
    }

    async open(event) {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      const {
        key
      } = event.currentTarget.dataset;
      if (!(await this.show(key))) return;
      history.pushState({
        plot: key
      }, "", `?plot=${key}`);
      this.panelTarget.dataset.open = "";
      if (this.isSheet) this.panelTarget.focus();
    }

    back() {
      const key = new URL(location.href).searchParams.get("plot");
      delete this.panelTarget.dataset.open;
      if (key) this.panelTarget.dataset.open = "";
      if (key || this.first) this.show(key || this.first);
    }

    // Of two plots that are chosen one after the other the later one stays.
    async show(key) {
      this.asked?.abort();
      this.asked = new AbortController();
      this.panelTarget.setAttribute("aria-busy", "true");
      const url = `${location.pathname}?plot=${key}&panel=plot`;
      try {
        const answer = await fetch(url, {
          headers: {
            "X-Requested-With": "XMLHttpRequest"
          },
          signal: this.asked.signal
        });
        if (answer.redirected || !answer.ok) {
          location.assign(`?plot=${key}#plot`);
          return false;
        }
        this.panelTarget.innerHTML = await answer.text();
      } catch (error) {
        if (error.name === "AbortError") return false;
        throw error;
      }
      this.panelTarget.removeAttribute("aria-busy");
      this.mark(key);
      return true;
    }

    mark(key) {
      for (const each of this.plotTargets) {
        if (each.dataset.key === key) each.setAttribute("aria-current", "true");
        else each.removeAttribute("aria-current");
      }
    }

    close(event) {
      event.preventDefault();
      this.shut();
    }

    shut() {
      if (!this.isSheet || !("open" in this.panelTarget.dataset)) return;
      delete this.panelTarget.dataset.open;
      this.chosen?.focus();
    }

    get isSheet() {
      return getComputedStyle(this.panelTarget).position === "fixed";
    }
  });
}
