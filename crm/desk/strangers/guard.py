"""Who sends too much, and who sends the same again. Of addresses and texts digests are kept, under
the key of this installation, for two days.
"""

from datetime import timedelta

from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from crm.core.errors import Refused
from crm.core.models import Parameter
from crm.core.turns import take_turns

from ..models import Sending, ServiceRequest

HOUR, DAY, KEPT = timedelta(hours=1), timedelta(days=1), timedelta(days=2)
SAME_TEXTS = 3  # from different senders in a day; the next one is refused
Way = Sending.Way
LIMITS = {
    Way.FORM: "desk_forms_an_hour",
    Way.MAIL: "desk_mails_an_hour",
    Way.TRACK: "desk_tries_an_hour",
}


def digest(text: str) -> str:
    """The same for texts that differ in blanks and case alone."""
    plain = "".join(text.split()).lower()
    return salted_hmac("desk.sending", plain, algorithm="sha256").hexdigest()


def sends_too_much(way: str, sender: str) -> bool:
    """Whether the sender reached the number that the bureau set for an hour."""
    since = timezone.now() - HOUR
    count = Sending.objects.filter(way=way, sender=digest(sender), at__gt=since).count()
    return count >= Parameter.whole(LIMITS[way])


def refuse_too_much(way: str, sender: str):
    if sends_too_much(way, sender):
        raise Refused(
            _("Very much has come from you within the hour. Please go on later, or call us.")
        )


def wait_for_turn(text: str):
    """Of two that send the same text at the same moment, the second sees what the first stored."""
    take_turns(Sending, [digest(text)])


def sent_before(sender: str, text: str, **facts: str) -> ServiceRequest | None:
    """The request that the same sender made with the same text within the day. ``facts`` are what
    it says of the person: many people send from one address.
    """
    of_the_person = {f"request__{name}": value for name, value in facts.items()}
    rows = _alike(text).filter(sender=digest(sender), request__isnull=False, **of_the_person)
    sending = rows.select_related("request").order_by("-pk").first()
    return sending.request if sending else None


def is_a_flood(text: str) -> bool:
    """Whether the text came from several senders already: nobody writes what others wrote."""
    return _alike(text).count() >= SAME_TEXTS


def _alike(text: str):
    return Sending.objects.filter(text=digest(text), at__gt=timezone.now() - DAY)


def remember(way: str, sender: str, text: str = "", request: ServiceRequest | None = None):
    Sending.objects.create(
        way=way, sender=digest(sender), text=digest(text) if text else "", request=request
    )


def forget_old():
    Sending.objects.filter(at__lt=timezone.now() - KEPT).delete()
