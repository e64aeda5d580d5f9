"""Rows that became nothing yet: completed by a person, matched when their enterprise settles, or
dismissed with a reason.
"""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from crm.core.errors import NotPermitted, Refused
from crm.core.transitions import perform
from parks.models import Contribution, Enterprise, UnmatchedRow
from parks.monthly.complete import complete, match_again
from tests.parks.monthly.test_monthly_files import OURS, bring, code, tax


@pytest.fixture
def unmatched(people, deal):
    bring("parks.tax", tax([code(1), "外地企业", "2023年10月", 80000, 30000]), people.finance)
    return UnmatchedRow.objects.get()


TAX_OF_OCTOBER = {
    "period_from": date(2023, 10, 1),
    "amount": Decimal(80000),
    "local_amount": Decimal(30000),
}


def test_a_person_matches_a_row_and_reports_it(people, deal, unmatched):
    contribution = complete(
        unmatched, enterprise=deal.enterprise, by=people.finance, **TAX_OF_OCTOBER
    )
    unmatched.refresh_from_db()
    assert (unmatched.state, unmatched.contribution, unmatched.closed_by) == (
        "completed",
        contribution,
        people.finance,
    )
    assert (
        contribution.period_to,
        contribution.state,
        contribution.reported_by,
        contribution.source_import,
    ) == (date(2023, 10, 31), "reported", people.finance, unmatched.source)
    with pytest.raises(Refused):
        perform(contribution, "verify", by=people.finance)
    perform(contribution, "verify", by=people.finance2)


def test_what_is_reported_in_these_words_already_is_joined_and_not_doubled(people, deal, unmatched):
    bring("parks.tax", tax([OURS, "甲", "2023年10月", 80000, 30000]), people.finance)
    contribution = complete(
        unmatched, enterprise=deal.enterprise, by=people.finance, **TAX_OF_OCTOBER
    )
    assert Contribution.objects.get() == contribution


def test_a_row_that_contradicts_a_reported_one_waits(people, deal, unmatched):
    bring("parks.tax", tax([OURS, "甲", "2023年10月", 70000, 30000]), people.finance)
    with pytest.raises(Refused):
        complete(unmatched, enterprise=deal.enterprise, by=people.finance, **TAX_OF_OCTOBER)
    unmatched.refresh_from_db()
    assert (unmatched.state, Contribution.objects.count()) == ("open", 1)


def test_a_completed_row_holds_to_the_rules_of_the_file(people, deal, unmatched):
    with pytest.raises(ValidationError) as refused:
        complete(
            unmatched,
            enterprise=deal.enterprise,
            by=people.finance,
            **{**TAX_OF_OCTOBER, "local_amount": Decimal(90000)},
        )
    assert "local_amount" in refused.value.message_dict


def test_rows_are_matched_when_their_enterprise_settles(people, deal, unmatched):
    assert match_again(by=people.finance) == 0
    Enterprise.objects.filter(pk=deal.enterprise.pk).update(credit_code=code(1))
    assert match_again(by=people.finance) == 1
    assert (Contribution.objects.get().amount, UnmatchedRow.objects.get().state) == (
        Decimal(80000),
        "completed",
    )
    assert match_again(by=people.finance) == 0


def test_a_dismissal_keeps_the_reason(people, unmatched):
    with pytest.raises(Refused):
        perform(unmatched, "dismiss", by=people.finance)
    perform(unmatched, "dismiss", by=people.finance, note="非入园企业")
    assert (unmatched.state, unmatched.closed_by, unmatched.moves().get().note) == (
        "dismissed",
        people.finance,
        "非入园企业",
    )


