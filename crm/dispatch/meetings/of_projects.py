"""What an agenda says of projects: lights on them, and what was won since the body met last."""

from datetime import timedelta
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.core.money import scaled
from crm.core.punctuation import phrases
from leads.models import Milestone, Project, WarningLight
from leads.models.measures import MEASURES
from leads.models.warning import Grade

from ..plan.standing import standings_of
from .agenda import Drawn, Entry, Look
from .of_targets import facts_of, told_of_target

A_DAY = timedelta(days=1)
WON = {
    "signed": gettext_lazy("signed on %(day)s"),
    "started": gettext_lazy("construction started on %(day)s"),
    "producing": gettext_lazy("producing since %(day)s"),
}
MILESTONES = {"started": Milestone.Kind.STARTED, "producing": Milestone.Kind.PRODUCING}


def _in_scope(look: Look, path: str = "") -> Q:
    if not look.departments:
        return Q()
    names = (f"{path}department__in", f"{path}host_department__in")
    return Q(**{names[0]: look.departments}) | Q(**{names[1]: look.departments})


def red_projects(look: Look) -> Drawn:
    """Projects with a red light, the oldest light first; each project once."""
    rows = WarningLight.objects.filter(
        _in_scope(look, "project__"),
        project__isnull=False,
        grade__gte=Grade.RED,
        lit_on__lte=look.day,
    )
    oldest_lights = {}
    relations = ("rule", "project__department", "project__owner")
    for light in rows.select_related(*relations).order_by("lit_on", "pk"):
        oldest_lights.setdefault(light.project_id, light)
    entries = [Entry(light.project, _of_light(light)) for light in oldest_lights.values()]
    return Drawn.first_of(entries, look.most)


def _of_light(light) -> dict:
    return {
        "title": light.project.name,
        "light": "red",
        "measure": light.rule.measure,
        "number": f"{light.number:f}",
        "since": light.lit_on.isoformat(),
        "department": str(light.project.department or ""),
        "person": str(light.project.owner or ""),
    }


def told_of_light(facts: dict) -> str:
    measure = MEASURES.get(facts["measure"])
    number = Decimal(facts["number"])
    digits = f"{number.normalize():f}"
    sentence = str(measure.sentence) % {"number": digits} if measure else facts["measure"]
    since = _("red since %(day)s") % {"day": facts["since"]}
    return phrases([sentence, since, facts["department"], facts["person"]])


def wins(look: Look) -> Drawn:
    """What was signed, started and began to produce after ``since``, and which targets of the phase
    were reached; the newest first.
    """
    entries = [*_signed(look), *(entry for kind in MILESTONES for entry in _reached(look, kind))]
    entries.sort(key=lambda entry: (entry.facts["day"], entry.record.pk), reverse=True)
    return Drawn.first_of([*_targets_reached(look), *entries], look.most)


def _span(look: Look) -> tuple:
    return look.since + A_DAY, look.day


def _signed(look: Look) -> list[Entry]:
    rows = (
        Project.objects.committed().counted().filter(_in_scope(look), signed_on__range=_span(look))
    )
    return [
        Entry(row, _of_win(row, "signed", row.signed_on))
        for row in rows.select_related("department").order_by("pk")
    ]


def _reached(look: Look, kind: str) -> list[Entry]:
    rows = Milestone.objects.filter(
        _in_scope(look, "project__"),
        kind=MILESTONES[kind],
        happened_on__range=_span(look),
        project__in=Project.objects.committed().counted().order_by().values("pk"),
    )
    return [
        Entry(row.project, _of_win(row.project, kind, row.happened_on))
        for row in rows.select_related("project__department").order_by("pk")
    ]


def _of_win(project, kind: str, day) -> dict:
    amount = project.contract_amount or project.investment
    return {
        "title": project.name,
        "light": "green",
        "won": kind,
        "day": day.isoformat(),
        "amount": f"{amount:f}" if amount is not None else None,
        "department": str(project.department or ""),
    }


def _targets_reached(look: Look) -> list[Entry]:
    """Those that have reached their value of the phase now, and had not when the body met last."""
    reached = [
        standing for standing in look.standings if standing.goal is not None and standing.done >= 1
    ]
    standings_before = standings_of([standing.target for standing in reached], look.since)
    return [
        Entry(standing.target, facts_of(standing) | {"won": "reached", "day": look.day.isoformat()})
        for standing in reached
        if standings_before[standing.target.pk].phase == standing.phase
        and standings_before[standing.target.pk].done < 1
    ]


def told_of_win(facts: dict) -> str:
    if facts["won"] == "reached":
        return phrases([_("target of the phase reached"), told_of_target(facts)])
    sentence = str(WON[facts["won"]]) % {"day": facts["day"]}
    amount = scaled(Decimal(facts["amount"])) if facts["amount"] else ""
    return phrases([sentence, amount, facts["department"]])
