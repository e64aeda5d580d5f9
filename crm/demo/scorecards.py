"""Assessment and awards of the demonstration: a quarter's cards frozen, one of them contested and
corrected; those of this quarter as they are; one award made, one being voted on. It is played after
the indicators are computed, since the cards are made of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from yaml import safe_load

from commissions.documents.issue import issue
from commissions.models import IssuedDocument
from crm.core.models import Department
from crm.core.transitions import move, perform
from crm.dispatch.awards import rounds
from crm.dispatch.awards.candidates import nominate_found
from crm.dispatch.awards.vote import ballot_of, cast
from crm.dispatch.models import Plan, ScoreCard, ScoreRun, ScoreScheme
from crm.dispatch.scorecards import schemes
from crm.dispatch.scorecards.contest import contest, uphold
from crm.dispatch.scorecards.enter import enter_points
from crm.dispatch.scorecards.measure import reached
from crm.dispatch.scorecards.periods import period_of
from crm.dispatch.scorecards.publish import open_run
from parks.models import Park

from .city import City
from .evidence import evidence

TOLD = Path(__file__).parent / "told" / "scorecards.yaml"
A_DAY = timedelta(days=1)
SETTLED = 50  # days after which a quarter is frozen and its award made
PLACES = {"signed_amount": -7, "fixed_assets": -6, "tax": -5, "brought_assets": -6}
AGENTS = ("江海", "衡枢", "沪澧", "苏澜", "湾澜", "朗江")


@dataclass
class Stage:
    city: City
    today: date
    told: dict
    schemes: dict[str, ScoreScheme] = field(default_factory=dict)
    runs: dict[str, ScoreRun] = field(default_factory=dict)

    @property
    def office(self):
        return self.city.people["headquarters"]

    @property
    def leader(self):
        return self.city.people["leader"]

    @property
    def assessor(self):
        return self.city.people["assessor"]


def scorecards_story(city: City, today: date) -> Iterator[date]:
    stage = Stage(city, today, safe_load(TOLD.read_text(encoding="utf-8")))
    first, last = period_of("quarter", today - SETTLED * A_DAY)
    if last > today - SETTLED * A_DAY:
        first, last = period_of("quarter", first - A_DAY)
    yield first
    _write_schemes(stage, (first, last))
    for kind in ("parks", "officers", "agents"):
        stage.runs[kind] = open_run(scheme=stage.schemes[kind], starts_on=first, by=stage.office)
    yield last + 3 * A_DAY
    _judge_all(stage)
    yield last + 5 * A_DAY
    for run in stage.runs.values():
        perform(run, "publish", by=stage.office)
    yield last + 6 * A_DAY
    contests = _contests(stage)
    yield last + 8 * A_DAY
    _answer(stage, *contests)
    yield stage.runs["parks"].contest_until + A_DAY
    for run in stage.runs.values():
        perform(run, "freeze", by=stage.leader)
    yield from _award(stage)
    yield max(period_of("quarter", today)[0], today - 20 * A_DAY)
    _this_quarter(stage)
    yield today - 2 * A_DAY
    _vote_that_is_open(stage)


def _write_schemes(stage: Stage, span):
    parks = Park.objects.filter(is_demo=True, parent=None).select_related("department")
    city = stage.city
    subjects_by_kind = {
        "parks": [{"park": park} for park in parks.order_by("pk")],
        "officers": [{"officer": officer} for officer in city.officers.values()],
        "agents": [{"agent": city.agents[key]} for key in AGENTS],
    }
    kinds = {"parks": "park", "officers": "officer", "agents": "agent"}
    for key, subjects in subjects_by_kind.items():
        scheme = _scheme(stage, key, kind=kinds[key], period="quarter")
        _fill(stage, scheme, stage.told[key], subjects)
        _set_goals(stage, scheme, stage.told[key], span)
        perform(scheme, "put_in_force", by=stage.leader)
    _write_scheme_of_departments(stage)


def _write_scheme_of_departments(stage: Stage):
    plan = Plan.objects.in_force().filter(is_demo=True).first()
    if plan is None:
        return
    scheme = _scheme(stage, "departments", kind="department", period="year", plan=plan)
    departments = Department.objects.filter(plan_targets__heading__plan=plan, parent=None)
    subjects = [{"department": department} for department in departments.distinct().order_by("pk")]
    _fill(stage, scheme, stage.told["departments"], subjects)
    perform(scheme, "put_in_force", by=stage.leader)


def _scheme(stage: Stage, key: str, **facts) -> ScoreScheme:
    scheme = schemes.create_scheme(
        by=stage.office,
        name=stage.told[key]["name"],
        basis=stage.told["basis"],
        department=stage.city.bureau,
        is_demo=True,
        **facts,
    )
    stage.schemes[key] = scheme
    return scheme


def _fill(stage: Stage, scheme, entry, subjects):
    for order, line in enumerate(entry["lines"], start=1):
        source = "indicator" if "indicator" in line else "plan" if "plan" in line else "judged"
        schemes.add_line(
            by=stage.office,
            scheme=scheme,
            order=order,
            name=line["name"],
            source=source,
            indicator=line.get("indicator", ""),
            points=Decimal(str(line["points"])),
            guidance=line.get("guidance", ""),
            floor=Decimal(line.get("floor", 0)),
            cap=Decimal(100 if source == "judged" else 120),
        )
    for rule in entry["rules"]:
        numbers = {name: Decimal(str(rule.get(name, 0))) for name in ("points", "most")}
        words = {name: rule.get(name, "") for name in ("kind", "name", "grade")}
        schemes.add_rule(by=stage.office, scheme=scheme, **words, **numbers)
    for subject in subjects:
        schemes.add_subject(by=stage.office, scheme=scheme, **subject)


def _set_goals(stage: Stage, scheme, entry, span):
    """The goal of each subject is what it has reached, times a pace."""
    lines = list(scheme.lines.filter(source="indicator").prefetch_related("goals"))
    subjects = list(scheme.subjects.all())
    figures = reached(lines, subjects, span, scheme.kind)
    usual = {row["name"]: Decimal(row["usual"]) for row in entry["lines"] if "usual" in row}
    goals = {}
    for line in lines:
        for place, subject in enumerate(subjects):
            value = figures[line.pk, subject.pk].value or Decimal(0)
            goal = value * Decimal(str(entry["pace"][place % len(entry["pace"])]))
            places = Decimal(1).scaleb(-PLACES.get(line.indicator, 0))
            goals[line, subject] = max(_rounded(goal, places), usual[line.name])
    schemes.set_goals(scheme, goals, by=stage.office)


def _rounded(goal: Decimal, places: Decimal) -> Decimal:
    return (goal / places).quantize(Decimal(1), rounding="ROUND_HALF_UP") * places


def _judge_all(stage: Stage):
    for kind, run in stage.runs.items():
        entry = stage.told[kind]
        line = run.scheme.lines.get(source="judged")
        for place, subject in enumerate(run.scheme.subjects.all()):
            points = Decimal(str(entry["judged"][place % len(entry["judged"])]))
            _enter(stage, run, subject, entry["why"], line=line, points=points)
    run = stage.runs["parks"]
    subjects, rules = list(run.scheme.subjects.all()), run.scheme.rules
    for place, (name, points, why) in stage.told["bonuses"].items():
        amount = Decimal(str(points))
        _enter(stage, run, subjects[place], why, rule=rules.get(name=name), points=amount)


def _enter(stage, run, subject, why, *, is_left=False, **facts):
    """One enters, another confirms."""
    paper = evidence("考核佐证材料")
    entry = enter_points(run, subject, by=stage.assessor, reason=why, evidence=paper, **facts)
    if not is_left:
        move(entry, "confirm", by=stage.office)


def _contests(stage: Stage) -> tuple:
    """A park is right about its money, an agent is not about its points."""
    of_park, of_agent = stage.told["contest"], stage.told["rejected"]
    person = stage.city.people["park_officer"]
    park = _card(stage, "parks", subject__park__department=person.department)
    line = park.lines.get(name=of_park["line"])
    paper = evidence("银行回单")
    first = contest(park, line=line, text=of_park["text"], evidence=paper, by=person)
    agent = _card(stage, "agents", subject__agent=stage.city.agents["江海"])
    line = agent.lines.get(name=of_agent["line"])
    second = contest(agent, line=line, text=of_agent["text"], by=stage.city.people["agency"])
    return first, second


def _card(stage: Stage, kind: str, **which) -> ScoreCard:
    return ScoreCard.objects.get(run=stage.runs[kind], **which)


def _answer(stage: Stage, right, wrong):
    entry = stage.told["contest"]
    value = (right.line.value or Decimal(0)) + entry["more"]
    uphold(right, answer=entry["answer"], value=value, by=stage.office)
    perform(wrong, "reject", by=stage.office, answer=stage.told["rejected"]["answer"])


def _award(stage: Stage) -> Iterator[date]:
    """The best parks of the frozen quarter: nominated, voted on, published, awarded."""
    run, entry = stage.runs["parks"], stage.told["awards"]
    begins = run.contest_until + 3 * A_DAY
    yield begins
    kind = _kind(stage, entry["unit"], category="unit", seats=1, candidates=3)
    award_round = _round(stage, kind, (run.starts_on, run.ends_on), run=run)
    nominate_found(award_round, by=stage.office)
    members = _committee(stage)
    rounds.set_committee(award_round, members, by=stage.office)
    perform(award_round, "open_vote", by=stage.office)
    yield begins + A_DAY
    for member in members:
        ballot = ballot_of(award_round, member)
        choices = {
            candidate: "for" if place == 0 else "against" for place, candidate in enumerate(ballot)
        }
        cast(award_round, choices, by=member)
    yield begins + 2 * A_DAY
    perform(award_round, "close_vote", by=stage.office)
    perform(award_round, "publish", by=stage.office)
    yield award_round.notice_until + A_DAY
    perform(award_round, "award", by=stage.leader)
    for winner in rounds.shown_candidates(award_round):
        issue(IssuedDocument.Kind.AWARD, winner, by=stage.office)


def _kind(stage: Stage, name: str, **facts):
    return rounds.create_kind(
        by=stage.office,
        name=name,
        department=stage.city.bureau,
        basis=stage.told["awards"]["basis"],
        is_demo=True,
        **facts,
    )


def _round(stage: Stage, kind, span, run=None):
    first, last = span
    return rounds.begin_round(
        by=stage.office,
        kind=kind,
        session=f"{first.year}年第{(first.month + 2) // 3}季度" if run else f"{first.year}年度",
        starts_on=first,
        ends_on=last,
        run=run,
        is_demo=True,
    )


def _committee(stage: Stage) -> list:
    people = stage.city.people
    return [people["leader"], people["finance"], people["assessor"], people["section_head"]]


def _this_quarter(stage: Stage):
    """Open, with points that wait for a second person."""
    first, _last = period_of("quarter", stage.today)
    for kind in ("parks", "officers", "agents"):
        run = open_run(scheme=stage.schemes[kind], starts_on=first, by=stage.office)
        stage.runs[kind] = run
    if "departments" in stage.schemes:
        open_run(scheme=stage.schemes["departments"], starts_on=first, by=stage.office)
    run, entry = stage.runs["parks"], stage.told["waiting"]
    line = run.scheme.lines.get(name=entry["line"])
    rule = run.scheme.rules.get(name=entry["rule"])
    subjects = list(run.scheme.subjects.all()[:2])
    why = stage.told["parks"]["why"]
    _enter(stage, run, subjects[0], why, line=line, points=Decimal(18))
    _enter(stage, run, subjects[1], entry["why"], rule=rule, points=Decimal(2), is_left=True)


def _vote_that_is_open(stage: Stage):
    """An award to enterprises, on which the leader and others still vote."""
    kind = _kind(
        stage,
        stage.told["awards"]["enterprise"],
        category="enterprise",
        indicator="tax",
        seats=2,
        candidates=4,
    )
    year = stage.today.year if stage.today.month > 6 else stage.today.year - 1
    award_round = _round(stage, kind, (date(year, 1, 1), date(year, 12, 31)))
    nominate_found(award_round, by=stage.office)
    members = _committee(stage)
    rounds.set_committee(award_round, members, by=stage.office)
    perform(award_round, "open_vote", by=stage.office)
    member = members[-1]
    ballot = ballot_of(award_round, member)
    cast(
        award_round,
        {candidate: "for" if place < 2 else "abstain" for place, candidate in enumerate(ballot)},
        by=member,
    )
