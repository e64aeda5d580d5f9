"""Funds in the staff admin: each with what stands under it, what was promised, called and paid,
what it holds, and its condition.
"""

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.viewsets.base import ViewSetGroup

from crm.core.money import scaled
from crm.core.punctuation import aside, colon, list_comma
from crm.staff.columns import MoneyColumn, PlainColumn
from crm.staff.extensions import Filling, add_actions, add_filling, add_notices
from crm.staff.record_page import RecordView
from crm.staff.viewsets import RecordViewSet
from leads.models import Project

from ..models import CapitalCall, Commitment, Exit, Fund, Stake
from .invest import call_capital, create_fund, invest, leave, promise
from .reinvestment import reinvestment_of


def link(record) -> str:
    return reverse(f"{record._meta.model_name}:inspect", args=[record.pk])


def reinvested(fund) -> str:
    """How far the condition is met, in one cell."""
    reinvestment = reinvestment_of(fund)
    if reinvestment is None:
        return "—"
    return (
        f"{reinvestment.percent} %"
        if reinvestment.percent is not None
        else _("nothing paid in yet")
    )


class FundRecord(RecordView):
    record_fields = [
        "name",
        "parent",
        "department",
        "manager",
        "size",
        "founded_on",
        "ends_on",
        "reinvest_multiple",
        "reinvest_by",
        "reinvest_counts",
        "remark",
    ]

    def facts(self, record):
        return [*super().facts(record), (_("at hand"), scaled(record.at_hand))]

    def panels(self, record):
        return [
            *self._reinvestment(record),
            self._sub_funds(record),
            self._commitments(record),
            self._calls(record),
            self._stakes(record),
            self._exits(record),
        ]

    def _reinvestment(self, record):
        reinvestment = reinvestment_of(record)
        if reinvestment is None:
            return []
        sums = [
            (_("paid in by the fund above"), scaled(reinvestment.base)),
            (_("to be invested here"), scaled(reinvestment.required)),
            (_("counted so far"), scaled(reinvestment.reached)),
            (_("still lacking"), scaled(reinvestment.lacking)),
            (_("met by"), reinvested(record)),
        ]
        rows = [("", [label, value]) for label, value in sums]
        keys = [counted.project.pk for counted in reinvestment.counted]
        user = self.request.user
        visible_keys = set(
            Project.objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True)
        )
        projects = [
            (link(counted.project), [counted.project, scaled(counted.amount)])
            for counted in reinvestment.counted
            if counted.project.pk in visible_keys
        ]
        return [
            (_("Reinvestment here"), [_("fact"), _("value")], rows),
            (_("What counts as reinvestment"), [_("project"), _("amount")], projects),
        ]

    def _sub_funds(self, record):
        rows = [
            (
                link(sub_fund),
                [sub_fund, sub_fund.manager or "—", scaled(sub_fund.size), reinvested(sub_fund)],
            )
            for sub_fund in record.sub_funds.all()
        ]
        return (
            _("Sub-funds"),
            [_("fund"), _("managed by"), _("size aimed at"), _("reinvestment met by")],
            rows,
        )

    def _commitments(self, record):
        rows = [
            (
                link(commitment),
                [
                    commitment.investor_fund or commitment.investor,
                    scaled(commitment.amount),
                    scaled(commitment.called),
                    scaled(commitment.paid),
                    commitment.signed_on,
                ],
            )
            for commitment in record.commitments.select_related("investor_fund")
        ]
        return (
            _("Commitments"),
            [_("investor"), _("amount promised"), _("called"), _("paid in"), _("signed on")],
            rows,
        )

    def _calls(self, record):
        calls = CapitalCall.objects.filter(commitment__fund=record).select_related(
            "commitment__fund", "commitment__investor_fund"
        )
        rows = [
            (
                link(call),
                [
                    call.commitment.investor_fund or call.commitment.investor,
                    scaled(call.amount),
                    call.due_on,
                    call.get_state_display(),
                    call.paid_on or "—",
                ],
            )
            for call in calls
        ]
        return (
            _("Capital calls"),
            [_("investor"), _("amount called"), _("due on"), _("state"), _("paid in on")],
            rows,
        )

    def _stakes(self, record):
        visible = Stake.objects.visible_to(self.request.user).filter(fund=record)
        stakes = visible.select_related("company", "project", "fund")
        rows = [
            (
                link(stake),
                [
                    stake.company,
                    stake.project or _("elsewhere"),
                    scaled(stake.amount),
                    share(stake),
                    scaled(stake.cost_left),
                    stake.invested_on,
                ],
            )
            for stake in stakes
        ]
        return (
            _("Stakes"),
            [
                _("company"),
                _("project here"),
                _("amount invested"),
                _("share (%)"),
                _("still held (cost)"),
                _("invested on"),
            ],
            rows,
        )

    def _exits(self, record):
        visible = Exit.objects.visible_to(self.request.user).filter(stake__fund=record)
        exits = visible.select_related("stake__company")
        rows = [
            (
                link(exit_record),
                [
                    exit_record.stake.company,
                    exit_record.get_way_display(),
                    exit_record.on,
                    scaled(exit_record.cost),
                    scaled(exit_record.proceeds),
                    scaled(exit_record.proceeds - exit_record.cost),
                ],
            )
            for exit_record in exits
        ]
        return (
            _("Exits"),
            [
                _("company"),
                _("way"),
                _("day"),
                _("part of the invested amount"),
                _("proceeds"),
                _("gain or loss"),
            ],
            rows,
        )


