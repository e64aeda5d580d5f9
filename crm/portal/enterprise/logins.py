"""The logins of a settled enterprise. Its park invites the first person, who invites the others,
says what they may do, and takes them away.
"""

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from crm.core.errors import NotPermitted, Refused
from crm.core.granting import give_role
from crm.core.notifications import notify
from crm.core.writes import as_one
from crm.core.writing.history import save_as
from parks.models import EnterprisePerson
from parks.models.enterprise_person import RIGHTS, enterprises_of

from ..invite import check_keeper, end, last_day, send_link
from ..models import EnterpriseInvitation


@as_one()
def invite_first(enterprise, *, name: str, email: str = "", by) -> EnterpriseInvitation:
    """Invite the person who will look after the enterprise's logins. Who invites passes the link
    on; it opens with a code that a second person of the bureau hands over.

    Raises NotPermitted, and Refused where somebody looks after the logins, or is invited to.
    """
    invitation = EnterpriseInvitation(
        enterprise=enterprise, name=name, email=email, invited_by=by, is_first=True, needs_code=True
    )
    check_keeper(invitation, by)
    if first := enterprise.people.filter(is_first=True).select_related("user").first():
        raise Refused(
            _("%(person)s looks after the logins of %(enterprise)s and invites the others.")
            % {"person": first.user, "enterprise": enterprise}
        )
    if EnterpriseInvitation.objects.valid().filter(enterprise=enterprise, is_first=True).exists():
        raise Refused(_("An invitation is open already. Withdraw it first."))
    invitation.expires_at = last_day()
    return save_as(invitation, by=by)


@as_one()
def invite_colleague(
    enterprise, *, name: str, email: str, rights: list[str], by
) -> EnterpriseInvitation:
    """Invite another person of the enterprise, by who looks after its logins. The link goes to
    ``email`` where the house sends mail; else the inviter passes it on.
    """
    _check_first(enterprise, by)
    invitation = EnterpriseInvitation(
        enterprise=enterprise, name=name, email=email, invited_by=by, expires_at=last_day()
    )
    _set(invitation, rights)
    save_as(invitation, by=by)
    if settings.EMAIL_IS_SET_UP and email:
        send_link(invitation, email)
    return invitation


def let_act(invitation: EnterpriseInvitation, user):
    """``user`` acts for the enterprise from now on; the others of it are told. Raises Refused where
    they do already, and where another person has become the first meanwhile.
    """
    enterprise = invitation.enterprise
    if enterprise.people.filter(user=user).exists():
        raise Refused(_("You act for %(agent)s already.") % {"agent": enterprise})
    give_role(user, "enterprise")
    person = EnterprisePerson(enterprise=enterprise, user=user, is_first=invitation.is_first)
    _set(person, [right for right in RIGHTS if getattr(invitation, right)])
    try:
        with transaction.atomic():
            save_as(person, by=user, reason=_("invitation accepted"))
    except IntegrityError:
        raise Refused(_("Somebody looks after the logins already.")) from None
    _tell_others(person, "enterprise_login_added")


@as_one()
def change_rights(person: EnterprisePerson, *, rights: list[str], by):
    """Say anew what a colleague may do. The first one may do everything, and stays so."""
    _check_first(person.enterprise, by)
    row = EnterprisePerson.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if row.is_first:
        raise Refused(_("Who looks after the logins may do everything."))
    _set(row, rights)
    return save_as(row, by=by, reason=_("rights changed"))


@as_one()
def hand_on(person: EnterprisePerson, *, by):
    """Make a colleague the one who looks after the logins, in place of ``by``, who keeps every
    other right.
    """
    _check_first(person.enterprise, by)
    rows = EnterprisePerson.objects.select_for_update(of=("self",))
    login = rows.get(enterprise=person.enterprise_id, user=by)
    other = rows.get(pk=person.pk)
    if other.pk == login.pk:
        raise Refused(_("You look after the logins already."))
    login.is_first = False
    _set(login, list(RIGHTS))
    save_as(login, by=by, reason=_("handed on"))
    other.is_first = True
    save_as(other, by=by, reason=_("handed on"))


@as_one()
def take_away(person: EnterprisePerson, *, by, why: str):
    """The person no longer acts for the enterprise, and can not log in where they act for no other.
    By who looks after the logins, and for the first one by the bureau alone.
    """
    if by.is_staff:
        check_keeper(EnterpriseInvitation(enterprise=person.enterprise), by)
    else:
        _check_first(person.enterprise, by)
        if person.user_id == by.pk:
            raise Refused(_("Hand the logins on to a colleague first, or ask the park."))
    if not why.strip():
        raise Refused(_("Say why."))
    _tell_others(person, "enterprise_login_taken")
    user = person.user
    person._history_user, person._change_reason = by, why.strip()[:100]
    person.delete()
    made = EnterpriseInvitation.objects.valid().filter(enterprise=person.enterprise_id)
    for invitation in made.filter(invited_by=user):  # or they would come back by their own link
        end(invitation, by=by)
    if not user.enterprises.exists():
        user.is_active = False
        save_as(user, by=by, reason=why.strip())


@as_one()
def withdraw_own(invitation: EnterpriseInvitation, *, by):
    """The first person withdraws an invitation of a colleague."""
    _check_first(invitation.enterprise, by)
    if invitation.is_first:
        raise NotPermitted
    end(invitation, by=by)


def _check_first(enterprise, by):
    logins = EnterprisePerson.objects.filter(enterprise=enterprise, user=by, is_first=True)
    if enterprise.pk not in enterprises_of(by) or not logins.exists():
        raise NotPermitted(_("Ask the person who looks after the logins for this right."))


def _set(record, rights: list[str]):
    for right in RIGHTS:
        setattr(record, right, right in rights)


def _tell_others(person: EnterprisePerson, kind: str):
    """Everybody of the enterprise, and the person themselves."""
    people = [login.user for login in person.enterprise.people.select_related("user")]
    notify(people, kind, person.enterprise, login=person.user.username, person=str(person.user))
