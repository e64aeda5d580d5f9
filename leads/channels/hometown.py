"""Hometown ties: what chambers, talk events and natives abroad have brought."""

from decimal import Decimal

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from leads.models import Chamber, Channel, Invitation, Lead, Native, Project, TalkEvent
from leads.models.hometown import EventState, InvitationState

from .report import Report, Row, choice, report_of


@report_of(Channel.HOMETOWN)
def report(user, asked) -> Report:
    by = choice(asked, "by", _("by"), [("chamber", _("chamber of commerce")), ("native", _("native abroad")), ("event", _("talk event"))])
    columns, rows = {"chamber": _by_chamber, "native": _by_native, "event": _by_event}[by.chosen](user)
    held = TalkEvent.objects.visible_to(user).filter(state=EventState.HELD)
    came = Invitation.objects.visible_to(user).filter(state=InvitationState.ATTENDED)
    leads = Lead.objects.visible_to(user).filter(channel=Channel.HOMETOWN)
    figures = [
        (_("natives known"), str(Native.objects.visible_to(user).count())),
        (_("talk events held"), str(held.count())),
        (_("guests who came"), str(came.count())),
        (_("leads"), str(leads.count())),
        (_("projects signed"), str(_committed(user, leads).count())),
    ]
    return Report(columns, rows, figures, [by], _("Nothing here yet. Add the natives, chambers and talk events that you know of."))


def _committed(user, leads):
    return Project.objects.visible_to(user).committed().counted().filter(lead__in=leads)


def _brought(user, leads) -> list:
    """[leads, projects signed, money by contract] of the leads that ``user`` sees; increases add their money."""
    signed = _committed(user, leads)
    with_increases = Project.objects.visible_to(user).committed().filter(Q(pk__in=signed) | Q(extends__in=signed))
    money = sum((amount or Decimal(0) for amount in with_increases.values_list("contract_amount", flat=True)), Decimal(0))
    return [leads.count(), signed.count(), money]


def _results() -> list[str]:
    return [_("leads"), _("projects signed"), _("money by contract")]


def _leads(user):
    return Lead.objects.visible_to(user).filter(channel=Channel.HOMETOWN).order_by()


def _by_chamber(user):
    rows = []
    for chamber in Chamber.objects.visible_to(user).annotate(known=Count("natives", distinct=True), met=Count("events", filter=Q(events__state=EventState.HELD), distinct=True)):
        theirs = Q(hometownfacts__chamber=chamber) | Q(hometownfacts__native__chamber=chamber) | Q(hometownfacts__event__chamber=chamber)
        leads = _leads(user).filter(theirs | Q(agent=chamber.agent_id) if chamber.agent_id else theirs)
        rows.append(Row([chamber.name, chamber.president or "—", chamber.known, chamber.met, *_brought(user, leads)], reverse("chamber:inspect", args=[chamber.pk])))
    return [_("chamber of commerce"), _("president"), _("natives known"), _("talk events held"), *_results()], rows


def _by_native(user):
    rows = []
    for native in Native.objects.visible_to(user).select_related("chamber", "company", "keeper"):
        said = Q(hometownfacts__native=native)
        leads = _leads(user).filter(said | Q(agent=native.agent_id) if native.agent_id else said)
        cells = [native.name, native.lives_in or "—", str(native.company or "—"), native.position or "—", str(native.keeper or "—"), *_brought(user, leads)]
        rows.append(Row(cells, reverse("native:inspect", args=[native.pk])))
    return [_("native abroad"), _("lives in"), _("company"), _("position"), _("kept in touch by"), *_results()], rows


def _by_event(user):
    rows = []
    for event in TalkEvent.objects.visible_to(user).select_related("chamber"):
        states = list(event.invitations.values_list("state", flat=True))
        from_invitations = event.invitations.exclude(lead=None).values("lead")
        leads = _leads(user).filter(Q(hometownfacts__event=event) | Q(pk__in=from_invitations))
        cells = [
            str(event), event.place, str(event.chamber or "—"), event.get_state_display(), len(states), states.count(InvitationState.ATTENDED),
            event.outcome or "—", *_brought(user, leads),
        ]  # fmt: skip
        rows.append(Row(cells, reverse("talkevent:inspect", args=[event.pk])))
    return [_("talk event"), _("place"), _("chamber of commerce"), _("state"), _("guests invited"), _("guests who came"), _("outcome"), *_results()], rows