def share(stake) -> str:
    return f"{stake.share.normalize():f}" if stake.share else "—"


class FundViewSet(RecordViewSet):
    model = Fund
    icon = "ds-people"
    list_hint = gettext_lazy("The funds and the funds under them stand here.")
    inspect_view_class = FundRecord
    create_through = staticmethod(create_fund)
    form_fields = FundRecord.record_fields
    wan_fields = ("size",)
    list_display = [
        "name",
        "parent",
        "manager",
        MoneyColumn("size", label=gettext_lazy("size aimed at")),
        PlainColumn("reinvested", label=gettext_lazy("reinvestment met by"), accessor=reinvested),
        "reinvest_by",
    ]
    list_filter = ["parent", "department"]
    list_export = [
        "name",
        "parent",
        "department",
        "manager",
        "size",
        "founded_on",
        "ends_on",
        "reinvest_multiple",
        "reinvest_by",
    ]
    search_fields = ["name", "manager"]


class CommitmentRecord(RecordView):
    record_fields = ["fund", "investor_fund", "investor", "amount", "signed_on"]

    def facts(self, record):
        return [
            *super().facts(record),
            (_("called"), scaled(record.called)),
            (_("paid in"), scaled(record.paid)),
            (_("left to call"), scaled(record.amount - record.called)),
        ]

    def panels(self, record):
        rows = [
            (
                link(call),
                [scaled(call.amount), call.called_on, call.due_on, call.get_state_display()],
            )
            for call in record.calls.all()
        ]
        return [
            (
                _("Capital calls"),
                [_("amount called"), _("called on"), _("due on"), _("state")],
                rows,
            )
        ]


class CommitmentViewSet(RecordViewSet):
    model = Commitment
    icon = "ds-file"
    list_hint = gettext_lazy("What investors promised to a fund stands here.")
    inspect_view_class = CommitmentRecord
    create_through = staticmethod(promise)
    form_fields = CommitmentRecord.record_fields
    fixed_fields = ("fund",)
    wan_fields = ("amount",)
    list_display = [
        "__str__",
        MoneyColumn("amount", label=gettext_lazy("amount promised")),
        "signed_on",
    ]
    list_filter = ["fund"]
    list_export = ["fund", "investor_fund", "investor", "amount", "signed_on"]
    search_fields = ["fund__name", "investor", "investor_fund__name"]


class CallRecord(RecordView):
    record_fields = ["commitment", "amount", "called_on", "due_on", "paid_on"]


class CallViewSet(RecordViewSet):
    model = CapitalCall
    icon = "ds-mail"
    list_hint = gettext_lazy("Money called from investors stands here.")
    inspect_view_class = CallRecord
    create_through = staticmethod(call_capital)
    form_fields = ["commitment", "amount", "called_on", "due_on"]
    fixed_fields = ("commitment",)
    wan_fields = ("amount",)
    list_display = [
        "commitment",
        MoneyColumn("amount", label=gettext_lazy("amount called")),
        "due_on",
        "state",
        "paid_on",
    ]
    list_filter = ["state", "commitment__fund"]
    list_export = ["commitment", "amount", "called_on", "due_on", "state", "paid_on"]
    search_fields = ["commitment__fund__name", "commitment__investor"]


