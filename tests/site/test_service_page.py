"""The service to enterprises as a page of the site: the form of the desk in it."""

import pytest

from crm.desk.models import ServiceKind, ServiceRequest, ServiceTime
from crm.site.models import ServicePage


@pytest.fixture
def service(home):
    return home.add_child(
        instance=ServicePage(
            title="企业服务", slug="service", seo_title="有事说一声", locale=home.locale
        )
    )


@pytest.fixture
def labour(db):
    kind = ServiceKind.objects.offered_to_public().filter(may_be_anonymous=False).first()
    ServiceTime.objects.update_or_create(
        kind=kind, urgency="normal", defaults={"take_up_hours": 4, "answer_days": 9}
    )
    return kind


def test_it_asks_says_what_is_promised_and_finds_requests(client, service, labour):
    shown = client.get(service.url).text
    assert 'name="content"' in shown and 'name="code"' in shown and "有事说一声" in shown
    assert "承诺 9 个工作日" in shown
    assert "csrftoken" not in client.cookies


def test_what_is_sent_there_is_a_request_with_a_page_of_its_own(client, people, service, labour):
    sent = {"kind": labour.pk, "content": "需要招三十名焊工", "phone": "13900001111"}
    answer = client.post(service.url, sent)
    stored = ServiceRequest.objects.get()
    assert answer.status_code == 302
    assert answer.url == f"/service/track/{stored.number}/{stored.code}/?new=1"


def test_what_is_missing_is_said_on_the_page_itself(client, people, service, labour):
    answer = client.post(service.url, {"kind": labour.pk, "content": "需要招三十名焊工"})
    assert answer.status_code == 422 and not ServiceRequest.objects.exists()
    assert "有事说一声" in answer.text and "需要招三十名焊工" in answer.text
