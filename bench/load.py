"""A hundred people of all roles for two minutes, while a settlement, an import and a batch of
documents run: what that costs them, and that nothing is lost or done twice.

The house is one that ``make run`` starts, in a folder of its own, with the demonstration. Each
person is logged in, follows links from page to page, and reads some ten seconds between two; who
may write notes does, and sends each form twice, as who clicks twice. Before that, one person at a
time does the same without pauses: the idle system. Afterwards it is counted in the database.

    bench/load.py [people] [seconds]
"""

import json
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import requests
from bs4 import BeautifulSoup

sys.path.insert(0, str(Path(__file__).parents[1]))
from bench.first_start import Place, state_of_the_folder  # noqa: E402

PEOPLE = int(sys.argv[1]) if len(sys.argv) > 1 else 100
SECONDS = int(sys.argv[2]) if len(sys.argv) > 2 else 120
READS = 10  # seconds that a page is read, in the mean
A_WALK = 8  # pages until one starts again from the first
IDLE_PAGES = 15  # of each role
NOTES_EVERY = 4  # pages that can take a note
COMPANIES = 2_000
ROLES = (
    "officer",
    "section_head",
    "park_officer",
    "finance",
    "leader",
    "headquarters",
    "assessor",
    "auditor",
    "agency",
    "referrer",
)
OUTSIDE = {"agency", "referrer"}
PASSWORD = "deshang-demo"
MARK = "load-"
# Ends a session, or is no page.
NOT_FOLLOWED = re.compile(r"logout|/download|export=|\.ics|\.pdf|/static/|/sprite|jsi18n|/stream")
# What goes on meanwhile.
WORK = """
import io, json
from datetime import timedelta
from decimal import Decimal
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import Workbook
from commissions.documents.batch import awaiting, begin_batch
from commissions.settlement.tasks import settle_nightly
from crm.core.background.send import send
from crm.core.models import User
from crm.core.tables.begin import begin_import
from crm.core.tables.columns import TABLES
from crm.core.transitions import perform
from parks.contributions.report import report
from parks.models import Enterprise

person = {name: User.objects.get(username=f"demo_{name}") for name in NAMES}
book = Workbook()
book.active.append(["企业名称", "国家", "地区", "行业"])
for n in range(COMPANIES):
    book.active.append([f"负载{n}号新能源科技有限公司", "中国", "湖南省", "3841"])
content = io.BytesIO()
book.save(content)
upload = SimpleUploadedFile("companies.xlsx", content.getvalue())
job = begin_import(TABLES["leads.company"], upload, by=person["officer"])
statements = awaiting("statement", person["finance"])
batch = begin_batch("statement", statements, by=person["finance"])
reported = 0
for enterprise in Enterprise.objects.visible_to(person["park_officer"]).order_by("pk")[:30]:
    contribution = report(
        enterprise,
        by=person["park_officer"],
        evidence=SimpleUploadedFile("voucher.pdf", b"%PDF-1.4\\n%%EOF\\n"),
        metric="fixed_assets",
        amount=Decimal(1_000_000),
        happened_on=timezone.localdate() - timedelta(days=1),
    )
    perform(contribution, "verify", by=person["finance"])
    reported += 1
send(settle_nightly)
told = {"job": job.pk, "batch": batch.pk, "documents": len(statements), "reported": reported}
print("WORK " + json.dumps(told))
"""
CONFIRM = """
import time
from crm.core.models import TableImport
from crm.core.tables.begin import confirm_import
job = TableImport.objects.get(pk=JOB)
for _second in range(300):
    job.refresh_from_db()
    if job.phase == "ready":
        break
    time.sleep(1)
confirm_import(job, by=job.by, is_sure=True)
"""
COUNT = """
import json, time
from collections import Counter
from commissions.models import DocumentBatch, IssuedDocument, LedgerEntry
from commissions.settlement.settle import settle
from crm.core.models import Comment, TableImport
from leads.models import Company

for _second in range(600):
    phase = TableImport.objects.get(pk=WORK["job"]).phase
    left = DocumentBatch.objects.get(pk=WORK["batch"]).lines.filter(is_done=False).count()
    if phase == "done" and not left:
        break
    time.sleep(1)
settle()
posted = LedgerEntry.objects.count()
settle()
lines = DocumentBatch.objects.get(pk=WORK["batch"]).lines
issued = Counter(
    IssuedDocument.objects.live()
    .filter(kind="statement", object_id__in=lines.values("object_id"))
    .values_list("object_id", flat=True)
)
told = {
    "phase": phase,
    "left": left,
    "companies": Company.objects.filter(name__startswith="负载").count(),
    "documents": len(issued),
    "issued": sum(issued.values()),
    "posted_again": LedgerEntry.objects.count() - posted,
    "notes": list(Comment.objects.filter(text__startswith=MARK).values_list("text", flat=True)),
}
print("COUNTED " + json.dumps(told))
"""


