"use strict";
const script = document.currentScript;
if ("serviceWorker" in navigator && script) navigator.serviceWorker.register(script.dataset.worker);

// “Can it be registered?” is answered in place; without this script the whole page comes anew.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-answer]");
  if (!button) return;
  event.preventDefault();
  const asked = new FormData(button.form, button);
  asked.delete("evidence");
  button.disabled = true;
  const answer = await fetch(location.href, {
    method: "POST",
    body: asked
  }).catch(() => null);
  button.disabled = false;
  if (!answer?.ok || answer.redirected) return button.form.submit();
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.querySelector(button.dataset.answer).replaceWith(page.querySelector(button.dataset
    .answer));
});
