"""Walking every screen that a person reaches by links, and reading what stands on it."""

import re
from collections import Counter, deque
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup
from django.apps import apps
from django.db import models
from django.urls import Resolver404, resolve
from wagtail.fields import StreamField

from crm.core.models import Attachment, AuditEntry, MessageService, TableImport, User

OWN = {"leads", "parks", "commissions", "desk", "dispatch", "site"}
OF_CORE = (
    (Attachment, "name"),
    (AuditEntry, "path"),
    (AuditEntry, "record"),
    (MessageService, "origin"),
    (TableImport, "file_name"),
    (TableImport, "sha256"),
)
STORED = (models.CharField, models.TextField, models.JSONField, models.FileField, StreamField)
WORD = re.compile(r"[A-Za-z][A-Za-z’']+")
READ_ATTRIBUTES = ("title", "aria-label", "placeholder", "alt")
NOT_READ = ("script", "style", "template", "svg", "code", "pre", "noscript")
# Ends a session, asks for a file, or is told by a browser alone.
NOT_FOLLOWED = re.compile(
    r"logout|/bulk/|/download|export=|\.ics|\.pdf|/sprite|/static/|/password|jsi18n|/userbar"
)


@dataclass(frozen=True)
class Page:
    address: str
    status: int
    text: str
    faults: list[str]


def texts_of(html: str) -> str:
    """What a person reads or has read to them, a line each."""
    soup = BeautifulSoup(html, "html.parser")
    unseen = soup.find_all(style=re.compile("display: none"))
    for tag in [*soup(NOT_READ), *soup.find_all(hidden=True), *unseen]:
        tag.decompose()
    said = [tag[name] for tag in soup.find_all(True) for name in READ_ATTRIBUTES if tag.get(name)]
    buttons = [
        tag["value"]
        for tag in soup.find_all("input", type=("submit", "button"))
        if tag.get("value")
    ]
    return "\n".join([soup.get_text("\n", strip=True), *said, *buttons])


def faults_of(html: str) -> list[str]:
    """What a reader of the screen would miss, as far as the page itself shows it without a browser:
    heads of columns and fields without a name, a chooser without the script that opens it.
    """
    soup = BeautifulSoup(html, "html.parser")
    for tag in soup("template"):
        tag.decompose()
    faults = [f"empty {head}" for head in soup.find_all("th") if not _says(head)]
    labelled = {label.get("for") for label in soup.find_all("label") if label.get_text(strip=True)}
    faults += [f"unnamed {field}"[:120] for field in _fields(soup) if not _name_of(field, labelled)]
    if "new Chooser(" in html and "chooser-widget" not in html.split("new Chooser(")[0]:
        faults.append("a chooser without its script")
    return faults


def _says(tag) -> bool:
    return bool(tag.get_text(strip=True) or tag.find(attrs={"aria-label": True}))


def _fields(soup) -> list:
    return [
        field
        for field in soup.find_all(("input", "select", "textarea"))
        if field.get("type") not in ("hidden", "submit", "button") and not field.has_attr("hidden")
    ]


def _name_of(field, labelled) -> bool:
    named = any(field.get(name) for name in ("aria-label", "aria-labelledby", "title"))
    return named or field.get("id") in labelled or field.find_parent("label") is not None


def kind_of(address: str) -> str:
    """The screen that answers; orders, pages and filters of a list are one screen."""
    path = urlsplit(address).path
    try:
        found = resolve(path)
    except Resolver404:
        return path
    return found.view_name or found.route


def words_of_data() -> set[str]:
    """Latin words in what people have stored: names, numbers, codes, texts. What the program writes
    down itself is none of it.
    """
    names = [f"{user.username} {user}" for user in User.objects.all()]
    for model, field in OF_CORE:
        names += model.objects.values_list(field, flat=True)
    found = {word for name in names for word in WORD.findall(name)}
    for model in apps.get_models():
        if model._meta.app_label in OWN and not model.__name__.startswith("Historical"):
            names = [field.name for field in model._meta.fields if isinstance(field, STORED)]
            for row in model._base_manager.values_list(*names) if names else ():
                found.update(word for value in row if value for word in WORD.findall(str(value)))
    return found


def walk(client, start: str = "/", of_a_kind: int = 2, most: int = 2000):
    """Pages reached from ``start`` by links, at most ``of_a_kind`` of one screen, breadth first."""
    waiting, seen, kinds = deque([start]), {start}, Counter()
    while waiting and most:
        address = waiting.popleft()
        kind = kind_of(address)
        if kinds[kind] >= of_a_kind:
            continue
        kinds[kind] += 1
        most -= 1
        answer = client.get(address)
        if answer.status_code in (301, 302):
            _add(waiting, seen, urljoin(address, answer["Location"]))
        if "html" not in answer.get("Content-Type", ""):
            continue
        html = answer.content.decode() if not answer.streaming else ""
        yield Page(address, answer.status_code, texts_of(html), faults_of(html))
        for link in re.findall(r'(?:href|data-address|data-url)="([^"#]+)"', html):
            _add(waiting, seen, urljoin(address, link.replace("&amp;", "&")))


def _add(waiting, seen, address: str):
    parts = urlsplit(address)
    own = not parts.netloc or parts.netloc == "testserver"
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    if (
        own
        and parts.scheme in ("", "http")
        and path.startswith("/")
        and path not in seen
        and not NOT_FOLLOWED.search(path)
    ):
        seen.add(path)
        waiting.append(path)
