"use strict";
// A link to a step opens its form.
{
  const step = location.hash.startsWith("#step-") && document.querySelector(location.hash);
  if (step) {
    step.open = true;
    step.scrollIntoView();
  }
}
