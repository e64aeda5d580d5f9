"""What log-ins, ours and the library's, hold of people."""

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.utils.translation import gettext_lazy as _

from crm.core.personal.registry import ALL, WORKINGS, Kind, holds, may_name, tells_nobody

from .models import ResetRequest, Suspended, SuspendedFile

PURPOSE = _("knowing who logs in")
SECURITY = _("Kept as long as the login is in use, and goes with it.")


def register():
    holds(
        UserSession,
        who=_("whoever logs in"),
        purpose=PURPOSE,
        belongs_to="user",
        stays=SECURITY,
        ip=Kind.TRACE,
        user_agent=Kind.TRACE,
    )
    tells_nobody(UserSession, "session_key data", WORKINGS)
    holds(
        SocialAccount,
        who=_("staff who log in by the city's identity provider"),
        purpose=PURPOSE,
        belongs_to="user",
        stays=SECURITY,
        uid=Kind.TRACE,
        extra_data=Kind.TRACE,
    )
    tells_nobody(SocialAccount, "provider", WORKINGS)
    holds(
        EmailAddress,
        who=_("whoever logs in"),
        purpose=PURPOSE,
        belongs_to="user",
        stays=SECURITY,
        email=Kind.EMAIL,
    )
    holds(
        ResetRequest,
        who=_("whoever asks for a new password"),
        purpose=_("finding and stopping attacks"),
        stays=_("Forgotten by itself after a day."),
        client=Kind.TRACE,
    )
    tells_nobody(ResetRequest, "digest", WORKINGS)
    may_name(Suspended, "address came_from fields", stays=_("Forgotten by itself after an hour."))
    may_name(SuspendedFile, "name content", stays=_("Forgotten by itself after an hour."))
    tells_nobody(Suspended, "method", WORKINGS)
    tells_nobody(SuspendedFile, "field content_type", WORKINGS)
    for model in (Authenticator, EmailConfirmation, SocialApp, SocialToken):
        tells_nobody(model, ALL, WORKINGS)
