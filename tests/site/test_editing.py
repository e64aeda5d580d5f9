"""Who writes pages and who lets them through."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from crm.core.granting import give_role
from crm.core.models import User
from crm.demo.clock import at
from crm.site.models import TextPage


@pytest.fixture
def desk(db):
    """An editor and two publishers."""

    def person(login, role):
        user = User.objects.create_user(login, password="a-long-password-1", name=login)
        give_role(user, role)
        return User.objects.get(pk=user.pk)

    return {
        "editor": person("ed", "editor"),
        "publisher": person("pub", "publisher"),
        "second": person("pub2", "publisher"),
    }


@pytest.fixture
def draft(home, desk):
    page = TextPage(
        title="草稿", slug="draft", locale=home.locale, live=False, owner=desk["editor"]
    )
    home.add_child(instance=page)
    page.save_revision(user=desk["editor"])
    return page


def submit(page, by):
    return page.get_workflow().start(page, by)


def test_an_editors_page_is_public_once_a_publisher_let_it_through(client, desk, draft):
    state = submit(draft, desk["editor"])
    assert client.get("/draft/").status_code == 404
    task = state.current_task_state.task.specific
    task.on_action(state.current_task_state, desk["publisher"], "approve")
    assert client.get("/draft/").status_code == 200
    assert Page.objects.get(pk=draft.pk).live


def test_whoever_wrote_it_does_not_let_it_through(client, desk, draft):
    draft.save_revision(user=desk["publisher"])
    state = submit(draft, desk["editor"])
    task, page = state.current_task_state.task.specific, TextPage.objects.get(pk=draft.pk)
    assert "approve" not in [name for name, _l, _m in task.get_actions(page, desk["publisher"])]
    assert "approve" in [name for name, _l, _m in task.get_actions(page, desk["second"])]
    with pytest.raises(PermissionDenied):
        task.on_action(state.current_task_state, desk["publisher"], "approve")
    assert client.get("/draft/").status_code == 404


def test_an_editor_does_not_publish(client, desk, draft):
    client.force_login(desk["editor"])
    address = reverse("wagtailadmin_pages:edit", args=[draft.pk])
    assert client.get(address).status_code == 200
    assert not draft.permissions_for_user(desk["editor"]).can_publish()


FIELDS = {
    "title": "自己写的",
    "slug": "self-written",
    "intro": "",
    "seo_title": "",
    "search_description": "",
    "body-count": "0",
    "comments-TOTAL_FORMS": "0",
    "comments-INITIAL_FORMS": "0",
    "action-publish": "1",
}


def test_a_publisher_does_not_publish_what_they_wrote_themselves(client, home, desk, draft):
    client.force_login(desk["publisher"])
    edited = client.post(reverse("wagtailadmin_pages:edit", args=[draft.pk]), FIELDS)
    made = client.post(
        reverse("wagtailadmin_pages:add", args=["site", "textpage", home.pk]),
        FIELDS | {"slug": "made"},
    )
    assert (edited.status_code, made.status_code) == (302, 302)
    assert Page.objects.get(slug="made").live is False
    for address in ("/self-written/", "/made/", "/draft/"):
        assert client.get(address).status_code == 404, address


def test_nobody_else_finds_the_pages(client, people, draft):
    for person in (people.officer, people.leader, people.headquarters, people.auditor):
        client.force_login(person)
        for name, args in (
            ("wagtailadmin_explore_root", []),
            ("wagtailadmin_pages:edit", [draft.pk]),
            ("wagtailadmin_pages:view_draft", [draft.pk]),
            ("wagtailadmin_choose_page", []),
        ):
            assert client.get(reverse(name, args=args)).status_code == 404, (person, name)


def test_editors_see_nothing_of_the_business(client, desk, deal):
    client.force_login(desk["publisher"])
    for name in ("lead:index", "project:index", "company:index", "statement:index"):
        assert client.get(reverse(name)).status_code in (302, 403, 404), name


def test_a_page_is_published_at_its_hour(client, desk, draft):
    draft.go_live_at = timezone.now() + timedelta(hours=1)
    draft.save_revision(user=desk["editor"])
    state = submit(draft, desk["editor"])
    state.current_task_state.task.specific.on_action(
        state.current_task_state, desk["publisher"], "approve"
    )
    assert client.get("/draft/").status_code == 404
    with at(timezone.now() + timedelta(hours=2)):
        call_command("publish_scheduled")
    assert client.get("/draft/").status_code == 200


@pytest.mark.parametrize("name", ["move", "move_confirm", "set_page_position", "lock", "unlock"])
def test_the_root_of_all_pages_is_nobodys_page(client, desk, draft, name):
    client.force_login(desk["publisher"])
    more = [draft.get_parent().pk] if name == "move_confirm" else []
    root = Page.objects.get(depth=1)
    of_root, of_page = (
        reverse(f"wagtailadmin_pages:{name}", args=[each.pk, *more]) for each in (root, draft)
    )
    assert client.post(of_root).status_code == 404
    assert client.post(of_page, {}).status_code in (200, 302)


def test_a_link_that_was_not_sent_is_asked_for(client, desk):
    client.force_login(desk["editor"])
    answer = client.post(reverse("wagtailadmin_choose_page_external_link"), {})
    assert "必需字段" in answer.json()["html"]
