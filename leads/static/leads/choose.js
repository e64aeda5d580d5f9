"use strict";
// One tick chooses every company of the list that may be chosen.
for (const form of document.querySelectorAll("[data-choose]")) {
  const all = form.querySelector("[data-choose-all]");
  const boxes = [...form.querySelectorAll("input[name=company]")];
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
  });
}
