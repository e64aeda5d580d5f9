from datetime import date

import pytest

from crm.core.models import PersonRequest
from crm.core.personal.look import look
from crm.core.personal.requests import receive

ASKED = {
    "name": "周启明",
    "phone": "138 0736 2211",
    "email": "zhou.qiming@example.com",
    "ground": "2026年11月20日来信，依据个人信息保护法第四十五条",
    "proved_by": "窗口出示身份证",
    "received_on": date(2026, 11, 23),
}


@pytest.fixture
def ask(people, handed_over):
    """What a person asks for, with the records looked through."""

    def asked(kind, **changes):
        request = receive(by=people.headquarters, kind=kind, **{**ASKED, **changes})
        look(request)
        return PersonRequest.objects.get(pk=request.pk)

    return asked
