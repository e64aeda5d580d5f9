"""Going through the screens with a browser, and what is wrong with one that it shows."""

import json
import re
from collections import Counter, deque
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from tests.crawl import NOT_FOLLOWED, WORD, kind_of, texts_of
from tests.test_chinese_screens import ALLOWED, is_of_a_secret

WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
AXE = (Path(__file__).parent / "axe" / "axe.min.js").read_text(encoding="utf-8")
LINK = re.compile(r'(?:href|data-address)=\\?"([^"#\\]+)|"url": ?"(/[^"#]+)')
SETTLED = "() => !document.querySelector('[data-w-progress-loading-value=true]')"
# Nothing fades or slides any more but what never ends. Half faded in, a colour is another one.
RESTING = """() => document.getAnimations().every((each) =>
  each.playState !== "running" || each.effect.getComputedTiming().endTime === Infinity)"""

# Text that an ancestor cuts off, and that no title says whole. What scrolls is not cut off; what
# only voices read is made one pixel wide on purpose.
CUT_OFF = """() => {
  const cutting = (element) => {
    for (let each = element; each && each !== document.body; each = each.parentElement) {
      const {overflowX, clipPath, position} = getComputedStyle(each);
      if (each.clientWidth <= 1 && overflowX !== "visible" || clipPath !== "none") return null;
      if (/auto|scroll/.test(overflowX) && each.scrollWidth > each.clientWidth) return null;
      if (/hidden|clip/.test(overflowX) && each.clientWidth) return each;
      if (position === "fixed") return null;
    }
    return null;
  };
  const UNREAD = "script, style, svg, [title], option, [inert]";
  const found = [], range = document.createRange();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    const holder = text.parentElement;
    if (!text.data.trim() || holder.closest(UNREAD)) continue;
    if (!holder.checkVisibility({opacityProperty: true, visibilityProperty: true})) continue;
    const by = cutting(holder);
    if (!by) continue;
    range.selectNodeContents(text);
    const edge = by.getBoundingClientRect();
    const right = Math.max(...[...range.getClientRects()].map((each) => each.right));
    if (right > edge.right + 1.5 && edge.width) found.push(text.data.trim().slice(0, 60));
  }
  return [...new Set(found)];
}"""
SIDEWAYS = """() => {
  const {scrollWidth, clientWidth} = document.documentElement;
  if (scrollWidth <= clientWidth) return null;
  const wide = [...document.querySelectorAll("body *")].filter((each) => {
    const box = each.getBoundingClientRect();
    return box.width && box.right > clientWidth + 1;
  });
  const named = wide.slice(-2).map((each) => each.outerHTML.slice(0, 120));
  return `${scrollWidth} px: ${named.join(" | ")}`;
}"""
# An icon that no style sheet gives a size takes what it gets.
HUGE = """() => [...document.querySelectorAll("svg.icon")]
  .filter((each) => each.getBoundingClientRect().width > 64)
  .map((each) => each.parentElement.outerHTML.slice(0, 120))"""
FOUND_BY_AXE = """async (rules) => {
  const options = {resultTypes: ["violations"], preload: false};
  if (rules) options.runOnly = {type: "rule", values: rules};
  const {violations} = await axe.run(document, options);
  return violations.flatMap((each) => each.nodes.slice(0, 3).map((node) =>
    `${each.id}: ${node.target.join(" ")} ${node.html.slice(0, 140)} ${
      each.id === "color-contrast" ? node.any[0]?.message.slice(0, 160) : ""}`));
}"""


def found_by_axe(page, rules: list[str] | None = None) -> list[str]:
    """What axe has against the page as it stands when nothing moves, by all of its rules or
    some.
    """
    page.wait_for_timeout(350)  # what a script moves has begun
    page.wait_for_function(RESTING)
    page.evaluate(AXE)
    return page.evaluate(FOUND_BY_AXE, rules)


@dataclass(frozen=True)
class Fault:
    address: str
    where: str
    what: str

    def __str__(self):
        return f"{self.address} [{self.where}] {self.what}"


