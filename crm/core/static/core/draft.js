// What is typed into a form is kept in this browser until it is stored: over an ended session, a
// server error, a closed window. Kept per person and address; the server names the address whose
// form it has stored in a cookie.
(() => {
  const about = document.querySelector("meta[name=deshang-user]");
  if (!about?.content) return;
  const prefix = `draft:${about.content}:`;
  const DAYS = 7;

  function forgetStored() {
    const cookie = document.cookie.split("; ").find((each) => each.startsWith("saved_form="));
    if (!cookie) return;
    localStorage.removeItem(prefix + decodeURIComponent(cookie.slice("saved_form=".length))
      .replaceAll('"', ""));
    document.cookie = "saved_form=; path=/; max-age=0; samesite=lax";
  }

  function forgetOld() {
    for (const key of Object.keys(localStorage)) {
      if (!key.startsWith("draft:")) continue;
      try {
        if (Date.now() - JSON.parse(localStorage.getItem(key)).at > DAYS * 86400000) localStorage
          .removeItem(key);
      } catch {
        localStorage.removeItem(key);
      }
    }
  }

  // Neither passwords nor what is stored encrypted lies readable in a browser.
  const fieldsOf = (form) => [...form.elements].filter((each) => each.name && each.name !==
    "csrfmiddlewaretoken" && !["file", "password", "submit", "button"].includes(each.type) && !
    ("secret" in each.dataset));
  const chooserOf = (field) => field.type === "hidden" && document.getElementById(
    `${field.id}-chooser`);

  function valuesOf(form) {
    return fieldsOf(form).map((field) => {
      const chooser = chooserOf(field);
      const title = chooser ? chooser.querySelector("[data-chooser-title]")?.textContent :
        undefined;
      return [field.name, ["checkbox", "radio"].includes(field.type) ? (field.checked ? field
        .value : null) : field.value, field.value, title];
    });
  }

  function putBack(form, values) {
    for (const [name, value, option, title] of values) {
      const field = fieldsOf(form).find((each) => each.name === name && (!["checkbox", "radio"]
        .includes(each.type) || each.value === option));
      if (!field) continue;
      if (["checkbox", "radio"].includes(field.type)) field.checked = value !== null;
      else if (field.value !== value) {
        field.value = value;
        const chooser = chooserOf(field);
        if (chooser) {
          chooser.classList.toggle("blank", !value);
          const shown = chooser.querySelector("[data-chooser-title]");
          if (shown) shown.textContent = title || "";
        }
        field.dispatchEvent(new Event("change", {
          bubbles: true
        }));
      }
    }
  }

  function tell(form, key, draft, before) {
    const box = document.createElement("div");
    box.className = "help-block help-info draft-notice";
    box.setAttribute("role", "status");
    const forget = Object.assign(document.createElement("button"), {
      type: "button",
      className: "button button-small button-secondary",
      textContent: about.dataset.forget
    });
    forget.addEventListener("click", () => {
      localStorage.removeItem(key);
      putBack(form, before);
      box.remove();
    });
    box.append(about.dataset.kept.replace("%s", new Date(draft.at).toLocaleString()), " ",
      forget);
    form.prepend(box);
  }

  function keep(form) {
    const key = prefix + location.pathname;
    const before = valuesOf(form);
    const wasRefused = document.querySelector(
      "main .messages .error, .error-message, .w-field__errors .error-message");
    let draft = null;
    try {
      draft = JSON.parse(localStorage.getItem(key));
    } catch {
      /* unreadable: begin anew */
    }
    if (draft && !wasRefused && JSON.stringify(draft.values) !== JSON.stringify(before)) {
      putBack(form, draft.values);
      tell(form, key, draft, before);
    }
    let waiting = null;
    const store = () => {
      try {
        localStorage.setItem(key, JSON.stringify({
          at: Date.now(),
          values: valuesOf(form)
        }));
      } catch {
        /* full or forbidden: nothing to be done */
      }
    };
    const later = () => {
      clearTimeout(waiting);
      waiting = setTimeout(store, 300);
    };
    form.addEventListener("input", later);
    form.addEventListener("change", later);
    form.addEventListener("submit", store);
  }

  // A form that came back with someone else's text beside one's own: take it, or keep both.
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-take], [data-append]");
    if (!button) return;
    const field = document.getElementById(button.dataset.take || button.dataset.append);
    if (!field) return;
    if (button.dataset.append) field.value = `${field.value}\n${button.dataset.value}`;
    else if (field.type === "checkbox") field.checked = Boolean(button.dataset.value);
    else {
      field.value = button.dataset.value;
      const chooser = chooserOf(field);
      if (chooser?.querySelector("[data-chooser-title]")) {
        chooser.querySelector("[data-chooser-title]").textContent = button.dataset.title;
        chooser.classList.toggle("blank", !button.dataset.value);
      }
    }
    field.dispatchEvent(new Event("change", {
      bubbles: true
    }));
    field.focus();
  });

  document.addEventListener("DOMContentLoaded", () => {
    forgetStored();
    forgetOld();
    const form = document.querySelector("form[data-edit-form]");
    if (form) keep(form);
  });
})();
