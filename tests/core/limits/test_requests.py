"""What is answered to who sends too much; no door of strangers and outsiders is left out."""

import inspect
import json

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ImproperlyConfigured
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.backends.django import Template
from django.test import Client, RequestFactory
from django.urls import Resolver404, resolve, reverse
from django.utils.safestring import SafeString

from crm.core.limits.routes import LIMITED_ROUTES, limits_of
from crm.core.models import AuditEntry, RateCount, RateLimit
from crm.core.models.rate_limit import RATE_LIMITS
from crm.staff.doors import view_of
from tests.matrix.walk import places

# Routes that tell scripts nothing of the business, and ask the database for nothing of it.
OURS = ("crm.", "leads.", "parks.", "commissions.")
PLAIN_JSON = {"healthz", "portal:manifest"}


def limit(code, **values):
    assert RateLimit.objects.filter(code=code).update(**values) == 1


def source_of(view) -> str:
    """That of its class and of the classes of ours that it stands on; "" for one that is made."""
    found = ""
    for each in inspect.getmro(view) if inspect.isclass(view) else [view]:
        try:
            found += inspect.getsource(each) if each.__module__.startswith(OURS) else ""
        except (OSError, TypeError):
            continue
    return found


def of_outsiders():
    """The addresses that answer at all and are not the staff admin's."""
    return [
        place for place in places() if not place.is_closed and not place.route.startswith("admin/")
    ]


def test_whatever_strangers_and_outsiders_post_stands_under_a_limit(people):
    asked = RequestFactory()
    found, unlimited = 0, []
    for place in places():
        for user in (AnonymousUser(), people.agency):
            request = asked.post(place.address)
            request.user = user
            found += 1
            if not place.is_closed and not limits_of(request):
                unlimited.append((place.route, str(user)))
    assert found > 4000
    assert unlimited == []


def test_each_of_them_really_answers_429(people, monkeypatch):
    monkeypatch.setattr(Template, "render", lambda *_arguments: SafeString(""))
    RateLimit.objects.exclude(scope="everybody").update(number=1, seconds=3600)
    agency = Client(raise_request_exception=False)
    agency.force_login(people.agency)
    open_, asked = [], of_outsiders()
    in_the_portal = [place for place in asked if place.name != "portal:logout"]  # then it is nobody
    for client, doors in (
        (Client(raise_request_exception=False), asked),
        (agency, in_the_portal),
    ):
        for place in doors:
            client.post(place.address)
            if client.post(place.address).status_code != 429:
                open_.append(place.route)
            RateCount.objects.all().delete()
    assert len(asked) > 80
    assert open_ == []


def test_what_scripts_ask_stands_under_a_limit(people):
    asked = RequestFactory()
    found, unlimited = 0, []
    for place in places():
        try:
            match = resolve(place.address)
        except Resolver404:
            continue
        view = view_of(match.func)
        is_ours = view.__module__.startswith(OURS)
        if not is_ours or "JsonResponse(" not in source_of(view):
            continue
        request = asked.get(place.address)
        request.user = people.officer
        found += 1
        if not limits_of(request) and match.view_name not in PLAIN_JSON:
            unlimited.append(match.view_name)
    assert found > 50
    assert unlimited == []


def test_every_limit_is_known_and_every_route_of_a_limit_is_there():
    assert {code for by in LIMITED_ROUTES.values() for code in by} <= set(RATE_LIMITS)
    names = set()
    for place in places():
        try:
            match = resolve(place.address)
        except (Resolver404, ImproperlyConfigured):
            continue
        names |= {match.view_name, f"*:{match.url_name}"}
    assert {name for name, _method in LIMITED_ROUTES} - names == set()


@pytest.mark.django_db
def test_every_limit_has_its_row():
    stored = set(RateLimit.objects.values_list("code", flat=True))
    assert stored == set(RATE_LIMITS)
    assert len(stored) > 15


