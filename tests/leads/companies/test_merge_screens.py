"""The screens of possible duplicates, merging and undoing."""

import pytest
from django.urls import reverse

from leads.companies.merge import merge
from leads.models import Company, CompanyMerge, Contact, Lead, MatchCandidate


@pytest.fixture
def pair(people):
    return [
        Company.objects.create(name="光翔新能源有限公司"),
        Company.objects.create(name="潍坊光翔新能源有限责任公司", website="https://example.com"),
    ]


def merge_url(pair):
    return reverse("company:merge", args=[pair[0].pk, pair[1].pk])


def test_a_pair_is_judged_and_the_next_one_opens(client, people, pair):
    third = Company.objects.create(name="光祥新能源有限公司")
    first = MatchCandidate.objects.create(company=pair[1], other=pair[0], score=95)
    second = MatchCandidate.objects.create(company=third, other=pair[0], score=90)
    client.force_login(people.officer)
    answer = client.post(reverse("matchcandidate:judge", args=[first.pk]), {"verdict": "different"})
    assert answer.url == reverse("matchcandidate:inspect", args=[second.pk])
    first.refresh_from_db()
    assert (first.verdict, first.history.first().history_user) == ("different", people.officer)
    assert (
        client.post(
            reverse("matchcandidate:judge", args=[second.pk]), {"verdict": "nonsense"}
        ).status_code
        == 404
    )
    client.force_login(people.auditor)
    client.post(reverse("matchcandidate:judge", args=[second.pk]), {"verdict": "different"})
    second.refresh_from_db()
    assert second.verdict == "open"


def test_one_of_a_pair_is_the_parent_group_of_the_other(client, people, pair):
    group, member = pair
    candidate = MatchCandidate.objects.create(company=member, other=group, score=95)
    url = reverse("matchcandidate:judge", args=[candidate.pk])
    client.force_login(people.officer)
    assert (
        f'name="group" value="{group.pk}"'
        in client.get(reverse("matchcandidate:inspect", args=[candidate.pk])).content.decode()
    )
    assert client.post(url, {"verdict": "related", "group": 0}).status_code == 404
    client.post(url, {"verdict": "related", "group": group.pk})
    member.refresh_from_db()
    candidate.refresh_from_db()
    assert (member.parent, candidate.verdict, member.history.first().history_user) == (
        group,
        "related",
        people.officer,
    )
    client.post(url, {"verdict": "related", "group": member.pk})
    group.refresh_from_db()
    assert group.parent is None


def test_the_menu_leads_to_the_open_pairs(client, people, pair):
    client.force_login(people.officer)
    assert (
        reverse("matchcandidate:index") + "?verdict=open"
        in client.get(reverse("matchcandidate:index")).content.decode()
    )


def test_from_a_company_to_the_merge_and_back(client, people, pair):
    kept, dropped = pair
    Contact.objects.create(company=dropped, name="张三", department=people.city)
    client.force_login(people.head)
    assert (
        reverse("company:duplicates", args=[kept.pk])
        in client.get(reverse("company:inspect", args=[kept.pk])).content.decode()
    )
    assert (
        merge_url(pair)
        in client.get(reverse("company:duplicates", args=[kept.pk])).content.decode()
    )
    page = client.get(merge_url(pair))
    assert "张三" in page.content.decode()
    assert [
        chosen
        for field, *_values, chosen, _differs in page.context["values"]
        if field.name == "website"
    ] == ["dropped"]
    assert Company.objects.count() == 2
    done = client.post(
        merge_url(pair), {"take_name": "kept", "take_website": "dropped", "reason": "同一家企业"}
    )
    record = CompanyMerge.objects.get()
    assert done.url == reverse("companymerge:inspect", args=[record.pk])
    kept.refresh_from_db()
    assert (kept.website, Contact.objects.get().company_id) == ("https://example.com", kept.pk)
    assert client.get(reverse("company:inspect", args=[dropped.pk])).context["record"] == kept
    assert reverse("companymerge:undo", args=[record.pk]) in client.get(done.url).content.decode()
    client.post(reverse("companymerge:undo", args=[record.pk]), {"reason": "是两家"})
    assert Contact.objects.get().company_id == dropped.pk
    assert client.get(reverse("company:inspect", args=[dropped.pk])).status_code == 200


