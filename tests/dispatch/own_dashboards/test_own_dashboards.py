"""People put their own dashboards together, share them, and each reads what is theirs to read."""

from datetime import date

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from crm.core.errors import NotPermitted, Refused
from crm.core.granting import give_role
from crm.core.indicators.keep import keep_up
from crm.core.indicators.registry import DIMENSION_NAMES, INDICATORS
from crm.core.models import Department, User
from crm.dispatch.dashboards.selection import selection_from
from crm.dispatch.models import OwnDashboard
from crm.dispatch.own_dashboards import change
from crm.dispatch.own_dashboards.layout import FIRST, MOST, clean_cards
from crm.dispatch.own_dashboards.show import cards_of
from tests.core.indicators.test_indicators import make_city

TODAY = date(2025, 12, 31)
FIGURE = {"kind": "figure", "what": "signed_amount"}


@pytest.fixture
def city(db):
    made = make_city()
    keep_up()
    return made


@pytest.fixture
def mine(people):
    return change.put_together(by=people.leader, name="晨会", cards=FIRST)


def shown(user, *cards, **query):
    return cards_of(clean_cards(cards), selection_from(user, query, TODAY), TODAY)


def address(dashboard, name="show") -> str:
    return reverse(f"own_dashboard:{name}", args=[dashboard.pk])


def sent(*cards, **more):
    fields = ("kind", "what", "by", "across", "width", "title")
    return {name: [card.get(name, "") for card in cards] for name in fields} | more


def test_figures_lines_bars_and_tables_say_what_the_indicators_say(city, people):
    figure, line, upon, bars, table = shown(
        people.leader,
        FIGURE,
        {"kind": "line", "what": "signed_projects"},
        {"kind": "upon", "what": "signed_amount"},
        {"kind": "bars", "what": "signed_amount", "by": "park"},
        {"kind": "table", "what": "signed_projects", "by": "channel", "across": "quarter"},
    )
    assert figure.figure.amount == 21_000_000
    assert line.chart.series[0].values == [1] * 6 + [0] * 6
    assert upon.chart.series[0].values[4:6] == [15_000_000, 21_000_000]
    assert bars.chart.labels == ["指标1园", "指标0园"]
    assert bars.chart.series[0].values == [12_000_000, 9_000_000]
    assert table.pivot.rows[-1].cells == ["合计", 3, 3, 6]


def test_what_a_person_may_not_read_is_not_told(city, people):
    administrator = User.objects.create_user("somebody")
    give_role(administrator, "security_administrator")
    reader = User.objects.get(pk=administrator.pk)
    (card,) = cards_of(
        [{**FIGURE, "width": 3}], selection_from(reader, {"of": "city"}, TODAY), TODAY
    )
    assert card.figure is None and card.said == "您无权查看该指标所依据的记录。"


def test_a_part_of_the_city_is_asked_for_in_the_address(city, people):
    park = city.parks[0].pk
    (card,) = shown(people.leader, FIGURE, of=f"park-{park}")
    assert card.figure.amount == 9_000_000


def test_an_indicator_that_is_gone_says_so(city, people, mine, monkeypatch):
    gone = {"kind": "figure", "what": "no_such_thing", "width": 3}
    OwnDashboard.objects.filter(pk=mine.pk).update(cards=[gone])
    mine.refresh_from_db()
    (card,) = cards_of(mine.cards, selection_from(people.leader, {}, TODAY), TODAY)
    assert "no_such_thing" in card.said
    kept = change.change(mine, by=people.leader, name="晨会", cards=[gone, FIGURE])
    assert [each["what"] for each in kept.cards] == ["no_such_thing", "signed_amount"]


@pytest.mark.parametrize(
    "card",
    [
        {},
        {"kind": "x", "what": "leads"},
        {"kind": "figure", "what": "no_such_thing"},
        {"kind": "figure", "what": "leads", "width": "7"},
        {"kind": "figure", "what": "leads", "width": "²"},
        {"kind": "figure", "what": "leads", "title": "长" * 61},
        {"kind": "bars", "what": "leads"},
        {"kind": "bars", "what": "leads", "by": "month"},
        {"kind": "bars", "what": "leads", "by": "park"},  # of leads no park is known
        {"kind": "bars", "what": "links_filled", "by": "chain"},
        {"kind": "upon", "what": "arrival"},
        {"kind": "table", "what": "leads", "by": "channel", "across": "district"},
        {"kind": "table", "what": "leads", "by": ["channel"]},
    ],
)
def test_a_card_that_can_not_be_is_refused_by_its_number(db, card):
    with pytest.raises(ValidationError, match="第 2 张卡片"):
        clean_cards([FIGURE, card])


