"""Kinds of awards, their rounds and candidates in the staff admin."""

from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from commissions.documents.screens import show_documents
from commissions.models import IssuedDocument
from crm.core.by_key import by_key
from crm.staff.columns import DayColumn, NumberColumn, PlainColumn
from crm.staff.extensions import add_actions, add_notices
from crm.staff.form_screens import ScopedCreate
from crm.staff.index import ScopedIndex
from crm.staff.record_page import RecordView
from crm.staff.record_parts import Figure
from crm.staff.viewsets import RecordViewSet

from ..models import AwardCandidate, AwardKind, AwardRound, AwardVote
from ..models.award import RUNS, RoundState
from ..models.candidate import FIELDS, NOMINATES, VoteChoice
from .candidates import nominate
from .rounds import begin_round, create_kind
from .vote_screens import committee_screen, find_screen, vote_screen

OF_CANDIDATE = ("enterprise__project", "department", "person", "agent")


class KindRecord(RecordView):
    record_fields = [
        "category",
        "department",
        "basis",
        "indicator",
        "candidates",
        "seats",
        "quorum_percent",
        "threshold_percent",
        "notice_days",
    ]
    headline_fields = ("category", "department")
    joined_too = ("department",)

    def panels(self, record):
        rows = [
            (
                reverse("awardround:inspect", args=[award_round.pk]),
                [
                    award_round.session,
                    award_round.get_state_display(),
                    award_round.starts_on,
                    award_round.ends_on,
                ],
            )
            for award_round in record.rounds.all()
        ]
        columns = [pgettext("award round", "session"), _("state"), _("from day"), _("until day")]
        return [(pgettext("award round", "Rounds"), columns, rows)]


class KindIndex(ScopedIndex):
    def get_base_queryset(self):
        return super().get_base_queryset().select_related("department")


class AwardKindViewSet(RecordViewSet):
    model = AwardKind
    icon = "ds-star"
    menu_label = pgettext_lazy("award", "Kinds of awards")
    list_hint = gettext_lazy("What is awarded to whom, and by which rule, stands here.")
    index_view_class = KindIndex
    inspect_view_class = KindRecord
    create_through = staticmethod(create_kind)
    form_fields = ["name", *KindRecord.record_fields]
    form_sections = (
        (pgettext_lazy("award", "Award"), ("name", "category", "department", "basis")),
        (gettext_lazy("Candidates"), ("indicator", "candidates", "seats")),
        (
            gettext_lazy("Vote and notice"),
            ("quorum_percent", "threshold_percent", "notice_days"),
        ),
    )
    list_display = ["name", "category", "seats", "department"]
    list_filter = ["category"]
    list_export = ["name", "category", "indicator", "seats", "department"]
    search_fields = ["name", "basis"]


class RoundRecord(RecordView):
    record_fields = ["kind", "starts_on", "ends_on", "run", "notice_until"]
    headline_fields = ("kind", "notice_until")
    joined_too = ("kind__department", "run__scheme")

    def title(self, record):
        return str(record)

    def figures(self, record):
        voted, members, needed = record.turnout()
        notes = (_("%(needed)d are needed") % {"needed": needed},)
        percent = round(100 * voted / members) if members else None
        return [
            Figure(_("votes cast"), f"{voted} / {members}", "", notes, percent=percent),
            Figure(_("how many are awarded"), str(record.kind.seats)),
        ]

    def panels(self, record):
        rows = record.candidates.select_related(*OF_CANDIDATE, "nominated_by")
        candidates = [
            (reverse("awardcandidate:inspect", args=[row.pk]), _cells_of(row)) for row in rows
        ]
        members = [
            ("", [member.person, member.person.department or "—", _has_voted(member)])
            for member in record.members.select_related("person__department")
        ]
        columns = [
            _("who"),
            pgettext("candidate", "why"),
            _("nominated by"),
            _("votes in favour"),
            _("state"),
        ]
        return [
            (_("Candidates"), columns, candidates),
            (
                _("Committee"),
                [pgettext("award round", "person"), _("department"), _("voted")],
                members,
            ),
        ]


def _cells_of(candidate) -> list:
    votes = "—" if candidate.votes is None else f"{candidate.votes_for} / {candidate.votes}"
    nominator = _("the rule of the award") if candidate.is_computed else candidate.nominated_by
    return [candidate.name, candidate.reason, nominator, votes, candidate.get_state_display()]


def _has_voted(member) -> str:
    return _("yes") if member.voted_at else pgettext("vote", "not yet")


class RoundIndex(ScopedIndex):
    def get_base_queryset(self):
        return super().get_base_queryset().select_related("kind")


class AwardRoundViewSet(RecordViewSet):
    model = AwardRound
    icon = "ds-star"
    menu_label = pgettext_lazy("award round", "Awards")
    list_hint = gettext_lazy("Rounds of awards, from the nominations to the certificates.")
    index_view_class = RoundIndex
    inspect_view_class = RoundRecord
    create_through = staticmethod(begin_round)
    form_fields = ["kind", "session", "starts_on", "ends_on", "run"]
    fixed_fields = ("kind",)
    list_display = [
        PlainColumn("name", label=pgettext_lazy("award", "award"), accessor="__str__"),
        "state",
        DayColumn("starts_on", label=gettext_lazy("from day"), accessor="starts_on"),
        DayColumn("ends_on", label=gettext_lazy("until day"), accessor="ends_on"),
        DayColumn(
            "notice_until", label=gettext_lazy("on public notice until"), accessor="notice_until"
        ),
    ]
    list_filter = ["state", "kind"]
    list_export = ["kind", "session", "state", "starts_on", "ends_on", "notice_until"]
    search_fields = ["session", "kind__name"]

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/vote/", vote_screen, name="vote"),
            path("<int:pk>/committee/", committee_screen, name="committee"),
            path("<int:pk>/find/", find_screen, name="find"),
        ]


