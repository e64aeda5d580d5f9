"""The policies of the demonstration: a library of pages, all made up, and what enterprises applied
for.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from django.utils import timezone
from wagtail.models import Locale
from yaml import safe_load

from commissions.models import Policy
from crm.core.models import Department
from crm.core.system_user import system_user
from crm.core.transitions import move
from crm.core.writing.history import save_as
from crm.site.models import (
    HomePage,
    PolicyIndexPage,
    PolicyKind,
    PolicyMatchPage,
    PolicyPage,
    PolicySubscription,
    Qualification,
)
from crm.site.policies.apply import apply_for
from crm.site.policies.facts import facts_of
from crm.site.policies.know import know
from parks.models import Enterprise

from .city import City

TOLD = Path(__file__).parent / "told" / "policies.yaml"
PUBLISHED, APPLIED = 240, 25  # days ago
CHINESE, ENGLISH = "zh-hans", "en"
PAGES = {
    CHINESE: (
        "政策",
        "全市惠企政策一处查、一处比、一处申报。",
        "五个问题，看清能享受什么",
        "不用登录，不留电话。答案不在这里保存，想申报时再填。",
    ),
    ENGLISH: (
        "Policies",
        "All policies for enterprises in one place: to search, to compare, to apply.",
        "Five questions: what could you get?",
        "No log-in, no telephone number. Your answers are not stored here.",
    ),
}
REVIEW = "经审查，未发现排除、限制竞争的内容，予以通过。"


def policies_story(city: City, today: date) -> Iterator[date]:
    """Published some months ago; lately enterprises applied."""
    script = safe_load(TOLD.read_text(encoding="utf-8"))
    yield today - timedelta(days=PUBLISHED)
    words_of(script, city)
    libraries = {code: library(code) for code in PAGES}
    pages = [publish(entry, libraries[CHINESE], city, today) for entry in script["policies"]]
    for page in pages:
        page.copy_for_translation(libraries[ENGLISH].locale, alias=True)
    newer_version(next(page for page in pages if page.slug == "equipment"), today)
    yield today - timedelta(days=APPLIED)
    apply_all(city)
    subscribe_all()


def words_of(script, city: City):
    by = city.people["headquarters"]
    for place, (code, kind) in enumerate(script["kinds"].items()):
        names = {"name_zh": kind["name"], "name_en": kind["name_en"]}
        save_as(PolicyKind(code=code, place=place, is_demo=True, **names), by=by)
    for code, qualification in script["qualifications"].items():
        row = Qualification(
            code=code,
            name_zh=qualification["name"],
            name_en=qualification["name_en"],
            way_zh=qualification["hint"],
            is_asked=qualification["asked"],
            is_demo=True,
        )
        save_as(row, by=by)


def library(code: str) -> PolicyIndexPage:
    """The library of one language, with its page of questions."""
    title, intro, question, answer = PAGES[code]
    home = HomePage.objects.get(locale=Locale.objects.get(language_code=code))
    index = PolicyIndexPage(
        title=title, slug="policies", intro=intro, show_in_menus=True, locale=home.locale
    )
    matching = PolicyMatchPage(title=question, slug="match", intro=answer, locale=home.locale)
    if first := PolicyIndexPage.objects.first():
        index.translation_key = first.translation_key
        matching.translation_key = PolicyMatchPage.objects.first().translation_key
    home.add_child(instance=index)
    index.commission_policies.set(Policy.objects.filter(code="changde-demo"))
    index.save_revision().publish()
    index.add_child(instance=matching)
    matching.save_revision().publish()
    return index


def publish(entry, index: PolicyIndexPage, city: City, today: date) -> PolicyPage:
    issued_on = today - timedelta(days=PUBLISHED)
    page = PolicyPage(
        title=entry["title"],
        slug=entry["slug"],
        locale=index.locale,
        title_en=entry["title_en"],
        intro=entry["summary"],
        intro_en=entry["summary_en"],
        kind=PolicyKind.objects.get(code=entry["kind"]),
        document_number=entry["document_number"],
        issued_by="示范市人民政府",
        department=department_of(entry["department"], city),
        issued_on=issued_on,
        valid_from=issued_on,
        valid_to=issued_on + timedelta(days=3 * 365),
        clauses=[("clause", _clause(*clause)) for clause in entry["clauses"]],
        conditions=entry["conditions"],
        benefits=entry["benefits"],
        cap=Decimal(entry["cap"]) if "cap" in entry else None,
        application_window=entry["window"],
        working_days=entry["days"],
        materials=[
            {"type": "material", "value": {"name": name, "note": "", "is_needed": True}}
            for name in entry["materials"]
        ],
        questions=[
            {"type": "question", "value": {"question": question, "answer": f"<p>{answer}</p>"}}
            for question, answer in entry["questions"]
        ],
        review_number=entry["document_number"].replace("发", "审"),
        reviewed_on=issued_on - timedelta(days=20),
        reviewed_by="市市场监督管理局",
        review_outcome=REVIEW,
        is_demo=True,
    )
    index.add_child(instance=page)
    page.save_revision(user=city.people["headquarters"]).publish()
    return page


def _clause(number: str, heading: str, text: str) -> dict:
    return {"number": number, "heading": heading, "text": f"<p>{text}</p>"}


def department_of(name: str, city: City) -> Department:
    """The office of the city that answers for a policy."""
    departments = {"市商务局": city.bureau, "经开区管委会": city.departments["经开区"]}
    return departments.get(name) or Department.objects.get(name=name)


def newer_version(page: PolicyPage, today: date):
    """What the policy was before this year: a lower rate and a higher threshold."""
    predecessor = PolicyPage(
        title=f"{page.title}（2024 年版）",
        slug=f"{page.slug}-2024",
        locale=page.locale,
        title_en=f"{page.title_en} (2024)",
        intro=page.intro.replace("8%", "6%"),
        kind=page.kind,
        document_number="示招发〔2024〕3号",
        issued_by=page.issued_by,
        department=page.department,
        issued_on=page.valid_from - timedelta(days=2 * 365),
        valid_from=page.valid_from - timedelta(days=2 * 365),
        valid_to=page.valid_from - timedelta(days=1),
        conditions=_raised(page.conditions.get_prep_value(), "30000000"),
        benefits=_at(page.benefits.get_prep_value(), "6"),
        takes_applications=False,
        is_demo=True,
    )
    page.get_parent().add_child(instance=predecessor)
    predecessor.save_revision().publish()
    page.replaces = predecessor
    page.changes = "<p>设备投资门槛由 3000 万元降到 2000 万元，补助比例由 6% 提到 8%。</p>"
    page.save_revision().publish()


def _raised(blocks, number: str):
    return [
        {**block, "value": {**block["value"], "number": number}}
        if block["type"] == "number"
        else block
        for block in blocks
    ]


def _at(blocks, percent: str):
    first, *others = blocks
    return [{**first, "value": {**first["value"], "percent": percent}}, *others]


APPLICATIONS = [
    # policy, how far it came
    ("jobs", "paid"),
    ("equipment", "approved"),
    ("research", "judged"),
    ("above-scale", "refused"),
    ("talent-housing", "received"),
    ("plant-rent", "incomplete"),
]


def apply_all(city: City):
    """One enterprise applies for each policy; the applications come differently far."""
    makers = Enterprise.objects.filter(is_demo=True, project__industry__section="C").order_by("pk")
    for (slug, state), enterprise in zip(APPLICATIONS, makers, strict=False):
        policy = PolicyPage.objects.get(slug=slug, locale__language_code=CHINESE)
        know(enterprise.company, {"high_tech": True}, by=city.people["officer"])
        application = apply_for(
            policy,
            facts_of(enterprise),
            by=city.people["park_officer"],
            enterprise=enterprise,
            name=enterprise.name,
            credit_code=enterprise.credit_code,
            contact="财务部",
            phone="0736-7000000",
            text=f"按《{policy.title}》申报。",
            is_demo=True,
        )
        walk(application, state, city)


def walk(application, state: str, city: City):
    officer, head = city.people["officer"], city.people["section_head"]
    if state == "incomplete":
        move(application, "ask", by=officer, note="请补租赁合同和近一季度租金发票。")
    if state in ("judged", "approved", "paid"):
        move(application, "judge", by=officer, judgement="材料齐全，条件经核实符合，建议支持。")
    if state == "refused":
        note = "上年营业收入未达到 2000 万元。"
        move(application, "refuse", by=head, note=note, clause="第二条")
    if state in ("approved", "paid"):
        amount = application.estimate or Decimal(180_000)
        move(application, "approve", by=head, approved_amount=amount, clause="第三条")
    if state == "paid":
        payment = {"paid_on": timezone.localdate(), "voucher": "ZF-2026-0117"}
        move(application, "pay", by=city.people["finance"], **payment)


SUBSCRIBERS = [
    # address, language, kinds that are named (none: all), whether it agreed
    ("policy@jingqi-equipment.example", CHINESE, ("investment", "parks"), True),
    ("lixin@yongpu-medical.example", CHINESE, ("talent",), True),
    ("finance@dongting-food.example", CHINESE, (), True),
    ("office@rheinland-antriebe.example", ENGLISH, ("investment",), True),
    ("nobody@somewhere.example", CHINESE, (), False),
]


def subscribe_all():
    """Enterprises that want news of policies, and one address that did not agree."""
    kinds = {kind.code: kind for kind in PolicyKind.objects.filter(is_demo=True)}
    now = timezone.now()
    for email, language, codes, agreed in SUBSCRIBERS:
        agreed_at = now if agreed else None
        subscription = PolicySubscription(
            email=email, language=language, confirmed_at=agreed_at, told_at=agreed_at, is_demo=True
        )
        save_as(subscription, by=system_user())
        subscription.kinds.set(kinds[code] for code in codes)


def take_away() -> int:
    """Delete the demonstration's pages of policies, and the libraries where nothing else is left in
    them; returns how many.
    """
    pages = PolicyPage.objects.filter(is_demo=True).order_by("-path")
    libraries = [
        library_ for library_ in PolicyIndexPage.objects.all() if _holds_nothing_else(library_)
    ]
    count = pages.count() + 2 * len(libraries)
    pages.update(replaces=None)
    for library_ in libraries:
        PolicyIndexPage.objects.get(pk=library_.pk).delete()
    for page in PolicyPage.objects.filter(is_demo=True):
        page.delete()
    return count


def _holds_nothing_else(library_: PolicyIndexPage) -> bool:
    policies = PolicyPage.objects.child_of(library_)
    return policies.exists() and not policies.filter(is_demo=False).exists()