@dataclass
class Seen:
    """What all people met: seconds of each page, what was no answer, notes that were taken."""

    taken: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


class Person:
    """One browser of one role."""

    def __init__(self, base: str, role: str, number: int, seen: Seen):
        self.base, self.role, self.number, self.seen = base, role, number, seen
        self.session = requests.Session()
        self.session.headers["Accept-Language"] = "zh-hans"
        self.luck = random.Random(number)
        self.first = "/portal/" if role in OUTSIDE else "/admin/"
        self.links, self.walked, self.noted = [], 0, 0

    def log_in(self):
        door = self.base + ("/login/" if self.role in OUTSIDE else "/admin/login/")
        page = BeautifulSoup(self.session.get(door, timeout=60).text, "html.parser")
        form = next(form for form in page("form") if form.find("input", {"name": "password"}))
        fields = {tag["name"]: tag.get("value", "") for tag in form("input") if tag.get("name")}
        name = "username" if "username" in fields else "login"
        fields |= {name: f"demo_{self.role}", "password": PASSWORD}
        target = urllib.parse.urljoin(door, form.get("action") or door)
        answer = self.session.post(target, fields, headers={"Referer": door}, timeout=60)
        if answer.status_code != 200 or "/login/" in answer.url:
            raise RuntimeError(f"{self.role} is not let in: {answer.status_code} {answer.url}")

    def read_on(self):
        """One page further; now and then a note where the page takes one."""
        if not self.links or self.walked % A_WALK == 0:
            address = self.first
        else:
            address = self.luck.choice(self.links)
        self.walked += 1
        answer = self._timed(self.session.get, self.base + address)
        if answer is None or "html" not in answer.headers.get("Content-Type", ""):
            return
        links = re.findall(r'href="(/[^"#]+)"', answer.text)
        self.links = [link.replace("&amp;", "&") for link in links if not NOT_FOLLOWED.search(link)]
        self._maybe_note(answer)

    def _maybe_note(self, answer):
        if "ds-composer" not in answer.text:
            return
        self.noted += 1
        if self.noted % NOTES_EVERY:
            return
        form = BeautifulSoup(answer.text, "html.parser").find("form", class_="ds-composer")
        fields = {
            tag["name"]: tag.get("value", "")
            for tag in form("input", type="hidden")
            if tag.get("name")
        }
        text = f"{MARK}{self.number}-{self.walked}"
        fields |= {"kind": "note", "text": text}
        target, headers = self.base + form["action"], {"Referer": answer.url}
        for _twice in range(2):
            sent = self._timed(self.session.post, target, data=fields, headers=headers)
            if sent is None:
                return
        with self.seen.lock:
            self.seen.notes.append(text)

    def _timed(self, method, address: str, **more):
        start = time.perf_counter()
        try:
            answer = method(address, timeout=60, **more)
        except requests.RequestException as error:
            return self._fail(f"{self.role} {address}: {type(error).__name__}")
        with self.seen.lock:
            self.seen.taken.append(time.perf_counter() - start)
        if answer.status_code >= 500 or answer.status_code == 429:
            return self._fail(f"{self.role} {address}: {answer.status_code}")
        return answer

    def _fail(self, what: str):
        with self.seen.lock:
            self.seen.errors.append(what)


