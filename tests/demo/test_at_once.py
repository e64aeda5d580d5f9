"""What the demonstration does once at its end leaves behind what each use case would have left."""

import pytest
from django.contrib.contenttypes.models import ContentType
from wagtail.models import ReferenceIndex

from crm.core.models import User
from leads.models import Company, Lead, Project, WarningLight, WarningRule
from leads.warnings.light import relight
from parks.models import Enterprise


@pytest.fixture
def demo(in_the_demonstration, db):
    """Read only: its files are not needed."""


def references_of(record) -> set[tuple]:
    kind = ContentType.objects.get_for_model(record)
    rows = ReferenceIndex.objects.filter(base_content_type=kind, object_id=record.pk)
    return set(rows.values_list("to_content_type", "to_object_id", "model_path", "content_path"))


@pytest.mark.parametrize("model", [Company, Lead, Project, Enterprise, User])
def test_references_are_those_that_wagtail_keeps(demo, model):
    indexed = [
        each
        for each in model.objects.filter(is_demo=True).order_by("pk")[:40]
        if ReferenceIndex.is_indexed(model)
    ]
    for record in indexed:
        stored = references_of(record)
        ReferenceIndex.create_or_update_for_object(record)
        assert references_of(record) == stored
    assert not indexed or any(references_of(record) for record in indexed)


def test_lights_are_those_of_the_facts(demo):
    lit = set(WarningLight.objects.values_list("rule", "lead", "project", "grade", "number"))
    for rule in WarningRule.objects.active():
        relight(rule)
    assert lit and lit == set(
        WarningLight.objects.values_list("rule", "lead", "project", "grade", "number")
    )
