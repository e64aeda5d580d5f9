// One box over everything: Ctrl+K (⌘K) opens it; what is typed is looked up at once; arrows
// choose, Enter opens, Esc closes. Enter never acts while an input method is composing: it then
// belongs to the input method.
(() => {
  const words = JSON.parse(document.getElementById("search-words").textContent);
  const WAIT = 120;
  let box, input, list, says, chosen = -1,
    asked = 0,
    timer;

  function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  }

  function build() {
    input = make("input", {
      type: "text",
      role: "combobox",
      "aria-expanded": "true",
      "aria-controls": "search-hits",
      "aria-label": words.label,
      placeholder: words.label,
      autocomplete: "off",
      spellcheck: "false",
      maxlength: "100"
    });
    list = make("div", {
      id: "search-hits",
      role: "listbox",
      "aria-label": words.label
    });
    says = make("p", {
      role: "status",
      class: "search-says"
    });
    box = make("dialog", {
      class: "search-box",
      "aria-label": words.label
    }, input, list, says, make("p", {
      class: "search-keys"
    }, words.keys));
    document.body.append(box);
    input.addEventListener("input", (event) => {
      if (!event.isComposing) askSoon();
    });
    input.addEventListener("compositionend", askSoon);
    input.addEventListener("keydown", onKey);
    box.addEventListener("click", (event) => {
      if (event.target === box) box.close();
    });
  }

  function open() {
    if (!box) build();
    if (box.open) return;
    box.showModal();
    input.select();
    if (!input.value) says.textContent = words.hint;
  }

  function askSoon() {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  }

  async function ask() {
    const turn = ++asked,
      typed = input.value.trim();
    if (typed.length < 2) return show([], words.hint);
    try {
      const answer = await fetch(`${words.url}?q=${encodeURIComponent(typed)}`, {
        headers: {
          Accept: "application/json"
        }
      });
      if (turn !== asked) return;
      if (!answer.ok || answer.redirected) throw new Error(answer.status);
      const {
        groups
      } = await answer.json();
      show(groups, groups.length ? "" : words.nothing);
    } catch {
      if (turn === asked) show([], words.failed);
    }
  }

  function show(groups, message) {
    chosen = -1;
    says.textContent = message;
    list.replaceChildren(...groups.map((group, place) => {
      const title = make("div", {
        class: "search-kind",
        id: `search-kind-${place}`
      }, group.label);
      const hits = group.hits.map((hit) => option(hit.url, make("b", {}, hit.title), make(
        "span", {}, hit.detail)));
      if (group.more) hits.push(option(group.more, make("span", {}, words.more)));
      return make("div", {
        role: "group",
        "aria-labelledby": `search-kind-${place}`
      }, title, ...hits);
    }));
    [...list.querySelectorAll("[role=option]")].forEach((each, place) => {
      each.id = `search-hit-${place}`;
    });
    choose(0);
  }

  function option(url, ...children) {
    return make("a", {
      role: "option",
      href: url,
      tabindex: "-1",
      "aria-selected": "false"
    }, ...children);
  }

  function choose(place) {
    const options = list.querySelectorAll("[role=option]");
    options[chosen]?.setAttribute("aria-selected", "false");
    chosen = options.length ? (place + options.length) % options.length : -1;
    options[chosen]?.setAttribute("aria-selected", "true");
    options[chosen]?.scrollIntoView({
      block: "nearest"
    });
    if (chosen < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", `search-hit-${chosen}`);
  }

  function onKey(event) {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      choose(chosen + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter") {
      event.preventDefault();
      const link = list.querySelector("[aria-selected=true]");
      if (!link) return;
      if (event.ctrlKey || event.metaKey) window.open(link.href);
      else window.location = link.href;
    }
  }

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key
      .toLowerCase() === "k") {
      event.preventDefault();
      event.stopPropagation();
      open();
    }
  }, true);
  // Wagtail opens its list of keys from the help menu, which is not here; full-width as an input
  // method writes it, too.
  document.addEventListener("keydown", (event) => {
    if (!["?", "？"].includes(event.key) || event.isComposing || event.target.closest?.(
        "input, textarea, select, [contenteditable=true]")) return;
    event.preventDefault();
    document.getElementById("keyboard-shortcuts-dialog")?.dispatchEvent(new CustomEvent(
      "w-dialog:show"));
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest?.('a[href$="#search"]')) {
      event.preventDefault();
      open();
    }
  }, true);
})();
