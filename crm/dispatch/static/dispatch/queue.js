"use strict";
// The work queue, on the home page and by itself. Without this script every button is a form and every row a link.
{
  const {
    Controller
  } = window.StimulusModule;
  const SHOWN_FOR = 10000; // milliseconds: as long as a step can be taken back from here

  window.wagtail.app.register("work-queue", class extends Controller {
    static targets = ["task", "card", "toast", "said"];
    static values = {
      panel: String
    };

    connect() {
      const head = document.querySelector("[data-queue-said]");
      if (head && this.hasSaidTarget && this.saidTarget.innerHTML.trim()) {
        head.innerHTML = this.saidTarget.innerHTML;
      }
      if (this.hasToastTarget) {
        this.timer = setTimeout(() => this.toastTarget.remove(), SHOWN_FOR);
      }
    }

    disconnect() {
      clearTimeout(this.timer);
    }

    // Where no row lies open, the one that has moved up to the place ``at`` is next.
    async replace(address, options = {}, at = -1) {
      const answer = await fetch(address, {
        headers: {
          "X-Requested-With": "XMLHttpRequest"
        },
        ...options
      });
      if (window.deshangGoesOnThere(answer)) return;
      if (!answer.ok || answer.redirected) return location.reload();
      const template = document.createElement("template");
      template.innerHTML = (await answer.text()).trim();
      const fresh = template.content.querySelector("#queue");
      this.element.replaceWith(fresh);
      const open = fresh.querySelector(".ds-task--open");
      const next = open || fresh.querySelectorAll(".ds-task")[at] || fresh;
      (open?.querySelector("textarea, .is-missing input") || next).focus({
        preventScroll: options.method === "POST"
      });
    }

    open(event) {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      const link = event.target.closest("a[data-queue-panel]");
      if (!link) return;
      event.preventDefault();
      this.replace(link.dataset.queuePanel);
    }

    send(event) {
      const form = event.target;
      if (form.closest(".ds-next")) return;
      event.preventDefault();
      if (this.isSending) return;
      this.isSending = true;
      const at = this.taskTargets.indexOf(form.closest(".ds-task"));
      this.replace(form.action, {
        method: "POST",
        body: new FormData(form, event.submitter)
      }, at);
    }

    changed(event) {
      if (event.detail.taken) this.replace(this.panelValue);
    }

    key(event) {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      if (event.target.closest("input, textarea, select, button, a, summary, [role=dialog]"))
        return;
      const at = this.taskTargets.indexOf(event.target.closest(".ds-task"));
      if (event.key === "j" || event.key === "k") {
        const step = event.key === "j" ? 1 : -1;
        const next = at < 0 ? this.taskTargets[0] : this.taskTargets[at + step];
        if (!next) return;
        event.preventDefault();
        next.focus();
      } else if (event.key === "Enter" && at >= 0) {
        event.preventDefault();
        this.dealWith(this.taskTargets[at]);
      }
    }

    dealWith(task) {
      if (task.dataset.open) return this.replace(task.dataset.open);
      const primary = task.querySelector(".ds-btn--primary, textarea, .is-missing input");
      if (primary) primary.matches("button, a") ? primary.click() : primary.focus();
    }
  });
}
