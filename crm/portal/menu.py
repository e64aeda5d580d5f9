"""The menus of the portal: one for who acts for an agent, one for who acts for an enterprise."""

from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext


class Entry(NamedTuple):
    """``sign`` names the icon of those within reach of the thumb; "" for the others."""

    label: str
    link: str
    sign: str = ""


def entries_of_agent() -> list[Entry]:
    def own(kind):
        return reverse("portal:all", args=[kind])

    return [
        Entry(_("Home"), reverse("portal:home"), "home"),
        Entry(_("Companies reported"), own("registrations"), "folder"),
        Entry(_("Register"), reverse("portal:register"), "plus"),
        Entry(_("Projects"), own("projects")),
        Entry(_("Statements"), own("statements"), "wallet"),
        Entry(_("Documents"), own("documents")),
        Entry(_("Results"), reverse("portal:results")),
        Entry(pgettext("score run", "Scorecards"), reverse("portal:scorecards")),
        Entry(_("Chambers of commerce"), reverse("portal:members")),
        Entry(pgettext("portal", "Mine"), reverse("portal:own"), "user"),
    ]


def entries_of_enterprise(person) -> list[Entry]:
    """Without what ``person``, a login of it, may not do."""
    money, asks = person.may("handles_money"), person.may("handles_requests")
    first = person.is_first
    entries = [
        Entry(_("Home"), reverse("portal:home"), "home"),
        Entry(_("Progress and promises"), reverse("portal:progress"), "grow"),
        money and Entry(_("Money and tax"), reverse("portal:contributions"), "wallet"),
        asks and Entry(pgettext("portal", "Requests"), reverse("portal:requests"), "mail"),
        asks and Entry(_("Policies for us"), reverse("portal:policies")),
        Entry(_("Papers"), reverse("portal:papers")),
        first and Entry(_("Colleagues"), reverse("portal:people")),
        Entry(pgettext("portal", "Mine"), reverse("portal:enterprise"), "user"),
    ]
    return [entry for entry in entries if entry]
