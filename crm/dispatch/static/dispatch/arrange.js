"use strict";
// The cards of a dashboard are put in order by dragging, by the arrow keys on the handle, and by
// their buttons, which without this script send the form. What a kind of card does not need is not
// shown.
{
  window.wagtail.app.register("arrange", class extends window.StimulusModule.Controller {
    static targets = ["list", "card", "handle", "kind", "up", "down", "says"];

    connect() {
      const listen = (name, answer) => this.element.addEventListener(name, answer);
      listen("dragstart", (event) => this.hold(event));
      listen("dragover", (event) => this.over(event));
      listen("dragend", () => this.letGo());
      listen("drop", (event) => event.preventDefault());
      listen("keydown", (event) => this.key(event));
      listen("click", (event) => this.click(event));
      listen("change", (event) => this.changed(event));
    }

    hold(event) {
      if (!this.handleTargets.includes(event.target)) return;
      this.held = event.target.closest(".own-card");
      this.held.classList.add("is-held");
      event.dataTransfer.setDragImage(this.held, 16, 16);
      event.dataTransfer.effectAllowed = "move";
    }

    over(event) {
      if (!this.held) return;
      event.preventDefault();
      const other = event.target.closest(".own-card");
      if (!other || other === this.held) return;
      const box = other.getBoundingClientRect();
      if (event.clientY < box.top + box.height / 2) other.before(this.held);
      else other.after(this.held);
    }

    letGo() {
      this.held?.classList.remove("is-held");
      if (this.held) this.say(this.held);
      this.held = null;
      this.number();
    }

    key(event) {
      const way = {
        ArrowUp: -1,
        ArrowDown: 1
      } [event.key];
      if (!way || event.isComposing || !this.handleTargets.includes(event.target)) return;
      event.preventDefault();
      this.move(event.target.closest(".own-card"), way);
      event.target.focus();
    }

    click(event) {
      const button = event.target.closest("button");
      const way = this.upTargets.includes(button) ? -1 : this.downTargets.includes(button) ?
        1 : 0;
      if (!way) return;
      event.preventDefault();
      this.move(button.closest(".own-card"), way);
      button.focus();
    }

    move(card, way) {
      if (way < 0) card.previousElementSibling?.before(card);
      else card.nextElementSibling?.after(card);
      this.say(card);
      this.number();
    }

    // The buttons name the places of the cards as the form will send them.
    number() {
      for (const [place, card] of this.cardTargets.entries()) {
        for (const button of card.querySelectorAll("button[name=do]")) {
          button.value = `${button.value.split(":")[0]}:${place}`;
        }
      }
    }

    say(card) {
      const place = this.cardTargets.indexOf(card) + 1;
      this.saysTarget.textContent = `${place} / ${this.cardTargets.length}`;
    }

    changed(event) {
      if (this.kindTargets.includes(event.target)) {
        event.target.closest(".own-card").dataset.kind = event.target.value;
      }
    }
  });
}
