"use strict";
// Who opens the door is asked for only where that way is chosen.
const OF_WAY = {
  native: ["native"],
  chamber: ["native", "chamber"],
  through: ["native", "chamber", "agent", "customer"],
};

for (const form of document.querySelectorAll("[data-touch]")) {
  const way = form.querySelector("select[name=way]");
  if (!way) continue;
  const show = () => {
    for (const [name, ways] of Object.entries(OF_WAY)) {
      const field = form.querySelector(`[data-field=${name}]`);
      field.hidden = !ways.includes(way.value);
    }
  };
  way.addEventListener("change", show);
  show();
}
