"""What is not done after a while is sent again, later each time."""

from django.utils import timezone

from ..models import Errand
from .send import DO_ERRAND, Published
from .work import KEYS, being_worked_on, pause_after

AT_ONCE = 500


def send_again() -> int:
    """How many errands were due and are sent again."""
    busy, count = being_worked_on(), 0
    for errand in Errand.objects.filter(next_at__lte=timezone.now()).order_by("next_at")[:AT_ONCE]:
        if errand.pk % KEYS not in busy:
            errand.sent += 1
            errand.next_at = timezone.now() + pause_after(errand.sent)
            errand.save(update_fields=["sent", "next_at"])
            Published(DO_ERRAND, [errand.pk], errand.request_id)()
            count += 1
    return count