def test_those_without_the_right_complete_nothing(people, deal, unmatched):
    for who in (people.officer, people.auditor, people.leader):
        with pytest.raises(NotPermitted):
            complete(unmatched, enterprise=deal.enterprise, by=who, **TAX_OF_OCTOBER)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("finance", 200),
        ("headquarters", 200),
        ("leader", 302),
        ("auditor", 302),
        ("park_officer", 404),
        ("officer", 404),
        ("outsider", 404),
    ],
)
def test_who_sees_and_completes_a_row_of_the_finance_offices_file(
    client, people, unmatched, who, status
):
    client.force_login(getattr(people, who))
    assert client.get(reverse("unmatchedrow:complete", args=[unmatched.pk])).status_code == status
    seen = client.get(reverse("unmatchedrow:inspect", args=[unmatched.pk]))
    assert (seen.status_code == 200) == (status in (200, 302))


def test_the_screen_shows_the_file_and_completes_the_row(client, people, deal, unmatched):
    client.force_login(people.finance)
    page = client.get(reverse("unmatchedrow:complete", args=[unmatched.pk])).content.decode()
    assert "外地企业" in page and "80000" in page and code(1) in page
    facts = {
        "enterprise": deal.enterprise.pk,
        "period_from": "2023-10-01",
        "amount": "80000.00",
        "local_amount": "99999999",
    }
    refused = client.post(reverse("unmatchedrow:complete", args=[unmatched.pk]), facts)
    assert refused.status_code == 200 and Contribution.objects.count() == 0
    assert (
        client.post(
            reverse("unmatchedrow:complete", args=[unmatched.pk]),
            {**facts, "local_amount": "30000"},
        ).status_code
        == 302
    )
    assert Contribution.objects.get().amount == 80000


def test_ticked_rows_are_dismissed_together(client, people, unmatched):
    client.force_login(people.finance)
    url = (
        reverse("wagtail_bulk_action", args=["parks", "unmatchedrow", "dismiss"])
        + f"?id={unmatched.pk}&next=/admin/"
    )
    client.post(url, {"note": "非入园企业"})
    unmatched.refresh_from_db()
    assert unmatched.state == "dismissed"
    client.force_login(people.auditor)
    assert client.get(url).status_code == 302


def test_all_rows_that_match_the_filter_are_dismissed_in_the_background(
    client, people, deal, monkeypatch
):
    from crm.core.models import ListRun
    from crm.core.runs.run import work_through
    from crm.staff import run_screens as screens

    monkeypatch.setattr(screens, "IN_BACKGROUND_FROM", 2)
    bring(
        "parks.tax",
        tax(
            *([code(n), "外地企业", "2023年10月", 80000, 30000] for n in range(1, 4)),
            [OURS, "甲", "2023年10月", "约9万", 1],
        ),
        people.finance,
    )
    unknown, faulty = (
        UnmatchedRow.objects.filter(kind="unmatched"),
        UnmatchedRow.objects.get(kind="faulty"),
    )
    back = f"{reverse('unmatchedrow:index')}%3Fkind%3Dunmatched"
    url = (
        f"{reverse('wagtail_bulk_action', args=['parks', 'unmatchedrow', 'dismiss'])}?kind=un"
        f"matched&id=all&next={back}"
    )
    client.force_login(people.finance)
    assert client.post(url, {"note": ""}).status_code == 200 and not ListRun.objects.exists(), (
        "a reason is asked for"
    )
    run = ListRun.objects.get(
        pk=client.post(url, {"note": "非入园企业"}).url.rstrip("/").split("/")[-1]
    )
    assert run.total == 3
    clarified = unknown.first()
    perform(clarified, "dismiss", by=people.finance2, note="重复")
    work_through(run)
    run.refresh_from_db()
    assert (run.phase, run.taken, [each.key for each in run.left.all()]) == (
        "done",
        2,
        [clarified.pk],
    )
    for row in unknown.exclude(pk=clarified.pk):
        assert (
            row.state,
            row.closed_by,
            row.moves().get().note,
            row.history.first().history_user,
        ) == ("dismissed", people.finance, "非入园企业", people.finance)
        assert "非入园企业" in row.history.first().history_change_reason
    clarified.refresh_from_db()
    faulty.refresh_from_db()
    assert (clarified.closed_by, faulty.state) == (people.finance2, "open")


