"""A request comes in, by whatever way: it gets its number and code, its clocks, and by the rules a
department.
"""

import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from crm.core.models import Parameter
from crm.core.system_user import system_user
from crm.core.transitions import move
from crm.core.writes import as_one
from crm.core.writing.history import save_as
from leads.naming.credit_code import normalised

from ..callers.recognise import by_code
from ..clocks.run import start_clocks
from ..models import AssignmentRule, ServiceRequest
from ..models.request import phone_key
from .say import hear, tell

# Without what is easily taken for something else when it is read out.
CODE_CHARACTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 8
LONGEST_TITLE = 60
# What a request says of itself; the rest follows from it.
FACTS = (
    "kind",
    "urgency",
    "contact_name",
    "phone",
    "email",
    "enterprise_name",
    "company",
    "enterprise",
    "region",
    "park",
)


@as_one()
def receive(
    *,
    channel: str,
    kind,
    content: str,
    title: str = "",
    credit_code: str = "",
    files: Iterable = (),
    by=None,
    message_id: str = "",
    quoted: str = "",
    acknowledge: bool = False,
    is_demo: bool = False,
    **facts,
) -> ServiceRequest:
    """Store a request of ``kind`` and give it to the department that the rules name.

    ``facts`` are further ones of FACTS; a credit code is looked up, and fills in the enterprise,
    company, park and district that are not given. ``by`` is who enters it: a colleague at the
    hotline, somebody of the enterprise in the portal, nobody for a stranger's form or mail.
    ``acknowledge``: the enterprise is written to that it has come. Raises ValidationError for facts
    that do not fit; files that are not accepted are named in the first message.
    """
    actor = by or system_user()
    request = ServiceRequest(
        number=ServiceRequest.NUMBERS.take(),
        code=new_code(),
        channel=channel,
        kind=kind,
        title=title.strip()[:120] or title_of(content),
        content=content.strip(),
        credit_code=normalised(credit_code),
        taken_by=by if by and by.is_staff else None,
        received_at=timezone.now(),
        is_demo=is_demo,
        **{name: value for name, value in facts.items() if name in FACTS and name != "kind"},
    )
    _know_the_enterprise(request)
    request.repeat_of = _asked_before(request)
    request.full_clean(exclude=["number", "code", "phone_key", "name_key"])
    save_as(request, by=actor, reason=request.get_channel_display())
    hear(
        request,
        request.content,
        via=channel,
        by=by,
        files=files,
        message_id=message_id,
        quoted=quoted,
        is_new=False,
    )
    start_clocks(request, by=actor)
    assign_by_rule(request)
    if acknowledge:
        tell(request, _received_in_words(request))
    return request


def new_code() -> str:
    return "".join(secrets.choice(CODE_CHARACTERS) for _place in range(CODE_LENGTH))


def title_of(content: str) -> str:
    """The first sentence, as far as a title goes."""
    line = next((line.strip() for line in content.splitlines() if line.strip()), "")
    for mark in "。！？!?；;":
        line = line.split(mark)[0]
    return line if len(line) <= LONGEST_TITLE else f"{line[: LONGEST_TITLE - 1]}…"


def _know_the_enterprise(request: ServiceRequest):
    enterprise, company = request.enterprise, request.company
    if enterprise is None and request.credit_code:
        enterprise, company = by_code(request.credit_code)
    if enterprise:
        request.enterprise = enterprise
        request.credit_code = request.credit_code or enterprise.credit_code
        request.enterprise_name = request.enterprise_name or enterprise.name
        request.park = request.park or enterprise.park
    request.company = request.company or company or (enterprise.company if enterprise else None)
    if request.company:
        request.enterprise_name = request.enterprise_name or request.company.name
    if request.park and request.region is None:
        request.region = request.park.region


def _asked_before(request: ServiceRequest) -> ServiceRequest | None:
    """The newest request of the same kind by the same enterprise or number, of late."""
    since = timezone.now() - timedelta(days=Parameter.whole("desk_repeat_days"))
    rows = ServiceRequest.objects.filter(kind=request.kind, received_at__gte=since)
    digits = phone_key(request.phone)
    for facts in (
        {"enterprise": request.enterprise},
        {"company": request.company},
        {"credit_code": request.credit_code},
        {"phone_key": digits if len(digits) >= 7 else ""},
    ):
        if any(facts.values()) and (earlier := rows.filter(**facts).order_by("-pk").first()):
            return earlier
    return None


def assign_by_rule(request: ServiceRequest):
    """To whom the rules give it; where none fits, it waits for somebody who assigns it."""
    rule = AssignmentRule.objects.best_for(
        kind=request.kind, region=request.region, park=request.park
    )
    if rule is None:
        return
    person = rule.person if rule.person and rule.person.is_active else None
    move(
        request,
        "assign",
        by=system_user(),
        note=_("by the rules"),
        department=rule.department,
        person=person,
    )


def _received_in_words(request: ServiceRequest) -> str:
    return _(
        "We have received “%(title)s” and filed it under %(number)s; your tracking code is "
        "%(code)s."
    ) % {"title": request.title, "number": request.number, "code": request.code}
