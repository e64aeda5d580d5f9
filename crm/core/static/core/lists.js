// Filters change the address without loading the page anew; a view is kept as the address stands when it is saved.
document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-save-view]")) event.target.elements.query.value = location
    .search.slice(1);
});
