"""Answers that serve again: written by one, published by another, offered while one types."""

import pytest
from django.urls import reverse

from crm.core.errors import NotPermitted, Refused, SamePerson
from crm.core.transitions import move, perform
from crm.desk.knowledge.find import offered_for
from crm.desk.knowledge.write import draft_of, write_entry
from crm.desk.models import KnowledgeEntry
from crm.desk.models.knowledge import pieces_of


def written(desk, question, answer="答复", **facts):
    usual = {"kind": desk.kinds["utilities"], "by": desk.people.officer}
    return write_entry(question=question, answer=answer, **(usual | facts))


def published(desk, question, answer="答复", **facts):
    entry = written(desk, question, answer, **facts)
    move(entry, "submit", by=desk.people.officer)
    move(entry, "publish", by=desk.people.head)
    return entry


def test_who_wrote_it_does_not_publish_it(desk):
    people = desk.people
    entry = written(desk, "用电增容怎么办", by=people.head)
    move(entry, "submit", by=people.head)
    with pytest.raises(SamePerson):
        move(entry, "publish", by=people.head)
    with pytest.raises(NotPermitted):
        move(entry, "publish", by=people.officer)
    move(entry, "publish", by=people.leader)
    assert entry.published_by == people.leader and not entry.is_editable


def test_an_answered_request_is_the_beginning_of_an_entry(client, desk):
    officer = desk.people.officer
    request = desk.ask()
    with pytest.raises(Refused):
        written(desk, "太早", source=request)
    move(request, "take_up", by=officer)
    perform(request, "answer", by=officer, answer="凭批复到三楼。")
    client.force_login(officer)
    address = f"{reverse('knowledgeentry:add')}?request={request.pk}"
    page = client.get(address).content.decode()
    assert "凭批复到三楼。" in page and request.title in page
    facts = {"question": "排污许可怎么变更", "answer": "三楼环保窗口。", "kind": request.kind_id}
    assert client.post(address, facts).status_code == 302
    entry = KnowledgeEntry.objects.get()
    assert (entry.source, entry.written_by, entry.state) == (request, officer, "draft")


def test_of_what_is_confidential_nothing_is_taken_over(desk):
    officer = desk.people.officer
    request = desk.ask("complaint", content="某局乱收费")
    move(request, "take_up", by=officer)
    perform(request, "answer", by=officer, answer="已清退。")
    assert draft_of(request) == {"kind": request.kind, "is_public": False}


def test_pieces_are_pairs_of_characters_and_words():
    assert pieces_of("用电增容 6MVA，急！") == ["用电", "电增", "增容", "6mva", "急"]
    assert pieces_of("") == []


def test_what_shares_most_is_offered_first_and_only_what_is_published(desk):
    near = published(desk, "用电增容怎么办", keywords="报装")
    far = published(desk, "用电报修电话是多少")
    written(desk, "用电增容的收费")
    inner = published(desk, "用电增容内部流程", is_public=False)
    found = list(offered_for("二期用电增容怎么办理"))
    assert found[0] == near and far in found or found == [near, inner]
    assert inner in offered_for("用电增容") and inner not in offered_for("用电增容", public=True)
    assert list(offered_for("子女转学")) == []
    move(near, "retire", by=desk.people.leader, note="政策已变")
    assert near not in offered_for("用电增容怎么办")
