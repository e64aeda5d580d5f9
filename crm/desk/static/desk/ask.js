/* Answers that exist already, offered while one types. Without it the form works just the same. */
(function() {
  var form = document.querySelector("[data-offered]");
  var place = form && form.querySelector("[data-answers]");
  if (!form || !place || !window.fetch) {
    return;
  }
  var wait = 400;
  var timer = 0;
  var latest = 0;

  function show(mine, text) {
    if (mine === latest) {
      place.innerHTML = text;
    }
  }

  function ask() {
    latest += 1;
    var mine = latest;
    var text = form.elements.content.value;
    fetch(form.getAttribute("data-offered") + "?text=" + encodeURIComponent(text.slice(0, 500)))
      .then(function(response) {
        return response.ok ? response.text() : "";
      })
      .then(function(answer) {
        show(mine, answer);
      });
  }

  form.elements.content.addEventListener("input", function() {
    clearTimeout(timer);
    timer = setTimeout(ask, wait);
  });
})();

/* How soon requests of the chosen kind are answered. */
(function() {
  var paces = document.querySelectorAll("[data-paces] [data-kind]");
  var form = document.querySelector("form[data-offered]");
  if (!form || !paces.length) {
    return;
  }

  function show() {
    var chosen = form.querySelector("input[name=kind]:checked");
    for (var at = 0; at < paces.length; at += 1) {
      paces[at].hidden = !chosen || paces[at].getAttribute("data-kind") !== chosen.value;
    }
  }

  form.addEventListener("change", show);
  show();
})();
