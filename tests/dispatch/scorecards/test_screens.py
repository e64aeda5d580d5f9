"""The screens of assessment, as who may, as a colleague, and as people of other departments."""

from decimal import Decimal

import pytest
from django.urls import reverse

from crm.dispatch.models import ScoreCard, ScoreContest, ScoreEntry, ScoreRun, ScoreScheme
from crm.dispatch.scorecards.contest import contest
from tests.cast import new_evidence

from .at_work import draft_scheme, leads, points, published, subject_of

D = Decimal


def page(client, user, address, *args, **query):
    client.force_login(user)
    return client.get(reverse(address, args=args), query)


def send(client, user, address, *args, **data):
    client.force_login(user)
    return client.post(reverse(address, args=args), data)


@pytest.fixture
def park(people, run):
    leads(people, 8, people.park_department)
    return subject_of(run, people.park_department)


def test_a_scheme_is_written_tried_and_put_in_force_on_screens(client, people):
    asked = {
        "name": "部门考核办法",
        "kind": "department",
        "period": "quarter",
        "department": people.city.pk,
        "bonus_most": 10,
        "deduction_most": 20,
        "excellent_from": 90,
        "good_from": 80,
        "passed_from": 60,
        "contest_days": 5,
    }
    assert send(client, people.officer, "scorescheme:add", **asked).status_code in (302, 403)
    assert not ScoreScheme.objects.exists()
    wrong = send(client, people.headquarters, "scorescheme:add", **asked | {"good_from": 95})
    assert wrong.status_code == 200 and "优秀分数线不得低于良好" in wrong.text
    send(client, people.headquarters, "scorescheme:add", **asked)
    scheme = ScoreScheme.objects.get()
    line = {"scheme": scheme.pk, "name": "招商线索", "order": 1, "points": 100}
    line |= {"source": "indicator", "indicator": "leads", "higher_is_better": "on"}
    line |= {"nothing_below": 0, "floor": 0, "cap": 120}
    wrong = send(client, people.headquarters, "schemeline:add", **line | {"cap": -1})
    assert wrong.status_code == 200
    send(client, people.headquarters, "schemeline:add", **line)
    who = {"scheme": scheme.pk, "department": people.park_department.pk}
    form = page(client, people.headquarters, "scoresubject:add", scheme=scheme.pk)
    assert "agent" not in form.context["form"].fields
    who["office"] = people.park_department.pk
    send(client, people.headquarters, "scoresubject:add", **who)
    subject, counted = scheme.subjects.get(), scheme.lines.get()
    goals = {f"goal_{counted.pk}_{subject.pk}": "4"}
    assert send(client, people.officer, "scorescheme:goals", scheme.pk, **goals).status_code in (
        302,
        403,
        404,
    )
    send(client, people.headquarters, "scorescheme:goals", scheme.pk, **goals)
    assert counted.goals.get().value == D(4)
    example = page(client, people.headquarters, "scorescheme:inspect", scheme.pk, tab="example")
    assert "经开区管委会" in example.text
    send(client, people.leader, "scorescheme:step", scheme.pk, step="put_in_force")
    scheme.refresh_from_db()
    assert scheme.state == "in_force"
    version = send(client, people.headquarters, "scorescheme:version", scheme.pk)
    assert version.status_code == 302 and ScoreScheme.objects.count() == 2


def test_a_draft_is_for_those_who_write_and_decide(client, people):
    scheme = draft_scheme(people)
    for who, status in (("headquarters", 200), ("leader", 200), ("officer", 404)):
        shown = page(client, getattr(people, who), "scorescheme:inspect", scheme.pk)
        assert shown.status_code == status
    assert page(client, people.officer, "scorescheme:goals", scheme.pk).status_code == 404


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("headquarters", 200),
        ("leader", 200),
        ("auditor", 200),
        ("assessor", 200),
        ("park_officer", 200),
        ("outsider", 404),
        ("officer", 404),
        ("finance", 404),
    ],
)
def test_a_card_is_for_the_assessed_and_those_who_see_all(client, people, run, park, who, status):
    published(people, run)
    shown = page(client, getattr(people, who), "scorerun:card", run.pk, park.pk)
    assert shown.status_code == status
    if status == 200:
        assert "招商线索" in shown.text and "48.00" in shown.text


def test_nobody_from_outside_opens_it(client, people, run, park):
    published(people, run)
    address = reverse("scorerun:card", args=[run.pk, park.pk])
    assert client.get(address).status_code == 302
    client.force_login(people.agency)
    assert client.get(address).status_code in (302, 403, 404)


def test_the_ranking_is_whole_or_the_own_place_as_the_scheme_says(client, people, run, park):
    published(people, run)
    shown = page(client, people.park_officer, "scorerun:inspect", run.pk)
    assert "武陵区招商局" in shown.text and "48.00" in shown.text
    assert page(client, people.finance, "scorerun:inspect", run.pk).status_code == 404
    ScoreScheme.objects.update(is_ranking_open=False)
    shown = page(client, people.park_officer, "scorerun:inspect", run.pk)
    assert "武陵区招商局" not in shown.text and "1 / 2" in " ".join(shown.text.split())
    assert "武陵区招商局" in page(client, people.leader, "scorerun:inspect", run.pk).text


