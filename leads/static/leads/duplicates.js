"use strict";
// While a company's name is typed, the stored companies of a like name stand above the form.
{
  const shown = document.getElementById("likely-companies");
  const field = (name) => document.querySelector(`#w-editor-form [name=${name}]`);
  let waiting;
  async function look() {
    const name = field("company_name") || field("name");
    if (!name.value.trim()) return shown.replaceChildren();
    const query = new URLSearchParams({
      name: name.value,
      name_en: field("name_en")?.value || ""
    });
    const answer = await fetch(`${shown.dataset.address}?${query}`);
    if (answer.ok && !answer.redirected && !document.querySelector(
        ".likely button[name=distinct]")) shown.innerHTML = await answer.text();
  }
  for (const name of ["company_name", "name", "name_en"]) {
    field(name)?.addEventListener("input", (event) => {
      clearTimeout(waiting);
      if (!event.isComposing) waiting = setTimeout(look, 400);
    });
    field(name)?.addEventListener("compositionend", () => {
      clearTimeout(waiting);
      waiting = setTimeout(look, 400);
    });
  }
}
