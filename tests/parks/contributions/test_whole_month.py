"""All rows that match a filter take a step in the background: each once, by another person, what is
left told with the reason.
"""

from datetime import date

import pytest
from django.urls import reverse

from crm.core.errors import NotPermitted
from crm.core.models import LeftRow, ListRun, Notification
from crm.core.runs.begin import begin_run, go_on
from crm.core.runs.run import AT_ONCE, work_through
from crm.staff import run_screens as screens
from parks.contributions.steps import VERIFY
from parks.models import Contribution
from tests.parks.monthly.test_monthly_files import OURS, bring, tax


@pytest.fixture
def months(people, deal):
    bring(
        "parks.tax",
        tax(*([OURS, "甲", f"2024年{n}月", 1000000, 400000] for n in range(1, 13))),
        people.finance,
    )
    return list(Contribution.objects.order_by("period_from"))


@pytest.fixture
def few(monkeypatch):
    """Three rows are already many, and two a batch."""
    monkeypatch.setattr(screens, "IN_BACKGROUND_FROM", 3)
    monkeypatch.setattr("crm.core.runs.run.AT_ONCE", 2)


def keys(rows):
    return [row.pk for row in rows]


def year_of(deal, like, by):
    """A year's tax that overlaps the months."""
    return Contribution.objects.create(
        enterprise=deal.enterprise,
        metric="tax",
        amount=12,
        local_amount=1,
        happened_on=date(2024, 12, 31),
        period_from=date(2024, 1, 1),
        period_to=date(2024, 12, 31),
        reported_by=by,
        source_import=like.source_import,
    )


def listed(name="verify", model="contribution", **filters):
    """The address to which the list's button leads when all of the filtered list is taken."""
    query = "&".join(f"{key}={value}" for key, value in filters.items())
    back = f"{reverse(f'{model}:index')}?{query}".replace("=", "%3D").replace("&", "%26")
    return (
        f"{reverse('wagtail_bulk_action', args=['parks', model, name])}?{query}&id=all&next={back}"
    )


def test_every_row_is_verified_with_its_actor_and_what_may_not_be_is_left_with_the_reason(
    people, deal, months, few
):
    own = year_of(deal, months[0], people.finance2)
    own_month = Contribution.objects.create(
        enterprise=deal.enterprise,
        metric="equipment",
        amount=1,
        happened_on=date(2024, 1, 1),
        reported_by=people.finance2,
        source_import=months[0].source_import,
    )
    run = begin_run(
        VERIFY, keys([*months, own, own_month]), by=people.finance2, note="与入库数相符"
    )
    work_through(run)
    run.refresh_from_db()
    assert (run.phase, run.total, run.done, run.taken) == ("done", 14, 14, 12)
    for month in months:
        month.refresh_from_db()
        assert (
            month.state,
            month.verified_by,
            month.history.first().history_user,
            month.moves().get().note,
        ) == ("verified", people.finance2, people.finance2, "与入库数相符")
        assert month.history.count() == 2
    assert sorted(run.left.values_list("key", flat=True)) == [own.pk, own_month.pk]
    assert set(run.left.values_list("why", flat=True)) == {"该笔由您上报，须由他人核实。"}
    assert list(Contribution.objects.filter(state="reported").order_by("pk")) == [own, own_month]
    told = Notification.objects.get(recipient=people.finance2, kind="list_run")
    assert (told.values["done"], told.values["left"], told.link) == (
        12,
        2,
        reverse("runs:show", args=[run.pk]),
    )


def test_rows_of_one_period_in_one_batch_do_not_stop_the_others(people, deal, months):
    assert len(months) + 1 <= AT_ONCE
    year = year_of(deal, months[0], people.finance)
    run = begin_run(VERIFY, keys([*months, year]), by=people.finance2)
    work_through(run)
    run.refresh_from_db()
    assert (run.taken, list(run.left.values_list("key", flat=True))) == (12, [year.pk])


def test_a_worker_that_takes_over_does_no_row_twice_and_goes_on_where_the_other_stopped(
    people, months, few, monkeypatch
):
    from crm.core.runs import run as running

    run = begin_run(VERIFY, keys(months), by=people.finance2)
    whole, calls = running.LIST_STEPS[VERIFY], []

    def stops_at_the_third(batch, *, by, note):
        calls.append(batch)
        if len(calls) == 3:
            raise RuntimeError("the machine is gone")
        return whole.take(batch, by=by, note=note)

    monkeypatch.setitem(
        running.LIST_STEPS,
        VERIFY,
        type(whole)(VERIFY, Contribution, "verify", stops_at_the_third, whole.after),
    )
    with pytest.raises(RuntimeError):
        work_through(run)
    run.refresh_from_db()
    assert (run.phase, run.done, run.taken, Contribution.objects.verified().count()) == (
        "failed",
        4,
        4,
        4,
    )
    assert run.error
    work_through(run)  # a message that comes twice changes nothing
    assert Contribution.objects.verified().count() == 4
    go_on(run, by=people.finance2)
    work_through(run)
    run.refresh_from_db()
    assert (run.phase, run.done, run.taken, run.left.count(), run.error) == ("done", 12, 12, 0, "")
    assert sum(month.moves().count() for month in months) == 12