def test_what_a_kind_does_not_need_is_not_stored(db):
    card = {**FIGURE, "by": "park", "across": "month", "width": "4", "evil": "<b>"}
    assert clean_cards([card]) == [{**FIGURE, "width": 4}]
    with pytest.raises(ValidationError):
        clean_cards([FIGURE] * (MOST + 1))


def test_every_indicator_can_be_shown_in_every_way_that_it_allows(city, people):
    for code in INDICATORS:
        for kind in ("figure", "line", "upon"):
            try:
                cards = clean_cards([{"kind": kind, "what": code}])
            except ValidationError:
                continue
            (card,) = cards_of(cards, selection_from(people.leader, {}, TODAY), TODAY)
            assert card.figure or card.chart or card.said


def test_it_is_shared_with_a_role_a_department_and_a_person(city, people, mine):
    for_whom = {"officer": people.officer, "head": people.head, "park": people.park_officer}
    for user in for_whom.values():
        assert not OwnDashboard.objects.visible_to(user).exists()
    change.share(mine, by=people.leader, role=Group.objects.get(name="officer"))
    change.share(mine, by=people.leader, person=people.park_officer, may_edit=True)
    assert OwnDashboard.objects.visible_to(people.officer).get() == mine
    assert not mine.may_be_changed_by(people.officer)
    assert mine.may_be_changed_by(people.park_officer)


def test_a_department_means_those_below_it_too(people, mine):
    above = Department.objects.create(name="上级")
    below = Department.objects.create(name="下级", parent=above)
    User.objects.filter(pk=people.officer.pk).update(department=below)
    officer = User.objects.get(pk=people.officer.pk)
    change.share(mine, by=people.leader, department=above)
    assert OwnDashboard.objects.visible_to(officer).get() == mine
    assert not OwnDashboard.objects.visible_to(people.outsider).exists()


def test_who_may_only_read_changes_nothing_but_copies(people, mine):
    change.share(mine, by=people.leader, person=people.officer)
    with pytest.raises(NotPermitted):
        change.change(mine, by=people.officer, name="改", cards=[])
    for act in (change.throw_away, lambda each, by: change.share(each, by=by, person=people.head)):
        with pytest.raises(NotPermitted):
            act(mine, by=people.officer)
    made = change.copy(mine, by=people.officer)
    assert (made.name, made.owner, made.cards) == ("晨会（副本）", people.officer, mine.cards)
    assert change.copy(mine, by=people.officer).name == "晨会（副本） 2"


def test_nobody_shares_twice_with_oneself_or_with_agents(people, mine):
    change.share(mine, by=people.leader, person=people.officer)
    with pytest.raises(ValidationError, match="已与其共享"):
        change.share(mine, by=people.leader, person=people.officer)
    with pytest.raises(ValidationError, match="角色、部门或人员"):
        change.share(mine, by=people.leader)
    for nobody in (people.leader, people.agency):
        with pytest.raises(Refused):
            change.share(mine, by=people.leader, person=nobody)


def test_every_change_leaves_a_row_with_its_actor(people, mine):
    change.share(mine, by=people.leader, person=people.officer, may_edit=True)
    change.change(mine, by=people.officer, name="晨会", cards=[FIGURE])
    change.change(mine, by=people.officer, name="晨会", cards=[FIGURE])
    assert [row.history_user for row in mine.history.all()] == [people.officer, people.leader]
    pk = mine.pk
    change.throw_away(mine, by=people.leader)
    assert OwnDashboard.history.filter(id=pk).first().history_type == "-"


def test_it_can_be_what_one_begins_with(client, people, mine):
    client.force_login(people.leader)
    client.post(address(mine, "start"), {"first": "1"})
    assert client.get(reverse("dashboard:index")).url == address(mine)
    assert client.get(reverse("dashboard:index") + "?of=city").status_code == 200
    client.post(address(mine, "start"), {"first": "0"})
    assert client.get(reverse("dashboard:index")).status_code == 200


def test_what_is_no_longer_shared_is_no_start_page(client, people, mine):
    change.share(mine, by=people.leader, person=people.officer)
    change.begin_with(mine, by=people.officer)
    assert OwnDashboard.objects.start_of(people.officer) == mine
    change.stop_sharing(mine.shares.get(), by=people.leader)
    assert OwnDashboard.objects.start_of(people.officer) is None


