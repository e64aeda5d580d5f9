"""Comments on records, with mentions: only people who may see the record can be named."""

import re
import unicodedata

from django.db.models import Q
from django.utils.translation import gettext as _

from crm.core.errors import NotPermitted, Refused
from crm.core.models import Comment, User
from crm.core.notifications import notify
from crm.core.roles import READ_ONLY
from crm.core.writes import as_one

MENTION = re.compile(r"(?<![A-Za-z0-9_.@])@([\w.·\-]+)")
OFFERED, LOOKED_AT = 8, 80


def may_comment(user, record) -> bool:
    """Colleagues who see the record; who audits only reads."""
    return (
        user.is_staff
        and user.has_perm(f"{record._meta.app_label}.view_{record._meta.model_name}")
        and not READ_ONLY & user.role_codes
    )


@as_one()
def comment(record, *, text: str, by) -> Comment:
    """Store what ``by`` says on ``record`` and tell whom they mention ("@name" or "@login").

    Raises NotPermitted, or Refused where the text is empty or names someone who may not see the
    record; it is said of them just what is said of people who do not exist.
    """
    if not may_comment(by, record) or not sees(by, record):
        raise NotPermitted(_("You do not have the right to comment here."))
    text = text.strip()
    if not text:
        raise Refused(_("Write something first."))
    mentioned = mentioned_in(text, record)
    said = Comment(target_object=record, text=text, by=by)
    said.full_clean(exclude=["mentions"])
    said.save()
    said.mentions.set(mentioned)
    notify(mentioned, "mention", record, by=by)
    return said


def sees(user, record) -> bool:
    return type(record).objects.visible_to(user).filter(pk=record.pk).exists()


def mentioned_in(text: str, record) -> list[User]:
    found = {}
    for token in MENTION.findall(text):
        user = _named(token, record)
        found[user.pk] = user
    return list(found.values())


def _named(token: str, record) -> User:
    """The colleague whom ``token`` begins with: Chinese goes on after a name without a space, so
    the longest name counts.
    """
    names, known = _beginnings(token), {}
    for user in User.objects.staff().filter(Q(username__in=names) | Q(name__in=names)):
        for name in (user.username, user.name):
            known.setdefault(name, []).append(user)
    for name in names:
        several = known.get(name, [])
        seeing = [user for user in dict.fromkeys(several) if sees(user, record)]
        if len(seeing) > 1:
            raise Refused(
                _("Several people are called %s: mention one of them by the login.") % name
            )
        if seeing:
            return seeing[0]
        if several:
            break
    raise Refused(_("Nobody who may see this record is called “%s”.") % token)


def _beginnings(token: str) -> list[str]:
    """The token and its beginnings, the longest first; cut only where Chinese goes on."""
    cuts = [place for place in range(1, len(token)) if unicodedata.category(token[place]) == "Lo"]
    return [token, *(token[:place] for place in reversed(cuts))]


def mentionable(record, typed: str, *, by) -> list[dict]:
    """[{insert, name, department}] of colleagues who may see the record and whose name or login
    holds ``typed``.
    """
    people = (
        User.objects.staff().exclude(pk=by.pk).select_related("department").order_by("name", "pk")
    )
    if typed:
        people = people.filter(Q(name__icontains=typed) | Q(username__icontains=typed))
    seeing = [user for user in people[:LOOKED_AT] if sees(user, record)]
    names = [user.name for user in seeing]
    return [
        {
            "insert": user.name
            if user.name and names.count(user.name) == 1 and _is_plain(user.name)
            else user.username,
            "name": str(user),
            "department": str(user.department or ""),
        }
        for user in seeing[:OFFERED]
    ]


def _is_plain(name: str) -> bool:
    return MENTION.fullmatch(f"@{name}") is not None
