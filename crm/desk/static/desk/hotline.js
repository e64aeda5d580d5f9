/* While the caller speaks: who it may be, asked for as one types; one click takes it over. */
(() => {
  const form = document.querySelector("[data-hotline]");
  const beside = document.getElementById("known");
  if (!form || !beside) {
    return;
  }
  const asked = ["phone", "credit_code", "enterprise_name", "content"];
  const recognised = ["enterprise", "company"];
  const wait = 250;
  let timer = 0;
  let latest = 0;

  function question() {
    const found = new URLSearchParams();
    asked.forEach((name) => found.set(name, form.elements[name].value));
    found.set("kind", form.elements.kind.value || "");
    return found;
  }

  async function ask() {
    latest += 1;
    const mine = latest;
    const response = await fetch(`${form.dataset.hotline}?${question()}`);
    if (response.ok && mine === latest) {
      beside.innerHTML = await response.text();
    }
  }

  function askSoon() {
    clearTimeout(timer);
    timer = setTimeout(ask, wait);
  }

  function take(caller) {
    form.elements.enterprise_name.value = caller.dataset.name;
    form.elements.credit_code.value = caller.dataset.code;
    if (caller.dataset.contact && !form.elements.contact_name.value) {
      form.elements.contact_name.value = caller.dataset.contact;
    }
    recognised.forEach((name) => {
      form.elements[name].value = caller.dataset[name];
    });
    form.elements.content.focus();
    askSoon();
  }

  form.addEventListener("input", (event) => {
    if (["enterprise_name", "credit_code"].includes(event.target.name)) {
      recognised.forEach((name) => {
        form.elements[name].value = "";
      });
    }
    askSoon();
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing) {
      form.requestSubmit();
    }
  });
  beside.addEventListener("click", (event) => {
    const caller = event.target.closest("[data-caller]");
    if (caller) {
      take(caller);
    }
  });
  form.elements.phone.focus();
})();