def main():
    with tempfile.TemporaryDirectory() as folder:
        place = Place(Path(folder) / "house", state_of_the_folder())
        try:
            place.manage("migrate", "--verbosity=0")
            place.manage("load_demo", "--verbosity=0")
            with running(place) as base:
                report(*measured(place, base))
        finally:
            place.clear()


@contextmanager
def running(place):
    command = [sys.executable, "-m", "crm.launch", "run"]
    with open(place.folder / "log", "ab") as log:
        process = subprocess.Popen(command, cwd=place.folder, env=place.env, stdout=log, stderr=log)
    try:
        place.wait_for_the_site(process)
        yield f"http://127.0.0.1:{place.env['PORT']}"
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=90)


def measured(place, base: str) -> tuple[Seen, Seen, dict, dict]:
    """(one at a time, all at once, the work that was given, what was counted afterwards)."""
    idle, busy = Seen(), Seen()
    for number, role in enumerate(ROLES):
        reader = Person(base, role, number, Seen())
        reader.log_in()
        reader.read_on()  # what a process reads once is no page's
        reader.seen = idle
        for _page in range(IDLE_PAGES):
            reader.read_on()
    people = [Person(base, ROLES[n % len(ROLES)], n + 100, busy) for n in range(PEOPLE)]
    for person in people:
        person.log_in()
    say(f"{len(people)} people are logged in")
    end = time.monotonic() + SECONDS
    with ThreadPoolExecutor(PEOPLE + 1) as threads:
        job = threads.submit(work, place)
        futures = [threads.submit(live, person, end) for person in people]
        for future in futures:
            future.result()
        expected = job.result()
    say(f"the work was given: {expected}")
    notes = [*idle.notes, *busy.notes]
    counts = asked(place, "COUNTED", COUNT, WORK=expected, MARK=MARK)
    return idle, busy, expected | {"notes": notes}, counts


def live(person: Person, end: float):
    time.sleep(person.luck.uniform(0, READS))
    while time.monotonic() < end:
        person.read_on()
        time.sleep(min(person.luck.expovariate(1 / READS), max(end - time.monotonic(), 0)))


def work(place) -> dict:
    names = ["officer", "finance", "park_officer"]
    facts = asked(place, "WORK", WORK, NAMES=names, COMPANIES=COMPANIES)
    place.manage("shell", "-c", f"JOB = {facts['job']}\n{CONFIRM}")
    return facts


def asked(place, mark: str, text: str, **names) -> dict:
    """What a piece of Python in the house's own surroundings prints behind ``mark``."""
    assignments = "\n".join(f"{name} = {value!r}" for name, value in names.items())
    printed = subprocess.run(
        [sys.executable, "manage.py", "shell", "-c", f"{assignments}\n{text}"],
        cwd=place.folder,
        env=place.env,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout
    line = next(splitline for splitline in printed.splitlines() if splitline.startswith(mark))
    return json.loads(line.removeprefix(mark))


def report(idle: Seen, busy: Seen, expected: dict, counts: dict):
    for error in busy.errors[:20]:
        say(error)
    stored = counts["notes"]
    lost = len(set(expected["notes"]) - set(stored)) + (COMPANIES - counts["companies"])
    lost += expected["documents"] - counts["documents"]
    doubled = len(stored) - len(set(stored)) + counts["issued"] - counts["documents"]
    doubled += counts["posted_again"]
    print(f"load.people {PEOPLE} people")
    print(f"load.pages {len(busy.taken)} pages")
    print(f"load.errors {len(busy.errors) + len(idle.errors)} errors")
    print(f"load.notes {len(stored)} notes")
    print(f"load.companies {counts['companies']} companies")
    print(f"load.documents {counts['documents']} documents")
    print(f"load.contributions {expected['reported']} contributions")
    print(f"load.lost {lost} records")
    print(f"load.doubled {doubled} records")
    print(f"load.idle_p95_ms {p95(idle.taken) * 1000:.0f} ms")
    print(f"load.p95_ms {p95(busy.taken) * 1000:.0f} ms")
    print(f"load.p95_over_idle {p95(busy.taken) / p95(idle.taken):.2f} ×")


def p95(values) -> float:
    durations = sorted(values)
    return durations[int(len(durations) * 0.95)]


def say(what: str):
    print(what, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
