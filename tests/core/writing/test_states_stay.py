"""What is stored of a record that has taken a step meanwhile does not undo the step."""

import pytest
from django.utils import timezone

from crm.core.errors import Refused
from crm.core.models import Department, Move
from crm.core.transitions import move
from crm.core.writing.history import save_as
from leads.models import Company, Lead
from leads.pipeline.register import register_lead


@pytest.mark.parametrize("fields", [None, ["title"]])
def test_a_record_read_before_a_step_is_not_stored_after_it(people, fields):
    lead = register_lead(
        by=people.officer,
        company=Company.objects.create(name="沅水新材料有限公司"),
        title="新材料基地",
        channel="chain",
        department=people.city,
    )
    read_before = Lead.objects.get(pk=lead.pk)
    move(lead, "reject", by=people.head, note="不符合产业方向")
    read_before.title = "改了标题"
    with pytest.raises(Refused, match="不采纳"):
        save_as(read_before, by=people.officer, update_fields=fields)
    stored = Lead.objects.get(pk=lead.pk)
    assert stored.state == Move.objects.of(stored).latest("pk").target == "rejected"
    assert {version.state for version in stored.history.all()} == {"new", "rejected"}
    assert stored.history.latest("history_id").state == "rejected"


def test_outside_of_a_transaction_a_record_is_stored_as_well(committed_database):
    """A command or a task may store one record alone."""
    department = Department.objects.create(name="市商务局")
    lead = Lead.objects.create(
        number="XS-1",
        title="新材料基地",
        company=Company.objects.create(name="沅水新材料有限公司"),
        channel="chain",
        department=department,
        received_at=timezone.now(),
    )
    lead.title = "改了标题"
    save_as(lead, by=None)
    assert Lead.objects.get().title == "改了标题"
