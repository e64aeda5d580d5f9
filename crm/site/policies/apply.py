"""An enterprise applies for what a policy gives."""

from datetime import timedelta

from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from crm.core.errors import Refused
from crm.core.files import attach
from crm.core.models import Parameter, User
from crm.core.notifications import notify
from crm.core.system_user import system_user
from crm.core.turns import take_turns
from crm.core.working_days import add_working_days
from crm.core.writes import as_one
from crm.core.writing.history import save_as
from crm.desk.models import ServiceKind
from crm.desk.models.request import Channel
from crm.desk.requests.receive import receive
from leads.models import Company
from parks.models import Enterprise

from ..matching import Facts
from ..matching.match import match_one
from ..matching.stored import to_stored
from ..models import PolicyApplication, PolicyPage
from .fitting import stored_findings

KIND = "policy"  # of the requests at the service desk
# The fields by which a form that is sent twice is recognised.
SAME = ("policy", "sender", "name", "credit_code", "contact", "phone", "email", "text")


@as_one()
def apply_for(
    policy: PolicyPage,
    facts: Facts,
    *,
    by: User | None = None,
    files=(),
    address: str = "",
    enterprise: Enterprise | None = None,
    **typed,
) -> PolicyApplication:
    """Store an application with its materials and what the matching finds for ``facts``.

    ``by`` is nobody for a stranger, whose ``address`` is counted; ``typed`` are name, credit_code,
    contact, phone, email, text. Raises Refused where the policy takes none now, and for one too
    many; ValidationError for what was typed.
    """
    if not policy.is_taken_now:
        raise Refused(_("This policy takes no applications at present."))
    match = match_one(policy.rules_read(), facts)
    application = PolicyApplication(
        policy=policy,
        enterprise=enterprise,
        department=policy.department,
        estimate=match.estimate.amount,
        facts=to_stored(facts.values),
        found=stored_findings(match),
        sender=digest_of(address) if by is None else "",
        **typed,
    )
    _take_turns(application)
    if sent_before := _sent_before(application):
        return sent_before
    _refuse_a_flood(application.sender)
    _know_the_applicant(application)
    if policy.working_days:
        application.due_on = add_working_days(timezone.localdate(), policy.working_days)
    application.full_clean(exclude=["number"])
    _refuse_another(application)
    actor = by or system_user()
    application.number = PolicyApplication.NUMBERS.take()
    application.request = ask_the_desk(application, by=by)
    save_as(application, by=actor)
    for upload in files:
        attach(application, upload, by=actor, purpose=str(_("materials")))
    notify(judges_of(application), "policy_application", application, by=by)
    return application


def ask_the_desk(application: PolicyApplication, *, by: User | None):
    """The desk follows it as a request of the kind “policy”, under whose number and code the
    applicant does so, too; None where the desk takes no such requests.
    """
    kind = ServiceKind.objects.offered().filter(code=KIND).first()
    if kind is None:
        return None
    sentence = _("Application %(number)s for “%(policy)s”.")
    words = {"number": application.number, "policy": application.policy.title}
    return receive(
        channel=Channel.POLICY,
        kind=kind,
        title=_("Application: %(policy)s") % {"policy": application.policy.title},
        content=f"{sentence % words}\n{application.text}",
        contact_name=application.contact,
        phone=application.phone,
        email=application.email,
        enterprise_name=application.name,
        credit_code=application.credit_code,
        enterprise=application.enterprise,
        company=application.company,
        by=by,
        acknowledge=True,
        is_demo=application.is_demo,
    )


def _know_the_applicant(application: PolicyApplication) -> None:
    """By the credit code: an enterprise or a company that we hold."""
    if application.enterprise is None and application.credit_code:
        code = application.credit_code
        application.enterprise = Enterprise.objects.filter(credit_code=code).first()
        application.company = Company.objects.filter(credit_code=code).first()
    if application.enterprise:
        application.company = application.enterprise.company


def _take_turns(application: PolicyApplication) -> None:
    """Of two that come from one address or enterprise at the same instant the second waits."""
    keys = [key for key in (application.sender, application.credit_code) if key]
    if keys:
        take_turns(PolicyApplication, keys)


def _sent_before(application: PolicyApplication) -> PolicyApplication | None:
    """The same form that a second click sends again."""
    if not application.sender:
        return None
    an_hour_ago = timezone.now() - timedelta(hours=1)
    values = {name: getattr(application, name) for name in SAME}
    return PolicyApplication.objects.filter(received_at__gt=an_hour_ago, **values).first()


def _refuse_another(application: PolicyApplication) -> None:
    """One open application of an enterprise for one policy at a time. Anybody can send one in an
    enterprise's name: that keeps no login of the enterprise from applying.
    """
    if not application.credit_code:
        return
    applications = PolicyApplication.objects.open().filter(
        policy=application.policy, credit_code=application.credit_code
    )
    if not application.sender:
        applications = applications.filter(sender="")
    if earlier := applications.first():
        raise Refused(
            _("An application for this policy is under way already: %(number)s.")
            % {"number": earlier.number}
        )


def digest_of(address: str) -> str:
    """A keyed digest, which recognises a sender and does not reveal its address."""
    if not address:
        return ""
    return salted_hmac("policy application", address, algorithm="sha256").hexdigest()


def _refuse_a_flood(sender: str) -> None:
    an_hour_ago = timezone.now() - timedelta(hours=1)
    sent = PolicyApplication.objects.filter(sender=sender, received_at__gt=an_hour_ago)
    if sender and sent.count() >= Parameter.whole("policy_applications_an_hour"):
        raise Refused(
            _("Many applications came from your address. Please wait an hour, or call the bureau.")
        )


def judges_of(application: PolicyApplication):
    """Who judges it: those of the responsible department; of the whole city where it has none."""
    judges = User.objects.staff().with_right("site.judge_policyapplication")
    if application.department_id is None:
        return judges.with_right("leads.view_every_lead")
    return judges.filter(department__in=application.department.subtree_ids())