class StakeRecord(RecordView):
    record_fields = ["fund", "company", "project", "amount", "share", "invested_on", "terms"]

    def facts(self, record):
        project = Project.objects.visible_to(self.request.user).filter(pk=record.project_id).first()
        cost_left = (_("still held (cost)"), scaled(record.cost_left))
        return [*super().facts(record), cost_left, *asked_for(project)]

    def panels(self, record):
        rows = [
            (
                link(exit_record),
                [
                    exit_record.get_way_display(),
                    exit_record.on,
                    scaled(exit_record.cost),
                    scaled(exit_record.proceeds),
                ],
            )
            for exit_record in record.exits.all()
        ]
        return [
            (
                _("Exits"),
                [_("way"), _("day"), _("part of the invested amount"), _("proceeds")],
                rows,
            )
        ]


def asked_for(project):
    """What the project's lead sought and offered, where it came by the channel of capital."""
    facts = project and getattr(project.lead, "capitalfacts", None)
    if not facts:
        return []
    fields = [
        (facts._meta.get_field(name).verbose_name, getattr(facts, name))
        for name in ("money_sought", "stake_offered")
    ]
    return [
        (label, scaled(value) if label == fields[0][0] else f"{value.normalize():f}")
        for label, value in fields
        if value is not None
    ]


class StakeViewSet(RecordViewSet):
    model = Stake
    icon = "ds-tag"
    list_hint = gettext_lazy("What a fund holds in companies stands here.")
    inspect_view_class = StakeRecord
    create_through = staticmethod(invest)
    form_fields = StakeRecord.record_fields
    fixed_fields = ("fund", "company")
    wan_fields = ("amount",)
    list_display = [
        "company",
        "fund",
        "project",
        MoneyColumn("amount", label=gettext_lazy("amount invested")),
        "share",
        "invested_on",
    ]
    list_filter = ["fund"]
    list_export = ["fund", "company", "project", "amount", "share", "cost_left", "invested_on"]
    search_fields = ["fund__name", "company__name", "project__name"]


class ExitRecord(RecordView):
    record_fields = ["stake", "way", "on", "cost", "proceeds", "remark"]


class ExitViewSet(RecordViewSet):
    model = Exit
    icon = "ds-left"
    list_hint = gettext_lazy("What a fund sold, and for how much, stands here.")
    inspect_view_class = ExitRecord
    create_through = staticmethod(leave)
    form_fields = ExitRecord.record_fields
    fixed_fields = ("stake",)
    wan_fields = ("cost", "proceeds")
    list_display = [
        "stake",
        "way",
        "on",
        MoneyColumn("cost", label=gettext_lazy("part of the invested amount")),
        MoneyColumn("proceeds", label=gettext_lazy("proceeds")),
    ]
    list_filter = ["way", "stake__fund"]
    list_export = ["stake", "way", "on", "cost", "proceeds"]
    search_fields = ["stake__fund__name", "stake__company__name"]


def add_button(model, name: str, label):
    """The action that begins a new ``model`` with the record it belongs to."""

    def action(record, user):
        kind = model._meta.model_name
        return (
            [(label, f"{reverse(f'{kind}:add')}?{name}={record.pk}")]
            if user.has_perm(f"{model._meta.app_label}.add_{kind}")
            else []
        )

    return action


add_actions(
    Fund,
    add_button(Commitment, "fund", gettext_lazy("Add a commitment")),
    add_button(Stake, "fund", gettext_lazy("Take a stake")),
)
add_actions(Commitment, add_button(CapitalCall, "commitment", gettext_lazy("Call capital")))
add_actions(Stake, add_button(Exit, "stake", gettext_lazy("Record an exit")))


def stakes_in(project, user):
    """Which funds hold a part of the project, on its own page."""
    stakes = (
        Stake.objects.visible_to(user).filter(project=project).select_related("fund", "company")
    )
    links = format_html_join(
        list_comma(),
        '<a href="{}">{}</a> {}',
        (
            (
                link(stake),
                stake.fund,
                scaled(stake.amount) + aside(f"{share(stake)} %" if stake.share else ""),
            )
            for stake in stakes
        ),
    )
    return [format_html("{}{}{}", _("Stakes"), colon(), links)] if links else []


add_notices(Project, stakes_in)
add_filling(CapitalCall, "has_evidence", Filling(is_file=True))


class CapitalGroup(ViewSetGroup):
    menu_label = gettext_lazy("Industry fund")
    menu_icon = "ds-fund"
    menu_order = 220
    items = (FundViewSet, CommitmentViewSet, CallViewSet, StakeViewSet, ExitViewSet)