class CandidateRecord(RecordView):
    record_fields = [
        "award_round",
        *("enterprise", "entrepreneur", "department", "person", "agent"),
        "reason",
        "nominated_by",
        "votes_for",
        "votes",
    ]
    headline_fields = ("award_round",)
    joined_too = ("award_round__kind", *OF_CANDIDATE)

    def panels(self, record):
        """Who voted how, once the vote is closed, for who runs awards."""
        if record.award_round.is_secret:
            return []
        votes = AwardVote.objects.visible_to(self.request.user).filter(candidate=record)
        rows = [
            ("", [vote.member.person, VoteChoice(vote.choice).label])
            for vote in votes.select_related("member__person")
        ]
        return [
            (
                pgettext("vote", "Votes"),
                [pgettext("award round", "person"), pgettext("vote", "vote")],
                rows,
            )
        ]


class CreateCandidate(ScopedCreate):
    """Asks only for whom the award is."""

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        rounds = AwardRound.objects.visible_to(self.request.user)
        form.fields["award_round"].queryset = rounds.filter(state=RoundState.NOMINATING)
        key = self.request.POST.get("award_round") or self.request.GET.get("award_round")
        award_round = by_key(rounds.select_related("kind"), key or "")
        if award_round is not None:
            _narrow(form, award_round.kind.category)
        return form

    def get_success_url(self):
        return reverse("awardround:inspect", args=[self.object.award_round_id])


def _narrow(form, category: str):
    required_fields = {FIELDS[category]} | (
        {"entrepreneur"} if category == "entrepreneur" else set()
    )
    for name in ("enterprise", "entrepreneur", "department", "person", "agent"):
        if name not in required_fields:
            form.fields.pop(name)
        else:
            form.fields[name].required = True


class CandidateIndex(ScopedIndex):
    def get_base_queryset(self):
        relations = ("award_round__kind", "nominated_by", *OF_CANDIDATE)
        return super().get_base_queryset().select_related(*relations)


class AwardCandidateViewSet(RecordViewSet):
    model = AwardCandidate
    icon = "ds-star"
    menu_label = pgettext_lazy("candidate", "Candidates for awards")
    list_hint = gettext_lazy("Who is nominated for an award, and who was awarded, stands here.")
    index_view_class = CandidateIndex
    add_view_class = CreateCandidate
    inspect_view_class = CandidateRecord
    create_through = staticmethod(nominate)
    form_fields = [
        "award_round",
        "enterprise",
        "entrepreneur",
        "department",
        "person",
        "agent",
        "reason",
    ]
    list_display = [
        PlainColumn("name", label=gettext_lazy("who"), accessor="name"),
        "award_round",
        "state",
        NumberColumn("votes_for", label=gettext_lazy("votes in favour"), accessor="votes_for"),
        "nominated_by",
    ]
    list_filter = ["state", "award_round"]
    list_export = ["award_round", "name", "reason", "state", "votes_for", "votes", "nominated_by"]
    search_fields = ["reason", "entrepreneur", "award_round__session"]


def actions(award_round, user) -> list[tuple]:
    if award_round.state == RoundState.VOTING:
        return _vote_action(award_round, user)
    if award_round.state != RoundState.NOMINATING:
        return []
    links = []
    if user.has_perm(NOMINATES):
        address = f"{reverse('awardcandidate:add')}?award_round={award_round.pk}"
        links.append((_("Nominate"), address))
    if user.has_perm(RUNS):
        args = [award_round.pk]
        links.append((_("Find candidates by the rule"), reverse("awardround:find", args=args)))
        links.append((_("Name the committee"), reverse("awardround:committee", args=args)))
    return links


def _vote_action(award_round, user) -> list[tuple]:
    open_ones = award_round.members.filter(person=user, voted_at=None)
    if not open_ones.exists():
        return []
    return [(_("Vote"), reverse("awardround:vote", args=[award_round.pk]))]


def notices(award_round, user) -> list[str]:
    if award_round.state == RoundState.NOTICE:
        message = _("On public notice until %(day)s: everybody reads who was elected.")
        return [message % {"day": award_round.notice_until}]
    return []


def kind_actions(kind, user) -> list[tuple]:
    if not user.has_perm("dispatch.add_awardround"):
        return []
    return [(_("Begin a round"), f"{reverse('awardround:add')}?kind={kind.pk}")]


add_actions(AwardRound, actions)
add_notices(AwardRound, notices)
add_actions(AwardKind, kind_actions)
show_documents(
    AwardCandidate,
    lambda candidate: [(IssuedDocument.Kind.AWARD, candidate)],
    is_for=lambda candidate, user: user.has_perm("commissions.view_issueddocument"),
)
