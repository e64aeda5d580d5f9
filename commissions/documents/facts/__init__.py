"""What a document of each kind says, taken from its record once, when it is issued.

Every function here gives a plain dictionary that JSON can hold: amounts as texts in yuan
("460000.00"), days as "2026-03-01". The template shows it, and the PDF carries it as data.
"""

from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from crm.core.models import Department


def as_json(value):
    """Decimals, days and moments as JSON holds them; moments in the city's time, to the minute."""
    if isinstance(value, dict):
        return {key: as_json(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [as_json(item) for item in value]
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or isinstance(value, (bool, int)) else str(value)


def bureau_of(department: Department | None) -> str:
    """The full name of the bureau that a document speaks for: the one in charge, else the city's
    first.
    """
    bureau = department or Department.objects.filter(parent=None).order_by("id").first()
    return bureau.name if bureau else ""


def party_of(agent) -> dict:
    """An agent as a side of a document; identity numbers stay out."""
    return {
        "name": agent.name,
        "kind": agent.get_kind_display(),
        "credit_code": agent.credit_code,
        "representative": agent.representative,
        "address": agent.address,
        "contact": agent.contact_name,
        "phone": agent.phone,
    }
