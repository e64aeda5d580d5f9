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
    """Colleagues who see the record may; auditors only read."""
    return (
        user.is_staff
        and user.has_perm(f"{record._meta.app_label}.view_{record._meta.model_name}")
        and not READ_ONLY & user.role_codes
    )


@as_one()
def comment(record, *, text: str, by) -> Comment:
    """Store what ``by`` says on ``record`` and tell whom they mention ("@name" or "@login").

    Raises NotPermitted, or Refused where the text is empty or names someone who may not see the
    record; the message is the same as for people who do not exist.
    """
    if not may_comment(by, record) or not sees(by, record):
        raise NotPermitted(_("You do not have the right to comment here."))
    text = text.strip()
    if not text:
        raise Refused(_("Write something first."))
    mentioned = mentioned_in(text, record)
    remark = Comment(target_object=record, text=text, by=by)
    remark.full_clean(exclude=["mentions"])
    remark.save()
    remark.mentions.set(mentioned)
    notify(mentioned, "mention", record, by=by)
    return remark


def sees(user, record) -> bool:
    return type(record).objects.visible_to(user).filter(pk=record.pk).exists()


def mentioned_in(text: str, record) -> list[User]:
    people = {}
    for token in MENTION.findall(text):
        user = _named(token, record)
        people[user.pk] = user
    return list(people.values())


def _named(token: str, record) -> User:
    """The colleague whom ``token`` begins with: Chinese goes on after a name without a space, so
    the longest name counts.
    """
    names, people_by_name = _beginnings(token), {}
    for user in User.objects.staff().filter(Q(username__in=names) | Q(name__in=names)):
        for name in (user.username, user.name):
            people_by_name.setdefault(name, []).append(user)
    for name in names:
        namesakes = people_by_name.get(name, [])
        viewers = [user for user in dict.fromkeys(namesakes) if sees(user, record)]
        if len(viewers) > 1:
            raise Refused(
                _("Several people are called %s: mention one of them by the login.") % name
            )
        if viewers:
            return viewers[0]
        if namesakes:
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
    viewers = [user for user in people[:LOOKED_AT] if sees(user, record)]
    names = [user.name for user in viewers]
    return [
        {
            "insert": user.name
            if user.name and names.count(user.name) == 1 and _is_plain(user.name)
            else user.username,
            "name": str(user),
            "department": str(user.department or ""),
        }
        for user in viewers[:OFFERED]
    ]


def _is_plain(name: str) -> bool:
    return MENTION.fullmatch(f"@{name}") is not None
