// A dropped card opens the form of the step that leads to that stage; where there is none, the
// card stays and the page says why. Where the last card of a column comes into view, those that
// follow are fetched.
(() => {
  const board = document.querySelector(".board");
  const says = document.getElementById("board-says");
  let card = null;

  function moveTo(stage) {
    const link = card.querySelector(`[data-target="${stage}"]`);
    if (link && !link.dataset.missing) window.location = link.href;
    else says.textContent = link ? link.parentElement.textContent.trim() : says.dataset.refused;
  }

  board.addEventListener("dragstart", (event) => {
    card = event.target.closest(".board-card");
  });
  board.addEventListener("keydown", (event) => {
    if (!event.target.matches(".board-card") || event.isComposing || !["ArrowRight", "m"]
      .includes(event.key)) return;
    event.preventDefault();
    card = event.target;
    if (event.key === "m") card.querySelector("details")?.toggleAttribute("open");
    else {
      const next = card.closest(".board-column").nextElementSibling;
      if (next) moveTo(next.dataset.stage);
    }
  });
  for (const column of board.querySelectorAll(".board-column")) {
    column.addEventListener("dragover", (event) => {
      event.preventDefault();
      column.classList.add("is-over");
    });
    column.addEventListener("dragleave", () => column.classList.remove("is-over"));
    column.addEventListener("drop", (event) => {
      event.preventDefault();
      column.classList.remove("is-over");
      if (card && card.closest(".board-column") !== column) moveTo(column.dataset.stage);
    });
  }

  const inView = new IntersectionObserver((entries) => {
    for (const {
        target,
        isIntersecting
      }
      of entries)
      if (isIntersecting) follow(target);
  }, {
    rootMargin: "200px"
  });

  // Without an answer the link to the list stays.
  async function follow(more) {
    inView.unobserve(more);
    const answer = await fetch(more.dataset.more).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    const cards = document.createRange().createContextualFragment(await answer.text());
    const next = cards.querySelector(".board-more");
    more.replaceWith(cards);
    if (next) inView.observe(next);
  }

  // On a phone one column stands below the other, and would never end.
  if (matchMedia("(min-width: 801px)").matches)
    for (const more of board.querySelectorAll(".board-more")) inView.observe(more);
})();
