"""What follows a decision on an application: the applicant is told, with the reason and clause."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from crm.core.letters import send_to
from crm.core.models import Move
from crm.core.money import scaled
from crm.core.system_user import system_user
from crm.core.transitions import move
from crm.desk.models import ServiceRequest
from crm.desk.requests.say import tell
from crm.desk.requests.settle import decide

from ..models import PolicyApplication


def tell_applicant(application: PolicyApplication, move: Move) -> None:
    """After each step that the applicant waits for: at the desk, where it reads its request and is
    written to; by letter where there is none. A decision answers the request. It is written in the
    city's language, whatever the officer reads.
    """
    with translation.override(settings.LANGUAGE_CODE):
        if application.request:
            _tell_at_the_desk(application, _letter(application, move), by=move.by)
            return
        if not application.email:
            return
        subject = _("%(number)s: %(state)s") % {
            "number": application.number,
            "state": application.get_state_display(),
        }
        send_to(application.email, subject, _letter(application, move))


def request_withdrawn(request: ServiceRequest) -> None:
    """An applicant who withdraws what the desk follows withdraws the application; what is approved
    already is the officers' to end.
    """
    if request.state != ServiceRequest.State.WITHDRAWN:
        return
    application = PolicyApplication.objects.filter(request=request).first()
    if application and application.state in PolicyApplication.TRANSITIONS["withdraw"].sources:
        words = _("%(number)s was withdrawn at the service desk.") % {"number": request.number}
        move(application, "withdraw", by=system_user(), note=words)


def _tell_at_the_desk(application: PolicyApplication, letter: str, *, by) -> None:
    request = application.request
    is_decided = application.state in ("approved", "refused")
    if is_decided and request.state in request.TRANSITIONS["decide"].sources:
        decide(request, by=by, answer=letter)
    else:
        tell(request, letter, by=by)


def _letter(application: PolicyApplication, move: Move) -> str:
    lines = [
        _("Your application for “%(policy)s” is now: %(state)s.")
        % {"policy": application.policy.title, "state": application.get_state_display()},
        _amount(application),
        _("Clause: %s") % application.clause if application.clause else "",
        _("Reason: %s") % move.note if move.note else "",
    ]
    return "\n".join(line for line in lines if line)


def _amount(application: PolicyApplication) -> str:
    if application.state not in ("approved", "paid") or application.approved_amount is None:
        return ""
    return _("Amount: %s") % scaled(application.approved_amount)
