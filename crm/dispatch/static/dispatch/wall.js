"use strict";
// The dashboard on the wall: dark and large, without a menu, and nobody touches it. Every half
// minute it goes on to the next part of the city; without the network it keeps what it has and says
// since when its figures stand.
{
  const SHOWN_FOR = 30000; // milliseconds

  window.wagtail.app.register("wall", class extends window.StimulusModule.Controller {
    static targets = ["page", "stale"];

    connect() {
      document.documentElement.classList.add("ds-wall", "w-theme-dark");
      this.timer = setInterval(() => this.goOn(), SHOWN_FOR);
    }

    disconnect() {
      clearInterval(this.timer);
      document.documentElement.classList.remove("ds-wall", "w-theme-dark");
    }

    async goOn() {
      try {
        const answer = await fetch(this.pageTarget.dataset.next);
        if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        this.pageTarget.replaceWith(page.querySelector("[data-wall-target='page']"));
        this.staleTarget.hidden = true;
      } catch {
        this.staleTarget.hidden = false;
      }
    }
  });
}