class Screens:
    """One person's browser page. ``data`` are the Latin words that people have stored; in the
    ``english`` interface every word may stand.
    """

    def __init__(self, page, data=frozenset(), english=False):
        self.page, self.data, self.english = page, data, english
        self.said = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.said.append(f"error: {error}"))
        page.on("requestfailed", self._failed)
        page.on("response", self._answered)
        page.on("request", self._asked)

    def _hear(self, message):
        if message.type in ("error", "warning"):
            self.said.append(f"console: {message.text}")

    def _failed(self, request):
        if request.failure != "net::ERR_ABORTED":  # the person went on before it came
            self.said.append(f"failed: {request.url}")

    def _answered(self, response):
        if response.status >= 400:
            self.said.append(f"{response.status}: {response.url}")

    def _asked(self, request):
        parts = urlsplit(request.url)
        own = urlsplit(self.page.url).netloc
        if parts.scheme in ("http", "https") and own and parts.netloc != own:
            self.said.append(f"another host: {request.url}")

    def open(self, address: str) -> bool:
        """Whether a page stands there."""
        self.said.clear()
        try:
            answer = self.page.goto(address, wait_until="load")
        except Exception as error:
            if "Download is starting" in str(error) or "ERR_ABORTED" in str(error):
                return False
            raise
        is_html = bool(answer) and "html" in (answer.header_value("content-type") or "")
        return is_html and "<html" in answer.text()  # not a piece that a page asks for

    def links(self) -> list[str]:
        found = []
        for pair in LINK.findall(self.page.content()):
            link = urljoin(self.page.url, (pair[0] or pair[1]).replace("&amp;", "&"))
            parts = urlsplit(link)
            path = parts.path + (f"?{parts.query}" if parts.query else "")
            if parts.netloc == urlsplit(self.page.url).netloc and not NOT_FOLLOWED.search(path):
                found.append(path)
        return list(dict.fromkeys(found))

    def faults(self) -> list[Fault]:
        """Of the page that is open, at both widths, light and dark."""
        page, found = self.page, []
        for name, size in (("1440", WIDE), ("390", PHONE)):
            page.set_viewport_size(size)
            found += [(name, f"axe {each}") for each in found_by_axe(page)]
            found += [(name, f"sideways: {wide}") for wide in [page.evaluate(SIDEWAYS)] if wide]
            found += [(name, f"cut off: {text}") for text in page.evaluate(CUT_OFF)]
            found += [(name, f"huge icon: {text}") for text in page.evaluate(HUGE)]
        page.emulate_media(color_scheme="dark")
        dark = found_by_axe(page, ["color-contrast", "link-in-text-block"])
        found += [("390 dark", f"axe {each}") for each in dark]
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(WIDE)
        found += [("", f"English: {word}") for word in self.english_words()]
        found += [("", said) for said in self.said]
        here = urlsplit(page.url)
        address = here.path + (f"?{here.query}" if here.query else "")
        return [Fault(address, where, what) for where, what in dict.fromkeys(found)]

    def english_words(self) -> list[str]:
        if self.english:
            return []
        words = set(WORD.findall(texts_of(self.page.content())))
        path = urlsplit(self.page.url).path
        left = words - self.data - ALLOWED
        return sorted(word for word in left if not is_of_a_secret(word, path))


TAB = re.compile(r"[?&]tab=(\w+)")
# A view that several models share is one shape of screen.
OF_A_MODEL = re.compile(r"^[a-z_]+:(index|add|edit|inspect|delete|history|inspect)$")


def screen_of(address: str) -> str:
    """The kind of screen: the view that answers, and the tab of a record."""
    tab = TAB.search(address)
    return kind_of(address) + (f" {tab[1]}" if tab else "")


def shape_of(address: str) -> str:
    """As ``screen_of``, with the lists, forms and records of all models as one kind each."""
    return OF_A_MODEL.sub(r"\1", screen_of(address))


def tour(screens: Screens, start="/", seen: Counter | None = None, kind=screen_of, most=1000):
    """Go by links from ``start``, breadth first, to one screen of a kind; yields each as it is
    open. ``seen`` counts the kinds that were shown, and may be shared by several people.
    """
    seen = Counter() if seen is None else seen
    waiting, queued = deque([start]), {start}
    while waiting and most:
        address = waiting.popleft()
        if seen[kind(address)]:
            continue
        seen[kind(address)] += 1
        if not screens.open(address):
            continue
        screens.page.wait_for_function(SETTLED)
        most -= 1
        yield address
        for link in screens.links():
            if link not in queued and not seen[kind(link)]:
                queued.add(link)
                waiting.append(link)


PRINT_WORDS = """
import json
from tests.crawl import words_of_data
print(json.dumps(sorted(words_of_data())))
"""


def words_of(server) -> set[str]:
    """``tests.crawl.words_of_data`` of the database that the server reads."""
    done = server.manage("shell", "-v", "0", "-c", PRINT_WORDS)
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.splitlines()[-1]))
