"""The papers of an enterprise: agreements that the bureau issued, evidence that it handed in."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import render
from django.urls import reverse

from commissions.models import IssuedDocument
from crm.core.models import Attachment
from parks.models import Contribution, MilestoneReport

from .who import for_people

PER_PAGE = 30


@dataclass(frozen=True)
class Paper:
    """``state`` is that of an issued document, "" for a file."""

    title: str
    said: str
    at: datetime
    link: str
    state: str = ""


def papers_of(person) -> list[Paper]:
    """The newest first."""
    papers = [*_issued(person), *_evidence(person)]
    return sorted(papers, key=lambda paper: paper.at, reverse=True)


def _issued(person):
    for document in IssuedDocument.objects.visible_to(person.user):
        yield Paper(
            document.get_kind_display(),
            document.number,
            document.issued_at,
            reverse("document", args=[document.pk]),
            document.get_state_display(),
        )


def _evidence(person):
    """The files of its own reports, as far as the person reads those."""
    names: dict[tuple[int, int], str] = {}
    of_these = Q(pk=None)
    for model, field in ((Contribution, "metric"), (MilestoneReport, "kind")):
        rows = model.objects.visible_to(person.user).filter(enterprise=person.enterprise)
        kind = ContentType.objects.get_for_model(model).pk
        names |= {(kind, row.pk): getattr(row, f"get_{field}_display")() for row in rows}
        of_these |= Q(content_type=kind, object_id__in=[row.pk for row in rows])
    for file in Attachment.objects.filter(of_these, uploaded_by__is_staff=False):
        yield Paper(
            file.name,
            names[file.content_type_id, file.object_id],
            file.uploaded_at,
            reverse("download", args=[file.pk]),
        )


@for_people()
def papers(request, person):
    page = Paginator(papers_of(person), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "portal/enterprise/papers.html", {"page": page})
