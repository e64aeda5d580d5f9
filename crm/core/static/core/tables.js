// Background work: the progress of the page's own job, and a notice on every page when one has ended.
(() => {
  const {
    notices: noticesUrl,
    close: closeName
  } = document.currentScript.dataset;
  const token = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value || document
    .getElementById("wagtail-config") && JSON.parse(document.getElementById("wagtail-config")
      .textContent).CSRF_TOKEN;

  function watch(box) {
    const bar = box.querySelector("progress");
    const look = async () => {
      try {
        const state = await (await fetch(box.dataset.stateUrl, {
          headers: {
            Accept: "application/json"
          }
        })).json();
        if (!state.running) {
          window.location.reload();
          return;
        }
        box.querySelector("[data-phase]").textContent = state.phase;
        box.querySelector("[data-rows]").textContent = state.done ?
          `${state.done}${state.total ? " / " + state.total : ""}` : "";
        if (state.total) bar.value = state.percent;
        else bar.removeAttribute("value");
      } catch {
        /* the network is away for a moment */
      }
      setTimeout(look, 1000);
    };
    look();
  }

  function show(notice) {
    const box = document.createElement("div");
    box.className = "house-notice";
    const link = Object.assign(document.createElement("a"), {
      href: notice.link,
      textContent: notice.text
    });
    const close = Object.assign(document.createElement("button"), {
      type: "button",
      textContent: "×",
      className: "button button-small button-secondary"
    });
    close.setAttribute("aria-label", closeName);
    close.addEventListener("click", () => {
      stack().replaceChildren();
      fetch(noticesUrl, {
        method: "POST",
        headers: {
          "X-CSRFToken": token()
        }
      });
    });
    box.append(link, close);
    stack().append(box);
  }

  /** Notices stand above one another and above the bell; to close one is to have seen them all. */
  function stack() {
    let found = document.querySelector(".house-notices");
    if (!found) {
      found = Object.assign(document.createElement("div"), {
        className: "house-notices"
      });
      found.setAttribute("role", "status");
      document.body.append(found);
    }
    return found;
  }

  async function ask() {
    try {
      const answer = await fetch(noticesUrl, {
        headers: {
          Accept: "application/json"
        }
      });
      if (!answer.ok || answer.redirected) return;
      const {
        notices,
        running
      } = await answer.json();
      stack().replaceChildren();
      notices.filter((each) => new URL(each.link, location).pathname !== location.pathname)
        .forEach(show);
      if (running) setTimeout(ask, 4000);
    } catch {
      /* asked again on the next page */
    }
  }

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-state-url]").forEach(watch);
    ask();
  });
})();
