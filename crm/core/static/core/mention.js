"use strict";
// After "@" in a comment the colleagues who may see this record are offered; arrows and Enter
// choose. An input method that is composing Chinese keeps its Enter.
{
  const box = document.querySelector("textarea[data-mention]");
  if (box) {
    const list = document.getElementById(box.dataset.mentionList);
    let chosen = -1;
    let asked = 0;
    const typed = () => box.value.slice(0, box.selectionStart).match(
      /(?:^|[^A-Za-z0-9_.@])@([^\s@，。；：！？、（）]*)$/);
    const close = () => {
      list.hidden = true;
      box.removeAttribute("aria-activedescendant");
      chosen = -1;
    };
    const mark = (place) => {
      chosen = (place + list.children.length) % list.children.length;
      [...list.children].forEach((item, n) => item.setAttribute("aria-selected", n === chosen));
      box.setAttribute("aria-activedescendant", list.children[chosen].id);
    };
    const take = (item) => {
      const before = box.value.slice(0, box.selectionStart).replace(/@[^@]*$/,
        `@${item.dataset.insert} `);
      box.value = before + box.value.slice(box.selectionStart);
      box.setSelectionRange(before.length, before.length);
      box.focus();
      close();
    };
    const offer = async () => {
      const found = typed();
      if (!found) return close();
      const turn = ++asked;
      const answer = await fetch(`${box.dataset.mention}?q=${encodeURIComponent(found[1])}`, {
        headers: {
          "X-Requested-With": "XMLHttpRequest"
        }
      });
      if (!answer.ok || turn !== asked) return;
      const {
        people
      } = await answer.json();
      list.replaceChildren(
        ...people.map((each, n) => {
          const item = document.createElement("li");
          item.id = `mention-${n}`;
          item.setAttribute("role", "option");
          item.dataset.insert = each.insert;
          item.textContent = each.department ? `${each.name} · ${each.department}` : each
            .name;
          item.addEventListener("mousedown", (event) => {
            event.preventDefault();
            take(item);
          });
          return item;
        }),
      );
      list.hidden = !people.length;
      if (people.length) mark(0);
    };
    box.addEventListener("input", (event) => event.isComposing || offer());
    box.addEventListener("compositionend", offer);
    box.addEventListener("blur", close);
    box.addEventListener("keydown", (event) => {
      if (list.hidden || event.isComposing || event.keyCode === 229) return;
      if (event.key === "ArrowDown") mark(chosen + 1);
      else if (event.key === "ArrowUp") mark(chosen - 1);
      else if (event.key === "Enter" || event.key === "Tab") take(list.children[chosen]);
      else if (event.key === "Escape") close();
      else return;
      event.preventDefault();
    });
  }
}
