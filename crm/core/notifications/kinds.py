"""The kinds of things that people are told, each registered by the app that tells it (in its
``AppConfig.ready``).
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from ..roles import SETTLED


@dataclass(frozen=True)
class Kind:
    """``sentence`` may name %(record)s, %(by)s and what the teller passes; ``outside``: agencies
    and referrers are told it too; ``of_settled``: people of settled companies are.

    ``always``: it is told whatever the person wishes, as what concerns the safety of a login or of
    money.
    """

    code: str
    label: str
    sentence: str
    outside: bool = False
    always: bool = False
    of_settled: bool = False

    def is_told_to(self, user) -> bool:
        if user.is_staff:
            return True
        return self.of_settled if SETTLED & user.role_codes else self.outside


NOTIFICATION_KINDS: dict[str, Kind] = {}


def register_kind(code: str, label: str, sentence: str, **to_whom: bool) -> Kind:
    """``to_whom``: ``outside``, ``of_settled``, ``always``, as in Kind."""
    NOTIFICATION_KINDS[code] = Kind(code, label, sentence, **to_whom)
    return NOTIFICATION_KINDS[code]


def kinds_for(user) -> list[Kind]:
    """The kinds on which the person may have wishes."""
    return [
        kind for kind in NOTIFICATION_KINDS.values() if kind.is_told_to(user) and not kind.always
    ]


register_kind(
    "mention", _("Someone mentions me"), _("%(by)s mentioned you in a comment on %(record)s.")
)
register_kind("reminder", _("My reminders"), _("You wished to be reminded of %(record)s: %(text)s"))
register_kind(
    "list_run",
    _("A step with many records is finished"),
    _("%(step)s: done for %(done)s records; %(left)s were left."),
)
register_kind(
    "proposal_to_decide",
    _("A proposal waits for my decision"),
    _("%(by)s proposes: %(record)s. Another person decides on it."),
)
register_kind("audit_alarm", _("Alarms of the audit log"), "%(text)s", always=True)
register_kind(
    "proposal_decided", _("My proposals are decided"), _("%(record)s: %(state)s by %(by)s.")
)
register_kind(
    "proof_changed",
    _("Something was changed past the program"),
    _("Checkpoint %(checkpoint)s: %(count)s rows were changed in the database past the program."),
    always=True,
)
register_kind(
    "proof_fault",
    _("The verification found something wrong"),
    _("The nightly verification found %(count)s rows that are wrong. The first: %(first)s"),
    always=True,
)
register_kind(
    "rights_changed",
    _("Rights and log-ins are changed"),
    _("%(by)s changed %(record)s: %(what)s"),
    always=True,
)