def test_whoever_lost_the_right_meanwhile_verifies_nothing_more(people, months):
    run = begin_run(VERIFY, keys(months), by=people.finance2)
    people.finance2.groups.clear()
    work_through(run)
    run.refresh_from_db()
    assert (run.phase, run.taken, Contribution.objects.verified().count()) == ("failed", 0, 0)
    for who in (people.park_officer, people.headquarters, people.leader, people.auditor):
        with pytest.raises(NotPermitted):
            begin_run(VERIFY, keys(months), by=who)


def test_all_that_match_the_filter_go_to_the_worker(client, people, months, few):
    client.force_login(people.finance2)
    address = listed(state="reported", month="2024-03")
    page = client.get(address).content.decode()
    assert "2024" in page and str(months[2]) in page
    client.post(address, {"note": ""})  # one row: at once
    assert list(Contribution.objects.verified()) == [months[2]]
    confirm = client.get(listed(metric="tax"))
    answer = client.post(
        listed(metric="tax"), {"note": "", "rows": confirm.context["form"].fields["rows"].initial}
    )
    run = ListRun.objects.get()
    assert (answer.url, run.total, run.keys) == (
        reverse("runs:show", args=[run.pk]),
        11,
        keys([*months[:2], *months[3:]]),
    )
    assert "data-state-url" in client.get(answer.url).content.decode()
    assert client.get(reverse("runs:state", args=[run.pk])).json() == {
        "running": True,
        "phase": run.get_phase_display(),
        "done": 0,
        "total": 11,
        "percent": 0,
    }
    work_through(run)
    page = client.get(answer.url).content.decode()
    assert "data-state-url" not in page
    assert Contribution.objects.verified().count() == 12


def test_a_list_that_grew_since_it_was_shown_is_asked_about_again(
    client, people, deal, months, few
):
    client.force_login(people.finance2)
    shown = client.get(listed(metric="tax")).context["form"].fields["rows"].initial
    year_of(deal, months[0], people.finance)
    again = client.post(listed(metric="tax"), {"note": "相符", "rows": shown})
    assert (again.status_code, ListRun.objects.count()) == (200, 0)
    assert "相符" in again.content.decode() and "13" in again.content.decode()
    client.post(
        listed(metric="tax"), {"note": "相符", "rows": again.context["form"]["rows"].value()}
    )
    assert ListRun.objects.get().total == 13


def test_the_page_of_a_run_is_its_persons_alone(client, people, months):
    run = begin_run(VERIFY, keys(months), by=people.finance2)
    LeftRow.objects.create(run=run, key=1, name="某企业", why="本人上报")
    for name in ("show", "state"):
        for who, status in (
            ("finance2", 200),
            ("finance", 404),
            ("auditor", 404),
            ("park_officer", 404),
        ):
            client.force_login(getattr(people, who))
            assert client.get(reverse(f"runs:{name}", args=[run.pk])).status_code == status, (
                name,
                who,
            )
    client.force_login(people.finance)
    assert client.post(reverse("runs:resume", args=[run.pk])).status_code == 404
    client.force_login(people.finance2)
    assert "某企业" in client.get(reverse("runs:show", args=[run.pk])).content.decode()
    client.post(reverse("runs:resume", args=[run.pk]))  # it has not failed
    run.refresh_from_db()
    assert run.phase == "waiting"


def test_the_month_of_a_park_and_of_all_parks_is_verified_from_the_reconciliation(
    client, people, deal, months
):
    query = "?month=2024-05&metric=tax"
    client.force_login(people.finance2)
    assert (
        reverse("reconciliation:verify_all")
        in client.get(f"{reverse('reconciliation:index')}{query}").content.decode()
    )
    for address in (
        reverse("reconciliation:verify", args=[deal.enterprise.park_id]),
        reverse("reconciliation:verify_all"),
    ):
        assert client.get(f"{address}{query}").status_code == 200
        client.post(f"{address}{query}")
    first, second = ListRun.objects.order_by("pk")
    assert first.keys == second.keys == [months[4].pk]
    work_through(first)
    work_through(second)
    second.refresh_from_db()
    assert (second.taken, second.left.get().key) == (0, months[4].pk)
    for who, status in (("park_officer", 302), ("auditor", 302)):
        client.force_login(getattr(people, who))
        assert client.post(f"{reverse('reconciliation:verify_all')}{query}").status_code == status
    assert ListRun.objects.count() == 2


def test_a_list_in_which_nothing_waits_is_no_error(client, people, months):
    client.force_login(people.finance2)
    empty = listed(state="verified")
    assert client.get(empty).status_code == 200
    assert client.post(empty, {"note": ""}).status_code == 302
    run = begin_run(VERIFY, [], by=people.finance2)
    work_through(run)
    run.refresh_from_db()
    assert (run.phase, run.total, run.percent) == ("done", 0, 0)
