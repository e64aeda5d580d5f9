"""What is stored of a record that has taken a step meanwhile does not undo the step."""

import pytest

from crm.core.errors import Refused
from crm.core.models import Move
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
