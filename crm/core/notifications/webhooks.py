"""Posting a text to the group robots of WeCom, DingTalk and Feishu."""

import base64
import hashlib
import hmac
import time
from urllib.parse import urlencode

import requests

from ..models import Channel, MessageService
from .reach import Inside, post


class NotDelivered(Exception):
    """The other side did not take the message; ``str()`` names no address and no key."""


def post_text(webhook, text: str):
    """Post ``text`` to the address of ``webhook``. Raises NotDelivered, also for a server that is
    not on the list (any more).
    """
    service = MessageService.objects.filter(
        is_active=True, channel=webhook.channel, origin=webhook.server
    ).first()
    if service is None:
        raise NotDelivered("server not listed")
    address, body = MESSAGES[webhook.channel](webhook, text)
    try:
        response = post(address, body, may_be_inside=service.is_inside)
    except Inside:
        raise NotDelivered("address of a network that is not listed") from None
    except requests.RequestException as error:
        raise NotDelivered(type(error).__name__) from None
    _check(response)


def _check(response):
    if response.status_code != 200:
        raise NotDelivered(f"HTTP {response.status_code}")
    try:
        answer = response.json()
    except ValueError:
        raise NotDelivered("no JSON") from None
    code = (
        answer.get("errcode", answer.get("code", answer.get("StatusCode", 0)))
        if isinstance(answer, dict)
        else "no object"
    )
    if code != 0:
        raise NotDelivered(f"code {code}"[:100])


def _wecom(webhook, text):
    return webhook.address, {"msgtype": "text", "text": {"content": text}}


def _dingtalk(webhook, text):
    body = {"msgtype": "text", "text": {"content": text}}
    if not webhook.secret:
        return webhook.address, body
    stamp = str(round(time.time() * 1000))
    signed = _signature(webhook.secret.encode(), f"{stamp}\n{webhook.secret}".encode())
    return f"{webhook.address}&{urlencode({'timestamp': stamp, 'sign': signed})}", body


def _feishu(webhook, text):
    body = {"msg_type": "text", "content": {"text": text}}
    if webhook.secret:
        stamp = str(int(time.time()))
        body |= {"timestamp": stamp, "sign": _signature(f"{stamp}\n{webhook.secret}".encode(), b"")}
    return webhook.address, body


def _signature(key: bytes, message: bytes) -> str:
    return base64.b64encode(hmac.new(key, message, hashlib.sha256).digest()).decode()


MESSAGES = {Channel.WECOM: _wecom, Channel.DINGTALK: _dingtalk, Channel.FEISHU: _feishu}
