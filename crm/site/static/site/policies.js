// The matching answers while one types; without this script the button does the same.
(function() {
  "use strict";
  var form = document.querySelector("[data-match]");
  var place = document.getElementById("matched");
  if (!form || !place || !window.fetch || !window.URLSearchParams || !window.FormData) {
    return;
  }
  var waiting = null;
  var asked = 0;

  function query() {
    var told = new URLSearchParams();
    new FormData(form).forEach(function(value, name) {
      if (value !== "") {
        told.append(name, value);
      }
    });
    return told;
  }

  function show(html, number) {
    if (number === asked) {
      place.innerHTML = html;
      offerPrint();
    }
  }

  function ask() {
    var told = query();
    var number = (asked += 1);
    if (told.toString() === "") {
      return;
    }
    window.history.replaceState(null, "", "?" + told.toString());
    told.append("part", "1");
    window.fetch("?" + told.toString(), {
      credentials: "same-origin"
    }).then(function(answer) {
      if (answer.ok) {
        answer.text().then(function(html) {
          show(html, number);
        });
      }
    });
  }

  function later() {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(ask, 400);
  }

  function offerPrint() {
    var button = place.querySelector("[data-print]");
    if (button) {
      button.hidden = false;
      button.addEventListener("click", function() {
        window.print();
      });
    }
  }

  form.addEventListener("input", function(event) {
    if (!event.isComposing) {
      later();
    }
  });
  form.addEventListener("change", later);
  offerPrint();
})();