def test_rows_of_other_peoples_files_are_not_dismissed(client, people, deal, unmatched):
    from crm.core.runs.run import take_now
    from parks.monthly.steps import DISMISS

    assert take_now(DISMISS, [unmatched.pk], by=people.park_officer, note="非入园企业").done == 0
    with pytest.raises(NotPermitted):
        take_now(DISMISS, [unmatched.pk], by=people.leader, note="非入园企业")
    unmatched.refresh_from_db()
    assert unmatched.state == "open"


def test_what_has_settled_since_is_matched_on_the_screen(client, people, deal, unmatched):
    client.force_login(people.finance)
    assert client.get(reverse("unmatchedrow:match")).status_code == 200
    Enterprise.objects.filter(pk=deal.enterprise.pk).update(credit_code=code(1))
    assert code(1) in client.get(reverse("unmatchedrow:match")).content.decode()
    client.post(reverse("unmatchedrow:match"))
    assert Contribution.objects.count() == 1


def test_what_a_file_left_open_waits_for_whoever_brought_it(client, people, deal, unmatched):
    from crm.dispatch.queue.read import waiting_for

    bring(
        "parks.tax",
        tax([OURS, "甲", "2023年10月", 80000, 30000], [OURS, "甲", "2023年11月", 80000, 30000]),
        people.finance,
    )
    own, other = waiting_for(people.finance), waiting_for(people.finance2)
    assert [each.link for each in own] == [
        f"{reverse('unmatchedrow:index')}?state=open&source={unmatched.source_id}"
    ]
    assert [each.link for each in other] == [
        f"{reverse('reconciliation:index')}?month=2023-{month}&metric=tax" for month in (10, 11)
    ]
    for user, found in ((people.finance, own), (people.finance2, other)):
        client.force_login(user)
        for each in found:
            assert client.get(each.link).status_code == 200


def test_the_import_page_lists_the_rows_set_aside_and_leads_to_them(client, people, unmatched):
    client.force_login(people.finance)
    page = client.get(reverse("tables:import", args=[unmatched.source_id])).content.decode()
    assert reverse("unmatchedrow:index") in page and code(1) in page
    marked = client.get(reverse("tables:problems", args=[unmatched.source_id]))
    assert b"".join(marked.streaming_content).startswith(b"PK")


def test_a_file_whose_heading_can_not_be_trusted_brings_nothing_in(people, deal):
    from tests.leads.spreadsheets.test_spreadsheets import offer, workbook

    job = offer(
        "parks.tax",
        workbook(
            [
                ["统一社会信用代码", "所属月份", "税收合计（元）", "税收总额", "地方留成"],
                [OURS, "2023年10月", 1, 2, 0],
            ]
        ),
        people.finance,
    )
    assert (job.phase, Contribution.objects.count(), UnmatchedRow.objects.count()) == (
        "faulty",
        0,
        0,
    )


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("finance", 200),
        ("headquarters", 200),
        ("park_officer", 200),
        ("leader", 302),
        ("auditor", 302),
        ("officer", 302),
    ],
)
def test_who_may_bring_the_files_in(client, people, who, status):
    client.force_login(getattr(people, who))
    for table in ("parks.tax", "parks.receipts"):
        assert client.get(reverse("tables:choose", args=[table])).status_code == status
        assert (
            reverse("tables:choose", args=[table])
            in client.get(reverse("contribution:index")).content.decode()
        ) == (status == 200)


def test_the_bureaus_whole_file_is_for_those_who_judge_by_it(client, people, deal):
    bring("parks.tax", tax([OURS, "甲", "2023年10月", 80000, 30000]), people.finance)
    url = reverse("contribution:file", args=[Contribution.objects.get().pk])
    for who, status in (
        ("finance2", 200),
        ("auditor", 200),
        ("park_officer", 302),
        ("officer", 302),
        ("outsider", 404),
    ):
        client.force_login(getattr(people, who))
        assert client.get(url).status_code == status, who