def test_a_merge_needs_a_reason_and_loses_nothing_chosen(client, people, pair):
    client.force_login(people.head)
    page = client.post(merge_url(pair), {"take_name": "dropped", "reason": ""})
    assert [
        chosen
        for field, *_values, chosen, _differs in page.context["values"]
        if field.name == "name"
    ] == ["dropped"]
    assert Company.objects.count() == 2


def test_a_forbidden_merge_says_why_and_offers_no_button(client, people, pair):
    pair[1].name = "光翔新能源集团有限公司"
    pair[1].save()
    client.force_login(people.head)
    page = client.get(merge_url(pair))
    assert page.context["plan"].problems
    assert 'name="reason"' not in page.content.decode()
    client.post(merge_url(pair), {"reason": "同一家"})
    assert Company.objects.count() == 2


def test_a_merge_that_can_not_be_undone_says_why(client, people, pair):
    contact = Contact.objects.create(company=pair[1], name="张三")
    record = merge(*pair, by=people.head, reason="同一家")
    contact.delete()
    client.force_login(people.head)
    page = client.get(reverse("companymerge:undo", args=[record.pk]))
    assert "张三" in page.content.decode()
    assert 'name="reason"' not in page.content.decode()


def test_leads_of_other_departments_are_counted_not_named(client, people, pair):
    Lead.objects.create(
        number="XS-9",
        title="别人的线索",
        company=pair[1],
        channel="park",
        department=people.other_department,
        received_at="2026-01-01T00:00+08:00",
    )
    client.force_login(people.head)
    page = client.get(merge_url(pair))
    assert "别人的线索" not in page.content.decode()
    assert [
        count
        for relation, count, *_rest in page.context["moved"]
        if relation.name == "leads.Lead.company"
    ] == [1]
    record = merge(*pair, by=people.head, reason="同一家")
    assert (
        "别人的线索"
        not in client.get(reverse("companymerge:inspect", args=[record.pk])).content.decode()
    )


@pytest.mark.parametrize("who", ["officer", "auditor", "agency", None])
def test_those_without_the_right_neither_see_nor_do_it(client, people, pair, who):
    record = merge(
        Company.objects.create(name="大桃纺织有限公司"),
        Company.objects.create(name="大桃纺织公司"),
        by=people.head,
        reason="同一家",
    )
    if who:
        client.force_login(getattr(people, who))
    for url in (
        merge_url(pair),
        reverse("companymerge:undo", args=[record.pk]),
        reverse("company:duplicates", args=[pair[0].pk]),
    ):
        assert client.get(url).status_code in (302, 403, 404)
        assert client.post(url, {"reason": "x"}).status_code in (302, 403, 404)
    assert Company.objects.count() == 3
    record.refresh_from_db()
    assert record.undone_at is None


def test_what_is_not_there_is_not_found(client, people, pair):
    client.force_login(people.head)
    assert client.get(reverse("company:merge", args=[pair[0].pk, 999_999])).status_code == 404
    assert client.get(reverse("companymerge:undo", args=[999_999])).status_code == 404


@pytest.mark.parametrize("name", ["matchcandidate", "companymerge"])
def test_the_auditor_reads_the_lists_and_their_exports(client, people, pair, name):
    MatchCandidate.objects.create(company=pair[1], other=pair[0], score=95)
    merge(
        Company.objects.create(name="大桃纺织有限公司"),
        Company.objects.create(name="大桃纺织公司"),
        by=people.head,
        reason="同一家",
    )
    client.force_login(people.auditor)
    assert client.get(reverse(f"{name}:index")).status_code == 200
    export = b"".join(
        client.post(
            f"{reverse(f'{name}:index')}?export=csv", {"reason": "年度审计抽查", "format": "csv"}
        ).streaming_content
    ).decode()
    assert "光翔" in export or "大桃" in export
