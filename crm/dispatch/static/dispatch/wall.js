"use strict";
// The dashboard on the wall: dark and large, without a menu, and nobody touches it. Every half
// minute it goes on to the next part of the city; without the network it keeps what it has and says
// so. Once a day it begins anew, so that it runs the scripts of today.
{
  const SHOWN_FOR = 30 * 1000; // milliseconds
  const WAITED_FOR = 20 * 1000;
  const A_DAY = 24 * 60 * 60 * 1000;

  window.wagtail.app.register("wall", class extends window.StimulusModule.Controller {
    static targets = ["page", "stale", "ended"];

    connect() {
      document.documentElement.classList.add("ds-wall", "w-theme-dark");
      this.began = Date.now();
      this.wait();
    }

    disconnect() {
      clearTimeout(this.timer);
      document.documentElement.classList.remove("ds-wall", "w-theme-dark");
    }

    wait() {
      this.timer = setTimeout(() => this.goOn(), SHOWN_FOR);
    }

    async goOn() {
      const answer = await this.asked(this.pageTarget.dataset.next);
      const hasEnded = answer?.redirected;
      const page = hasEnded ? null : await this.pageOf(answer);
      if (page && Date.now() - this.began > A_DAY) location.reload();
      if (page) this.pageTarget.replaceWith(page);
      this.staleTarget.hidden = Boolean(page) || hasEnded;
      this.endedTarget.hidden = !hasEnded;
      this.wait();
    }

    async asked(address) {
      try {
        return await fetch(address, {
          signal: AbortSignal.timeout(WAITED_FOR)
        });
      } catch {
        return null;
      }
    }

    async pageOf(answer) {
      if (!answer?.ok) return null;
      const found = new DOMParser().parseFromString(await answer.text(), "text/html");
      return found.querySelector("[data-wall-target='page']");
    }
  });
}
