"""The brief 简报 of a meeting: what it says, and the meeting that is told by it."""

from django.utils.translation import gettext as _

from commissions.documents.facts import bureau_of
from commissions.models import IssuedDocument
from crm.core.charts import Chart
from crm.core.errors import Refused
from crm.core.transitions import move
from crm.core.writes import as_one

from ..models import Attendance, DispatchMeeting
from .agenda import parts_in_order
from .agenda_for import sentence_of
from .snapshot import Snapshot
from .tell import tell_of_brief

NUMERALS = "一二三四五六七八九十"
Kind = IssuedDocument.Kind
State = DispatchMeeting.State
Came = Attendance.Came


def why_no_brief(meeting) -> str:
    if meeting.state in (State.HELD, State.BRIEFED):
        return ""
    return _("A brief is issued once the minutes are closed.")


def brief_facts(meeting) -> dict:
    """Chapters are numbered here, since some are left out where there is nothing to say."""
    snapshot = Snapshot(meeting.facts)
    parts, lights = _parts(meeting), snapshot.lights
    numerals = iter(NUMERALS[1:])  # the first chapter is the figures
    for part in parts:
        part["numeral"] = next(numerals)
    summary = [line for line in meeting.summary.splitlines() if line.strip()]
    body = meeting.body
    return {
        "bureau": bureau_of(body.office),
        "body": body.name,
        "scope": _scope(body),
        "number": meeting.number,
        "meets_on": meeting.meets_on,
        "place": meeting.place,
        "chair": _who_presided(meeting),
        "as_of": meeting.as_of,
        "since": meeting.since,
        **_who(meeting),
        "targets": sum(lights.values()),
        "lights": {key or "none": lights[key] for key in ("red", "yellow", "green", "")},
        "figures": [
            {"label": figure.label, "value": figure.value, "unit": figure.unit}
            for figure in snapshot.figures
        ],
        "charts": [_chart(chart) for chart in snapshot.charts()],
        "parts": parts,
        "summary": summary,
        "summary_numeral": next(numerals) if summary else "",
        "decisions": _decisions(meeting),
        "decisions_numeral": next(numerals, "十"),
    }


def _scope(body) -> str:
    return body.scope if body.department_id or body.headings.exists() else "行动计划"


def _who_presided(meeting) -> str:
    """The chair, or who stood in; "" where neither came."""
    row = meeting.attendances.filter(person=meeting.body.chair).first()
    if row is None or row.came == Came.PRESENT:
        return str(meeting.body.chair)
    return row.stand_in


def _who(meeting) -> dict:
    rows = list(meeting.attendances.select_related("person"))
    stand_ins = [row for row in rows if row.came == Came.STOOD_IN]
    return {
        "present": [str(row.person) for row in rows if row.came == Came.PRESENT],
        "stood_in": [{"name": row.stand_in, "for": str(row.person)} for row in stand_ins],
        "excused": [str(row.person) for row in rows if row.came == Came.EXCUSED],
        "absent": [str(row.person) for row in rows if row.came == Came.ABSENT],
    }


def _parts(meeting) -> list[dict]:
    items = list(meeting.items.on_the_table())
    rest = meeting.facts.get("rest", {})
    parts = []
    for part in parts_in_order():
        part_items = [item for item in items if item.part == part.code]
        omitted = rest.get(part.code, 0)
        if not part_items and not omitted:
            continue
        is_told = part.is_told_in_brief
        parts.append(
            {
                "label": str(part.label),
                "items": [_item(item) for item in part_items] if is_told else [],
                "rest": omitted if is_told else 0,
                "count": 0 if is_told else len(part_items) + omitted,
            }
        )
    return parts


def _item(item) -> dict:
    note = [line for line in item.note.splitlines() if line.strip()]
    return {"title": item.title, "said": sentence_of(item), "note": note}


def _chart(chart: Chart) -> dict:
    return {
        "title": str(chart.title),
        "unit": str(chart.measure.name),
        "labels": [str(label) for label in chart.labels],
        "series": [
            {
                "name": str(series.name),
                "role": str(series.role),
                "values": [None if value is None else str(value) for value in series.values],
            }
            for series in chart.series
        ],
    }


def _decisions(meeting) -> list[dict]:
    rows = meeting.decisions.select_related("department", "person", "task").order_by("pk")
    return [
        {
            "text": row.text,
            "department": str(row.department),
            "person": str(row.person or ""),
            "due_on": row.due_on,
        }
        for row in rows
    ]


def brief_issued(document, by):
    """The meeting is told by its brief, and its people hear of it."""
    meeting = document.subject
    if meeting.state == State.HELD:
        move(meeting, "issue_brief", by=by, note=document.number)
    tell_of_brief(meeting, document, by=by)


@as_one()
def take_back(meeting: DispatchMeeting, *, by, note: str = ""):
    """The brief is withdrawn, and the minutes are open again. A corrected one has its own number.

    Raises Refused where no brief is in force.
    """
    document = IssuedDocument.objects.of(meeting).live().filter(kind=Kind.BRIEF).first()
    if document is None:
        raise Refused(_("No brief of this meeting is in force."))
    taken = move(meeting, "take_back", by=by, note=note)
    move(document, "take_back", by=by, note=note)
    return taken


def register():
    """Called when the apps are ready. What makes PDFs is loaded when one is made."""
    from commissions.documents.kinds import DocumentKind, register_document_kind

    register_document_kind(
        DocumentKind(
            Kind.BRIEF,
            "调简",
            DispatchMeeting,
            "dispatch.issue_brief",
            why_no_brief,
            brief_facts,
            lambda meeting: None,
            ("body",),
            brief_issued,
        )
    )
