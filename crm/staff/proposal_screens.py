"""Proposals in the staff admin, and what the pages of their records show of them."""

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.core.links import link_to
from crm.core.models import Proposal
from crm.core.models.proposal import models_by_proposal
from crm.core.proposals.propose import value_of
from crm.core.punctuation import aside, clauses
from crm.core.transitions import move
from crm.core.writing.history import in_words

from .bulk_actions import RecordBulkAction
from .extensions import add_notices
from .index import ScopedIndex
from .record_page import RecordView
from .system_screens import LogViewSet
from .timeline import CHANGES, Happening, add_to_timeline


class ProposalRecord(RecordView):
    record_fields = ["action", "why", "proposed_by", "proposed_at", "decided_by"]

    def facts(self, record):
        link = record.record and link_to(record.record, self.request.user)
        kind = record.model._meta.verbose_name
        subject = (
            format_html('<a href="{}">{}</a>', link, record.subject) if link else record.subject
        )
        return [(kind, subject), *super().facts(record)]

    def panels(self, record):
        rows = [("", row) for row in differences_of(record)]
        return [(_("What would change"), [_("field"), _("until now"), _("proposed")], rows)]


def differences_of(proposal) -> list[list]:
    """[[label of the field, value before, value proposed]] in words."""
    names = list(dict.fromkeys([*proposal.before, *proposal.values]))
    fields = [(proposal.model._meta.get_field(name), name) for name in names]
    sides = (proposal.before, proposal.values)

    def values_in_words(field, name):
        return [in_words(field, value_of(proposal.model, name, side.get(name))) for side in sides]

    return [[field.verbose_name, *values_in_words(field, name)] for field, name in fields]


class ProposalViewSet(LogViewSet):
    model = Proposal
    icon = "ds-clip"
    add_to_admin_menu = True
    menu_order = 895
    index_view_class = ScopedIndex
    inspect_view_class = ProposalRecord
    form_fields = ["why"]
    list_display = [
        "subject",
        "content_type",
        "action",
        "why",
        "proposed_by",
        "proposed_at",
        "state",
        "decided_by",
    ]
    list_filter = ["state", "action"]
    list_export = [*list_display, "before", "values"]
    search_fields = ["subject", "why"]


class ApproveProposals(RecordBulkAction):
    """A year of holidays at once, each as by its own button."""

    display_name = gettext_lazy("Approve the proposal")
    aria_label = gettext_lazy("Approve the chosen proposals")
    action_type = "approve"
    action_priority = 10
    models = [Proposal]
    permission = "core.decide_proposal"

    def act(self, record, **facts):
        move(record, "approve", by=self.request.user)


def open_proposals(record, user) -> list:
    """For each proposal that waits for a decision a line above the facts."""
    return [
        format_html(
            '{} <a href="{}">{}</a>',
            _("%(person)s proposed: %(what)s.")
            % {"person": proposal.proposed_by, "what": in_a_line(proposal)},
            link_to(proposal, user),
            _("To the proposal"),
        )
        for proposal in Proposal.objects.visible_to(user)
        .open()
        .about(record)
        .select_related("proposed_by")
    ]


def in_a_line(proposal) -> str:
    if proposal.action == Proposal.Action.REMOVE:
        return proposal.get_action_display()
    return clauses(
        f"{label} {before} → {after}" for label, before, after in differences_of(proposal)
    )


def proposals_in_time(record, user, window) -> list[Happening]:
    """Who proposed what, beside the edits that came of it."""
    proposals = Proposal.objects.visible_to(user).about(record).select_related("proposed_by")
    shown_proposals = window.of(proposals, "proposed_at")
    kind = Proposal._meta.verbose_name
    return [
        Happening(
            proposal.proposed_at,
            proposal.proposed_by,
            f"{in_a_line(proposal)}{aside(proposal.why)}",
            kind,
        )
        for proposal in shown_proposals
    ]


for model in models_by_proposal():
    add_notices(model, open_proposals)
    add_to_timeline(model, CHANGES, proposals_in_time)
