"""A thing that waits for who visits the portal, as the home page shows it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone


@dataclass
class Task:
    """``action`` is what the button says; ``amount`` yuan, where money hangs on it."""

    title: str
    link: str
    action: str
    said: str = ""
    number: str = ""
    amount: Decimal | None = None
    currency: str = "CNY"
    due_on: date | None = None

    @property
    def is_late(self) -> bool:
        return self.due_on is not None and self.due_on < timezone.localdate()
