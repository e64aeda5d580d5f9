"""The papers of an enterprise: agreements that the bureau issued, evidence that it handed in."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Paginator
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
    found = [*_issued(person), *_evidence(person)]
    return sorted(found, key=lambda paper: paper.at, reverse=True)


def _issued(person):
    for each in IssuedDocument.objects.visible_to(person.user):
        yield Paper(
            each.get_kind_display(),
            each.number,
            each.issued_at,
            reverse("document", args=[each.pk]),
            each.get_state_display(),
        )


def _evidence(person):
    """The files of its own reports, as far as the person reads those."""
    for model in (Contribution, MilestoneReport):
        rows = model.objects.visible_to(person.user).filter(enterprise=person.enterprise)
        files = Attachment.objects.filter(
            content_type=ContentType.objects.get_for_model(model),
            object_id__in=rows.values("pk"),
            uploaded_by__is_staff=False,
        )
        named = {row.pk: row for row in rows}
        for file in files:
            yield Paper(
                file.name,
                named[file.object_id].get_kind_display()
                if model is MilestoneReport
                else named[file.object_id].get_metric_display(),
                file.uploaded_at,
                reverse("download", args=[file.pk]),
            )


@for_people()
def papers(request, person):
    page = Paginator(papers_of(person), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "portal/enterprise/papers.html", {"page": page})