def test_it_is_put_together_on_the_page(client, people, city):
    client.force_login(people.leader)
    page = client.get(reverse("own_dashboard:new")).text
    assert "晨会" not in page and "签约金额" in page
    table = {"kind": "table", "what": "leads", "by": "channel", "width": "12"}
    posted = sent(FIGURE | {"width": "3"}, table, name="晨会")
    arranged = client.post(reverse("own_dashboard:new"), {**posted, "do": "up:1"}).text
    assert not OwnDashboard.objects.exists()
    assert arranged.index('value="table" selected') < arranged.index('value="figure" selected')
    assert 'value="晨会"' in arranged, "what was typed stays"
    answer = client.post(reverse("own_dashboard:new"), posted, follow=True)
    dashboard = OwnDashboard.objects.get()
    assert [card["what"] for card in dashboard.cards] == ["signed_amount", "leads"]
    assert answer.request["PATH_INFO"] == address(dashboard)


def test_what_is_wrong_is_said_and_nothing_is_lost(client, people, mine):
    client.force_login(people.leader)
    posted = sent({"kind": "bars", "what": "leads", "title": "我的标题"}, name="新名")
    page = client.post(address(mine, "edit"), posted).text
    assert "第 1 张卡片：请选择分组维度。" in page and "我的标题" in page and "新名" in page
    mine.refresh_from_db()
    assert mine.name == "晨会"
    twice = change.put_together(by=people.leader, name="另一", cards=[])
    page = client.post(address(twice, "edit"), sent(name="晨会")).text
    assert "您已有同名看板" in page


@pytest.mark.parametrize("do", ["up:99", "up:-1", "up:²", "away:" + "9" * 40, "add:<b>", "x", ":"])
def test_whatever_button_is_sent_it_is_answered(client, people, do):
    client.force_login(people.leader)
    posted = sent({"kind": "<b>", "what": "\u202e", "width": "x"}, name="名", do=do)
    assert client.post(reverse("own_dashboard:new"), posted).status_code == 200


def test_out_of_sight_is_not_there_and_without_the_right_is_forbidden(client, people, mine):
    client.force_login(people.officer)
    names = ("show", "edit", "share", "history")
    assert [client.get(address(mine, name)).status_code for name in names] == [404] * 4
    for name in ("copy", "start", "delete"):
        assert client.post(address(mine, name)).status_code == 404
    change.share(mine, by=people.leader, person=people.officer)
    assert client.get(address(mine)).status_code == 200
    assert client.get(address(mine, "history")).status_code == 200
    for name in ("edit", "share"):
        assert client.get(address(mine, name)).status_code in (302, 403)
    client.post(address(mine, "delete"))
    assert OwnDashboard.objects.filter(pk=mine.pk).exists()
    client.force_login(people.agency)
    assert client.get(address(mine)).status_code in (302, 403, 404)


def test_a_share_of_another_dashboard_is_not_taken_away(client, people, mine):
    other = change.put_together(by=people.head, name="他的", cards=[])
    theirs = change.share(other, by=people.head, person=people.officer)
    client.force_login(people.leader)
    stop = reverse("own_dashboard:stop_sharing", args=[mine.pk, theirs.pk])
    assert client.post(stop).status_code == 404
    assert other.shares.exists()


def test_the_fullest_dashboard_answers_with_few_questions(client, people, city):
    dimensions = [name for name in DIMENSION_NAMES if name != "agent"]
    cards = [
        *({"kind": "bars", "what": "signed_amount", "by": dimension} for dimension in dimensions),
        {"kind": "figure", "what": "tax"},
        {"kind": "line", "what": "signed_projects"},
        {"kind": "upon", "what": "paid_in"},
        {"kind": "table", "what": "signed_projects", "by": "park", "across": "month"},
        {"kind": "table", "what": "leads", "by": "channel", "across": "year"},
    ]
    dashboard = change.put_together(by=people.leader, name="满", cards=cards[:MOST])
    client.force_login(people.leader)
    client.get(address(dashboard))
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address(dashboard))
    assert answer.status_code == 200
    assert len(queries) <= 55


def test_a_usual_dashboard_answers_with_at_most_forty(client, people, city, mine):
    client.force_login(people.leader)
    client.get(address(mine))
    with CaptureQueriesContext(connection) as queries:
        client.get(address(mine))
    assert len(queries) <= 40
