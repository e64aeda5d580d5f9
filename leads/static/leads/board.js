// A dropped card opens the form of the step that leads to that stage; where there is none, the card stays and the page says why.
(() => {
  const says = document.getElementById("board-says");
  let card = null;

  function moveTo(stage) {
    const link = card.querySelector(`[data-target="${stage}"]`);
    if (link && !link.dataset.missing) window.location = link.href;
    else says.textContent = link ? link.parentElement.textContent.trim() : says.dataset.refused;
  }

  for (const each of document.querySelectorAll(".board-card")) {
    each.addEventListener("dragstart", () => { card = each; });
    each.addEventListener("keydown", (event) => {
      if (event.target !== each || event.isComposing || !["ArrowRight", "m"].includes(event.key)) return;
      event.preventDefault();
      card = each;
      if (event.key === "m") each.querySelector("details")?.toggleAttribute("open");
      else {
        const next = each.closest(".board-column").nextElementSibling;
        if (next) moveTo(next.dataset.stage);
      }
    });
  }
  for (const column of document.querySelectorAll(".board-column")) {
    column.addEventListener("dragover", (event) => { event.preventDefault(); column.classList.add("is-over"); });
    column.addEventListener("dragleave", () => column.classList.remove("is-over"));
    column.addEventListener("drop", (event) => {
      event.preventDefault();
      column.classList.remove("is-over");
      if (card && card.closest(".board-column") !== column) moveTo(column.dataset.stage);
    });
  }
})();
