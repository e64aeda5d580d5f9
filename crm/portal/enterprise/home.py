"""What an enterprise finds first: what it must do, where its project stands, what it promised."""

from django.db.models import prefetch_related_objects
from django.shortcuts import render

from .contacts import contacts_of
from .papers import papers_of
from .policies import applications_of, best_of
from .project import promises_of, sums_of
from .requests import newest_of
from .waiting import tasks_of

NEWEST_PAPERS = 3


def enterprise_home(request, person):
    enterprise, project = person.enterprise, person.enterprise.project
    prefetch_related_objects([project], "milestones")
    promises = promises_of(person)
    asks = person.may("handles_requests")
    context = {
        "requests": newest_of(person) if asks else None,
        "fits": best_of(person) if asks else None,
        "applications": applications_of(person)[:NEWEST_PAPERS] if asks else None,
        "person": person,
        "enterprise": enterprise,
        "project": project,
        "stages": project.stages(),
        "stage_percent": _percent(project),
        "tasks": tasks_of(person),
        "promises": promises,
        "kept": sum(promise.tone == "done" for promise in promises),
        "sums": sums_of(enterprise, request.user) if person.may("handles_money") else None,
        "may_report": person.may("handles_progress"),
        "papers": papers_of(person)[:NEWEST_PAPERS],
        "contacts": contacts_of(enterprise),
    }
    return render(request, "portal/enterprise/home.html", context)


def _percent(project) -> int:
    """How far it has come on its way; for the bar on small screens."""
    done = [status for _label, status in project.stages()]
    return round(100 * (done.index("now") + 1) / len(done)) if "now" in done else 100
