"use strict";
// On narrow screens a row becomes a card; each cell then needs its column's title. Lists are
// redrawn when they are filtered. What a column is too narrow for is told whole by its title.
{
  function labelCells() {
    for (const table of document.querySelectorAll("main table.listing")) {
      const titles = [...table.querySelectorAll("thead th")].map((th) => th.innerText.trim());
      for (const row of table.querySelectorAll("tbody tr")) {
        [...row.cells].forEach((cell, place) => {
          if (titles[place] && !cell.dataset.label) cell.dataset.label = titles[place];
        });
      }
    }
  }

  function tellWhole() {
    const short = [...document.querySelectorAll(".ds-table td, .ds .cut, .ds-item b")].filter((
      each) => each.scrollWidth > each.clientWidth && !each.closest("[title]"));
    for (const each of short) each.title = each.textContent.trim().replace(/\s+/g, " ");
  }

  function drawn() {
    labelCells();
    tellWhole();
  }

  // The sign above the menu is named by what it shows, and not by Wagtail's word for it.
  window.wagtail.app.register("brand", class extends window.StimulusModule.Controller {
    connect() {
      this.element.closest("a")?.removeAttribute("aria-label");
    }
  });

  document.addEventListener("DOMContentLoaded", drawn);
  document.addEventListener("w-swap:success", drawn);
}
