"""Sessions end: by themselves, by their person, and for good with the login."""

import time

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from crm.accounts.sessions import LIMITS, end_sessions, sessions_of, tidy
from crm.core.models import User
from tests.accounts.conftest import PASSWORD

HOME = "/portal/"


def put_back(client, **seconds):
    session = client.session
    session[LIMITS] = {
        name: value - seconds.get(name, 0) for name, value in session[LIMITS].items()
    }
    session.save()


def test_a_session_that_nobody_uses_ends(client, people):
    client.force_login(people.agency)
    put_back(client, seen=59 * 60)
    assert client.get(HOME).status_code == 200
    put_back(client, seen=61 * 60)
    answer = client.get(HOME)
    assert (answer.status_code, answer["Location"]) == (302, "/login/")


def test_what_a_page_asks_by_itself_keeps_no_session_alive(client, people):
    client.force_login(people.agency)
    put_back(client, seen=40 * 60)
    client.get(reverse("notifications_count"))
    put_back(client, seen=30 * 60)
    assert client.get(HOME).status_code == 302


def test_the_longest_session_ends_in_the_midst_of_work(client, people):
    client.force_login(people.agency)
    put_back(client, began=11.9 * 3600)
    assert client.get(HOME).status_code == 200
    put_back(client, began=0.2 * 3600)
    assert client.get(HOME).status_code == 302


def test_use_is_noted_once_a_minute(client, people):
    client.force_login(people.agency)
    client.get(HOME)
    seen = client.session[LIMITS]["seen"]
    client.get(HOME)
    assert client.session[LIMITS]["seen"] == seen
    put_back(client, seen=90)
    client.get(HOME)
    assert time.time() - client.session[LIMITS]["seen"] < 30


def test_one_sees_where_one_is_logged_in_and_ends_it_there(client, people):
    other = Client(headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/131.0"})
    other.post("/login/", {"username": "agency", "password": "a-long-password-1"})
    client.force_login(people.agency)
    page = client.get(reverse("usersessions_list"))
    assert "Chrome、Windows" in page.text and "本次登录" in page.text
    row = UserSession.objects.get(session_key=other.session.session_key)
    client.post(reverse("usersessions_list"), {"session": row.pk})
    assert (other.get(HOME).status_code, client.get(HOME).status_code) == (302, 200)


def test_all_others_end_at_once(client, people):
    others = [Client() for _each in range(2)]
    for each in (*others, client):
        each.force_login(people.agency)
    client.post(reverse("usersessions_list"), {"others": "1"})
    assert [each.get(HOME).status_code for each in (*others, client)] == [302, 302, 200]


def test_anothers_session_does_not_exist(client, people):
    other = Client()
    other.force_login(people.referrer)
    row = UserSession.objects.get(user=people.referrer)
    client.force_login(people.agency)
    assert client.post(reverse("usersessions_list"), {"session": row.pk}).status_code == 404
    assert other.get(HOME).status_code == 200


def test_with_the_login_its_sessions_end_for_good(client, people):
    client.force_login(people.agency)
    key = client.session.session_key
    for is_active in (False, True):
        people.agency.is_active = is_active
        people.agency.save()
    assert client.get(HOME).status_code == 302
    assert not Session.objects.filter(session_key=key).exists()


def test_with_another_password_too(client, people):
    client.force_login(people.agency)
    people.agency.set_password("another-long-password-2")
    people.agency.save()
    assert client.get(HOME).status_code == 302


def test_what_is_left_of_ended_sessions_is_tidied_away(client, people):
    client.force_login(people.agency)
    Session.objects.all().delete()
    Client().force_login(User.objects.get(username="referrer"))
    tidy()
    assert [session.user.username for session in UserSession.objects.all()] == ["referrer"]


def test_many_are_listed_by_as_many_questions_as_few(client, people, django_assert_num_queries):
    client.force_login(people.officer)
    for _time in range(3):
        Client().force_login(people.officer)
    with CaptureQueriesContext(connection) as few:
        assert len(sessions_of(people.officer)) == 4
    for _time in range(9):
        Client().force_login(people.officer)
    Session.objects.filter(session_key=client.session.session_key).delete()
    with django_assert_num_queries(len(few)):
        assert len(sessions_of(people.officer)) == 12


def test_a_session_stays_known_under_another_key(client, people):
    """A new password gives the session another key."""
    client.force_login(people.agency)
    client.get(HOME)
    before = client.session.session_key
    typed = {"old_password": "x", "new_password1": PASSWORD, "new_password2": PASSWORD}
    people.agency.set_password("x")
    people.agency.save()
    client.force_login(people.agency)
    client.get(HOME)
    before = client.session.session_key
    answer = client.post(reverse("portal:password_change"), typed)
    assert answer.status_code == 302, answer.context["form"].errors
    after = client.session.session_key
    assert after != before
    keys = [each.session_key for each in sessions_of(people.agency)]
    assert after in keys and before not in keys
    assert end_sessions(people.agency) >= 1
    assert client.get(HOME).status_code == 302
