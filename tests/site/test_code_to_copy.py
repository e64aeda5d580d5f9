"""A code is asked for where forms are abused, of nobody else, and nothing typed is lost by it."""

import re

import pytest
from captcha.models import CaptchaStore
from django.urls import reverse

from crm.core.models import RateLimit
from crm.desk.models import ServiceKind, ServiceRequest
from crm.site.models import Received

ASKED = {"company": "甬澜隔膜科技有限公司", "name": "方经理", "phone": "13900000001"}


def limit(code, **values):
    assert RateLimit.objects.filter(code=code).update(**values) == 1


def copied(page: str) -> dict:
    key = re.search(r'name="picture_0" value="(\w+)"', page).group(1)
    return {"picture_0": key, "picture_1": CaptchaStore.objects.get(hashkey=key).response}


def test_the_third_enquiry_of_an_address_is_asked_for_a_code(forms, send):
    limit("public_forms", code_from=2)
    for number in range(2):
        assert send(forms["enquiry"], **ASKED, content=f"第{number}次").status_code == 303
    answer = send(forms["enquiry"], **ASKED, content="想建隔膜厂")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "当前提交量很大，请输入图中的验证码。" in page
    assert ("想建隔膜厂" in page, "甬澜隔膜科技有限公司" in page) == (True, True)
    assert Received.objects.count() == 2
    wrong = {**copied(page), "picture_1": "00000"}
    page = send(forms["enquiry"], **ASKED, content="想建隔膜厂", **wrong).content.decode()
    assert "验证码不正确，请照新图输入。" in page
    assert Received.objects.count() == 2
    answer = send(forms["enquiry"], **ASKED, content="想建隔膜厂", **copied(page))
    assert answer.status_code == 303
    assert Received.objects.order_by("pk").last().said == "想建隔膜厂"


def test_many_addresses_together_bring_the_code_for_everybody_and_shut_nobody_out(client, people):
    limit("forms_of_strangers", code_from=1)
    kind = ServiceKind.objects.offered_to_public().first()
    told = {"kind": kind.pk, "phone": "0736-7000000"}

    def ask(number, **more):
        asked = {**told, "content": f"第{number}件事", **more}
        return client.post(reverse("service:ask"), asked, REMOTE_ADDR=f"203.0.113.{number}")

    assert ask(1).status_code == 302
    page = ask(2)
    assert page.status_code == 422
    assert "第2件事" in page.content.decode()
    assert ask(2, **copied(page.content.decode())).status_code == 302
    assert ServiceRequest.objects.count() == 2


@pytest.mark.parametrize("name", ["site:policy_subscribe"])
def test_subscriptions_are_asked_too(client, people, name):
    limit("policy_forms", code_from=0)
    page = client.post(reverse(name), {"email": "person@example.cn"}).content.decode()
    assert 'value="person@example.cn"' in page
    assert 'name="picture_1"' in page