def test_a_chart_has_its_table_and_leads_to_the_cards(client, people, run, park):
    shown = page(client, people.headquarters, "scorerun:inspect", run.pk)
    assert "ds-graph__table" in shown.text
    assert reverse("scorerun:card", args=[run.pk, park.pk]) in shown.text
    assert "预览，截至" in shown.text


def test_points_are_entered_on_the_screen_and_confirmed_by_another(client, people, run, park):
    rule = run.scheme.rules.get(kind="bonus")
    asked = {
        "subject": park.pk,
        "about": f"rule-{rule.pk}",
        "points": "3",
        "reason": "引进一家",
        "evidence": new_evidence(),
    }
    enter = ("scorerun:enter", run.pk)
    assert send(client, people.park_officer, *enter, **asked).status_code in (302, 403)
    assert not ScoreEntry.objects.exists()
    wrong = send(
        client, people.headquarters, *enter, **asked | {"points": "7", "evidence": new_evidence()}
    )
    assert wrong.status_code == 200 and "最多 6 分" in wrong.text
    send(client, people.headquarters, *enter, **asked | {"evidence": new_evidence()})
    entry = ScoreEntry.objects.get()
    send(client, people.headquarters, "scoreentry:step", entry.pk, step="confirm")
    entry.refresh_from_db()
    assert entry.state == "entered"
    send(client, people.assessor, "scoreentry:step", entry.pk, step="confirm")
    entry.refresh_from_db()
    assert (entry.state, entry.confirmed_by) == ("confirmed", people.assessor)


def test_contested_on_the_card_and_answered_on_its_page(client, people, run, park):
    published(people, run)
    card = ScoreCard.objects.get(run=run, subject=park)
    where = ("scorerun:card", run.pk, park.pk)
    line = card.lines.get(kind="indicator")
    asked = {"line": line.pk, "text": "两条线索未计入"}
    assert send(client, people.leader, *where, **asked).status_code in (302, 403)
    assert not ScoreContest.objects.exists()
    empty = send(client, people.park_officer, *where, line=line.pk, text="")
    assert empty.status_code == 200 and not ScoreContest.objects.exists()
    send(client, people.park_officer, *where, **asked)
    made = ScoreContest.objects.get()
    answer = ("scorecontest:answer", made.pk)
    assert page(client, people.park_officer, *answer).status_code in (302, 403)
    assert page(client, people.outsider, *answer).status_code == 404
    wrong = send(client, people.headquarters, *answer, is_upheld="yes", answer="好", value="8")
    assert wrong.status_code == 200 and "没有变化" in wrong.text
    said = {"is_upheld": "yes", "answer": "补计两条。", "value": "10"}
    send(client, people.headquarters, *answer, **said)
    shown = page(client, people.park_officer, *where)
    assert "60.00" in shown.text and "<s>" in shown.text and "补计两条。" in shown.text
    assert page(client, people.headquarters, *answer).status_code == 302


def test_a_rejection_needs_its_reason(client, people, run, park):
    published(people, run)
    card = ScoreCard.objects.get(run=run, subject=park)
    made = contest(card, text="漏计", by=people.park_officer)
    answer = ("scorecontest:answer", made.pk)
    assert send(client, people.headquarters, *answer, is_upheld="no", answer="").status_code == 200
    send(client, people.headquarters, *answer, is_upheld="no", answer="按核验日统计。")
    made.refresh_from_db()
    assert made.state == "rejected"


def test_the_cards_are_taken_away_as_a_sheet(client, people, run, park):
    published(people, run)
    address = reverse("scorerun:export", args=[run.pk]) + "?export=xlsx"
    client.force_login(people.headquarters)
    asked = client.get(address)
    assert asked.status_code == 200 and "招商线索" in asked.text
    sent = client.post(address, {"reason": "季度考核通报附件", "format": "csv"})
    text = b"".join(sent.streaming_content).decode("utf-8-sig")
    assert "经开区管委会" in text and "48.00" in text
    client.force_login(people.park_officer)
    sent = client.post(address, {"reason": "季度考核通报附件", "format": "csv"})
    text = b"".join(sent.streaming_content).decode("utf-8-sig")
    assert "武陵区招商局" not in text


def test_what_was_frozen_says_what_the_facts_would_give_now(client, people, run, park):
    published(people, run)
    leads(people, 2, people.park_department)
    ScoreRun.objects.update(state="frozen")
    shown = page(client, people.leader, "scorerun:card", run.pk, park.pk)
    assert "48.00" in shown.text and "60.00" in shown.text
    own = page(client, people.park_officer, "scorerun:card", run.pk, park.pk)
    assert "60.00" not in own.text


def test_a_card_asks_no_more_for_many_lines(
    client, people, run, park, django_assert_max_num_queries
):
    points(people, run, park, 30, line=run.scheme.lines.get(source="judged"))
    published(people, run)
    client.force_login(people.park_officer)
    client.get(reverse("scorerun:card", args=[run.pk, park.pk]))
    with django_assert_max_num_queries(45):
        client.get(reverse("scorerun:card", args=[run.pk, park.pk]))