@pytest.mark.django_db
def test_who_searches_too_much_is_told_when_to_come_back(client):
    limit("public_searches", number=2, seconds=600)
    address = reverse("site:search")
    assert [client.get(address, {"q": "德"}).status_code for _ in range(3)] == [200, 200, 429]
    answer = client.get(address, {"q": "德"})
    assert 295 <= int(answer["Retry-After"]) <= 300
    assert answer["Cache-Control"] == "no-store"
    page = answer.content.decode()
    assert "请稍候" in page
    assert "请在 5 分钟后再继续。" in page
    assert "Please go on in 5 minutes." in page
    assert client.get(address, {"q": "德"}, REMOTE_ADDR="203.0.113.7").status_code == 200
    assert client.get(reverse("portal:notices")).status_code == 200


def test_scripts_are_told_by_json(people, client):
    client.force_login(people.officer)
    limit("searches", number=1, seconds=30)
    assert client.get(reverse("find"), {"q": "德"}).status_code == 200
    answer = client.get(reverse("find"), {"q": "德"})
    assert (answer.status_code, answer["Content-Type"]) == (429, "application/json")
    told = json.loads(answer.content)
    assert told["error"] == "too_many"
    assert "请稍候一分钟再继续" in told["detail"]
    assert 25 <= int(answer["Retry-After"]) <= 30


def test_colleagues_behind_one_address_do_not_shut_each_other_out(people):
    limit("searches", number=1, seconds=60)
    for person in (people.officer, people.head):
        client = Client()
        client.force_login(person)
        assert client.get(reverse("find"), {"q": "德"}).status_code == 200


@pytest.mark.django_db
def test_what_was_typed_is_kept_and_passwords_are_not(client):
    limit("password_resets", number=1, seconds=3600)
    asked = {"email": 'person@example.cn"><script>'}
    client.post(reverse("portal:password_reset"), asked)
    page = client.post(reverse("portal:password_reset"), asked).content.decode()
    assert 'name="email" value="person@example.cn&quot;&gt;&lt;script&gt;"' in page
    limit("logins", number=1, seconds=3600)
    login = {"username": "officer", "password": "a-secret-of-mine"}
    client.post(reverse("portal:login"), login)
    answer = client.post(reverse("portal:login"), login)
    assert answer.status_code == 429
    assert "a-secret-of-mine" not in answer.content.decode()
    assert "<form" not in answer.content.decode()


def test_files_are_chosen_again_and_long_texts_can_be_copied(client, people):
    limit("service_requests", number=1, seconds=3600)
    told = {
        "content": "厂房二楼的消防喷淋管漏水，附照片，请尽快派人看一下。",
        "credit_code": "9143",
    }
    client.post(reverse("service:ask"), told)
    page = client.post(reverse("service:ask"), told).content.decode()
    assert 'name="credit_code" value="9143"' in page
    with_file = {**told, "file": SimpleUploadedFile("1.pdf", b"%PDF-1.7")}
    page = client.post(reverse("service:ask"), with_file).content.decode()
    assert "<form" not in page
    assert f"<pre>{told['content']}</pre>" in page
    assert "附件需重新选择" in page
    large = {**told, "file": SimpleUploadedFile("1.pdf", b"%PDF-1.7" + b"x" * 300_000)}
    page = client.post(reverse("service:ask"), large).content.decode()
    assert told["content"] not in page
    assert "附件需重新选择" in page


def test_of_many_refusals_the_log_tells_of_the_first_the_tenth_the_hundredth(people, client):
    client.force_login(people.agency)
    limit("posts_of_outsiders", number=1, seconds=36000)
    for _ in range(102):
        client.post(reverse("portal:act_for"))
    told = AuditEntry.objects.filter(kind="limited").order_by("pk")
    assert [(each.count, each.by, each.outcome) for each in told] == [
        (1, people.agency, "refused"),
        (10, people.agency, "refused"),
        (100, people.agency, "refused"),
    ]
    assert told[0].record == str(RATE_LIMITS["posts_of_outsiders"].label)
    assert told[0].address == "127.0.0.1"


@pytest.mark.django_db
def test_a_refused_request_does_nothing_else(client, django_assert_num_queries):
    limit("objections", number=1, seconds=3600)
    client.post(reverse("portal:notice", args=[1]))
    client.post(reverse("portal:notice", args=[1]))
    with django_assert_num_queries(1):
        assert client.post(reverse("portal:notice", args=[1])).status_code == 429


@pytest.mark.django_db
def test_pages_without_a_limit_are_not_counted(client):
    client.get(reverse("portal:login"))
    client.get(reverse("portal:notices"))
    assert not RateCount.objects.exists()
