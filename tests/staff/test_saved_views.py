"""Filters, search and order of a list under a name: one's own, shared, opened first."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from crm.core.models import SavedView
from crm.staff.saved_views import (
    change_view,
    conditions,
    delete_view,
    first_view,
    open_first,
    save_view,
)
from tests.markup import flat


def post(client, user, name, /, *args, **facts):
    client.force_login(user)
    return client.post(reverse(name, args=args), facts)


def tabs(client, user, url="/admin/lead/?view=all"):
    client.force_login(user)
    return [tab["view"].name for tab in client.get(url).context["view_tabs"]]


@pytest.fixture
def view(people):
    return save_view(
        list_name="lead", name="待研判", query="state=new&channel=agent", by=people.officer
    )


def test_conditions_are_what_lasts_of_an_address():
    assert (
        conditions("?state=new&p=7&after=x&export=csv&q=&channel=agent&state=judged")
        == "channel=agent&state=judged&state=new"
    )
    assert conditions("view=all") == ""


def test_a_view_is_kept_from_the_list_and_shown_as_a_tab(client, people):
    response = post(
        client,
        people.officer,
        "save_view",
        list_name="lead",
        name=" 待研判 ",
        query="state=new&p=3",
        audience="own",
    )
    assert response.url == "/admin/lead/?state=new"
    page = flat(client.get(response.url))
    assert '<a href="/admin/lead/?state=new" aria-current="page">待研判<small>0</small></a>' in page
    assert tabs(client, people.officer) == ["待研判"]
    assert tabs(client, people.officer, "/admin/company/?view=all") == []


def test_the_same_name_again_replaces_the_view(people, view):
    save_view(list_name="lead", name="待研判", query="state=judged", by=people.officer)
    assert SavedView.objects.get().query == "state=judged"


@pytest.mark.parametrize(
    ("audience", "seen_by"),
    [
        ("own", {"officer"}),
        ("department", {"officer", "head", "auditor"}),
        ("everybody", {"officer", "head", "auditor", "outsider", "park_officer"}),
    ],
)
def test_who_sees_a_shared_view(people, view, audience, seen_by):
    SavedView.objects.filter(pk=view.pk).update(audience=audience, department=people.city)
    everyone = {"officer", "head", "auditor", "outsider", "park_officer", "agency", "referrer"}
    assert {
        who for who in everyone if SavedView.objects.visible_to(getattr(people, who)).exists()
    } == seen_by


def test_a_shared_view_shows_each_person_their_own_records(client, people, deal):
    save_view(
        list_name="lead", name="全部在谈", query="q=动力电池", audience="everybody", by=people.head
    )
    for who, sees in ((people.officer, True), (people.outsider, False)):
        assert tabs(client, who) == ["全部在谈"]
        assert (deal.lead.number in client.get("/admin/lead/?q=动力电池").content.decode()) is sees


def test_sharing_with_everybody_needs_the_right(client, people, view):
    with pytest.raises(PermissionDenied):
        change_view(view, name="待研判", audience="everybody", by=people.officer)
    assert post(
        client,
        people.officer,
        "save_view",
        list_name="lead",
        name="x",
        query="",
        audience="everybody",
    ).status_code in (302, 403)
    assert SavedView.objects.get().audience == "own"
    save_view(
        list_name="lead", name="全市", query="state=new", audience="everybody", by=people.head
    )


def test_only_the_owner_changes_and_deletes(client, people, view):
    change_view(view, name="待研判", audience="department", by=people.officer)
    for user in (people.head, people.outsider, people.agency):
        for name, facts in (
            ("change_view", {"name": "我的", "audience": "own"}),
            ("delete_view", {}),
        ):
            assert post(client, user, name, view.pk, **facts).status_code in (302, 403, 404)
    view.refresh_from_db()
    assert (view.name, view.user) == ("待研判", people.officer)
    assert post(client, people.outsider, "delete_view", view.pk).status_code == 404
    with pytest.raises(PermissionDenied):
        delete_view(view, by=people.head)
    post(client, people.officer, "change_view", view.pk, name="新线索", audience="own")
    assert tabs(client, people.officer) == ["新线索"]
    assert tabs(client, people.head) == []
    assert post(client, people.officer, "delete_view", view.pk).url == "/admin/lead/"
    assert not SavedView.objects.exists()


def test_two_own_views_of_one_name_are_refused_with_the_reason(client, people, view):
    other = save_view(list_name="lead", name="已研判", query="state=judged", by=people.officer)
    with pytest.raises(ValidationError, match="已有同名视图|already have a view"):
        change_view(other, name="待研判", audience="own", by=people.officer)
    response = post(client, people.officer, "change_view", other.pk, name="待研判", audience="own")
    assert response.url == "/admin/lead/?state=judged"


def test_the_list_opens_with_the_view_that_was_put_first(client, people, view):
    assert post(client, people.officer, "open_view_first", view.pk, first="1").status_code == 302
    assert client.get("/admin/lead/").url == "/admin/lead/?channel=agent&state=new"
    assert client.get("/admin/lead/?view=all").status_code == 200
    other = save_view(list_name="lead", name="已研判", query="state=judged", by=people.officer)
    open_first(other, True, by=people.officer)
    assert client.get("/admin/lead/").url == "/admin/lead/?state=judged"
    open_first(other, False, by=people.officer)
    assert client.get("/admin/lead/").status_code == 200


def test_a_view_put_first_by_another_counts_only_while_it_is_shared(client, people, view):
    change_view(view, name="待研判", audience="department", by=people.officer)
    open_first(view, True, by=people.head)
    assert first_view("lead", people.head) == view
    assert first_view("lead", people.officer) is None
    change_view(view, name="待研判", audience="own", by=people.officer)
    assert first_view("lead", people.head) is None


def test_a_view_of_no_list_does_not_exist(client, people):
    assert (
        post(
            client, people.officer, "save_view", list_name="nonsense", name="x", query=""
        ).status_code
        == 404
    )
    assert post(
        client, people.agency, "save_view", list_name="lead", name="x", query=""
    ).status_code in (302, 403)
    assert not SavedView.objects.exists()
