"""Cultivation lists in the staff admin: their thresholds and members, who might stand on them, and
the plan for each.
"""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.viewsets.base import ViewSetGroup

from crm.core.by_key import keys_of
from crm.core.errors import NotPermitted, Refused
from crm.core.money import plain, scaled
from crm.core.punctuation import aside, clauses, labelled
from crm.staff.columns import PlainColumn
from crm.staff.extensions import add_actions
from crm.staff.record_page import RecordView
from crm.staff.viewsets import RecordViewSet

from ..models import CultivationList, Enterprise, Member, PlanAction, Threshold
from ..models.standing import Measure, may_fit, standing_of, standings
from .members import plan_action, propose

IN_YUAN = (Measure.TAX, Measure.REVENUE, Measure.PAID_IN, Measure.FIXED_ASSETS)
SHOWN = 300


def in_words(threshold, value) -> str:
    """The value in the unit of its measure; "—" where nothing is known."""
    if value is None:
        return "—"
    return scaled(value) if threshold.measure in IN_YUAN else plain(value)


def mark(reached) -> str:
    return _("reached") if reached else _("not reached")


class ListRecord(RecordView):
    record_fields = ["kind", "year", "department", "places", "excludes_property", "remark"]

    def facts(self, record):
        return [*super().facts(record), (_("places taken"), record.members.listed().count())]

    def panels(self, record):
        thresholds = [
            (
                reverse("threshold:inspect", args=[threshold.pk]),
                [threshold.get_measure_display(), in_words(threshold, threshold.least)],
            )
            for threshold in record.thresholds.all()
        ]
        return [(_("Thresholds"), [_("measure"), _("at least")], thresholds), self._members(record)]

    def _members(self, record):
        members = list(
            Member.objects.visible_to(self.request.user)
            .filter(cultivation_list=record)
            .select_related("enterprise__park", "keeper")
        )
        enterprises = Enterprise.objects.filter(pk__in=[member.enterprise_id for member in members])
        fits = {
            standing.enterprise.pk: standing.fits for standing in standings(record, enterprises)
        }
        rows = [
            (
                reverse("member:inspect", args=[member.pk]),
                [
                    member.enterprise,
                    member.enterprise.park,
                    member.get_state_display(),
                    mark(fits[member.enterprise_id]),
                    member.keeper or "—",
                    member.review_on or "—",
                ],
            )
            for member in members
        ]
        return (
            _("Enterprises on this list"),
            [
                _("settled enterprise"),
                _("park"),
                _("state"),
                _("thresholds"),
                _("person in charge"),
                _("next review"),
            ],
            rows,
        )

    def actions(self, record):
        actions = [
            (
                _("Candidates by their figures"),
                reverse("cultivationlist:candidates", args=[record.pk]),
            )
        ]
        if self.request.user.has_perm("parks.add_threshold"):
            actions.append(
                (_("Add a threshold"), f"{reverse('threshold:add')}?cultivation_list={record.pk}")
            )
        return [*actions, *super().actions(record)]


def _checks_in_words(standing) -> list[tuple[str, bool]]:
    return [(in_words(threshold, value), reached) for threshold, value, reached in standing.checks]


def candidates(request, pk):
    """Settled enterprises with what they have reached; those that fit, or all; the ticked ones are
    proposed.
    """
    cultivation_list = get_object_or_404(CultivationList.objects.visible_to(request.user), pk=pk)
    enterprises = Enterprise.objects.visible_to(request.user).exclude(
        memberships__in=cultivation_list.members.exclude(state=Member.State.LEFT)
    )
    if request.method == "POST":
        return _propose_ticked(request, cultivation_list, enterprises)
    is_all = bool(request.GET.get("all"))
    rows = [
        standing
        for standing in standings(cultivation_list, may_fit(cultivation_list, enterprises))
        if standing.fits
    ]
    count = enterprises.count() if is_all else len(rows)
    if is_all:
        fitting_keys = [row.enterprise.pk for row in rows]
        rows += standings(
            cultivation_list, enterprises.exclude(pk__in=fitting_keys).order_by("name")[:SHOWN]
        )
    rows.sort(
        key=lambda standing: (
            not standing.fits,
            -(standing.checks[0][1] or 0) if standing.checks else 0,
            standing.enterprise.name,
        )
    )
    lines = [(standing, _checks_in_words(standing)) for standing in rows[:SHOWN]]
    context = {
        "title": _("Candidates by their figures"),
        "list": cultivation_list,
        "thresholds": [
            f"{threshold.get_measure_display()} ≥ {in_words(threshold, threshold.least)}"
            for threshold in cultivation_list.thresholds.all()
        ],
        "rows": lines,
        "count": count,
        "all_of_them": is_all,
        "may_propose": request.user.has_perm("parks.add_member"),
    }
    return render(request, "parks/candidates.html", context)


def _propose_ticked(request, cultivation_list, enterprises):
    if not request.user.has_perm("parks.add_member"):
        raise PermissionDenied
    count, refusals = 0, []
    for enterprise in enterprises.filter(
        pk__in=keys_of(Enterprise, request.POST.getlist("enterprise"))
    ):
        try:
            with transaction.atomic():
                propose(cultivation_list, enterprise, by=request.user)
            count += 1
        except (Refused, NotPermitted, ValidationError) as error:
            reason = clauses(error.messages) if isinstance(error, ValidationError) else error
            refusals.append(labelled(enterprise, reason))
    if count:
        messages.success(
            request, _("Proposed: %(count)d. Now make a plan for each.") % {"count": count}
        )
    if refusals:
        messages.error(request, clauses(refusals[:5]))
    return redirect("cultivationlist:inspect", cultivation_list.pk)


class ListViewSet(RecordViewSet):
    model = CultivationList
    icon = "ds-clip"
    list_hint = gettext_lazy("Lists of enterprises to be raised stand here, year by year.")
    inspect_view_class = ListRecord
    form_fields = ListRecord.record_fields
    list_display = ["kind", "year", "department", "places"]
    list_filter = ["kind", "year"]
    list_export = ["kind", "year", "department", "places", "excludes_property"]

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/candidates/", candidates, name="candidates"),
        ]


class ThresholdRecord(RecordView):
    record_fields = ["cultivation_list", "measure"]

    def facts(self, record):
        return [
            *super().facts(record),
            (Threshold._meta.get_field("least").verbose_name, in_words(record, record.least)),
        ]


class LeastColumn(PlainColumn):
    def get_value(self, instance):
        return in_words(instance, instance.least)


class ThresholdViewSet(RecordViewSet):
    model = Threshold
    icon = "ds-settings"
    list_hint = gettext_lazy("What an enterprise must reach for a list stands here.")
    inspect_view_class = ThresholdRecord
    form_fields = ["cultivation_list", "measure", "least"]
    fixed_fields = ("cultivation_list",)
    list_display = [
        "cultivation_list",
        "measure",
        LeastColumn("least", label=Threshold._meta.get_field("least").verbose_name),
    ]
    list_filter = ["cultivation_list"]
    list_export = ["cultivation_list", "measure", "least"]


class MemberRecord(RecordView):
    record_fields = [
        "cultivation_list",
        "enterprise",
        "why",
        "keeper",
        "needs",
        "goals",
        "support",
        "review_on",
    ]

    def panels(self, record):
        checks = [
            (
                "",
                [
                    threshold.get_measure_display(),
                    in_words(threshold, threshold.least),
                    in_words(threshold, value),
                    mark(reached),
                ],
            )
            for threshold, value, reached in standing_of(record).checks
        ]
        actions = [
            (
                reverse("planaction:inspect", args=[action.pk]),
                [
                    action.what,
                    action.department,
                    action.due_on,
                    action.get_state_display(),
                    action.outcome or "—",
                ],
            )
            for action in record.actions.select_related("department")
        ]
        return [
            (
                _("Thresholds"),
                [_("measure"), _("at least"), _("reached so far"), _("result")],
                checks,
            ),
            (
                _("One enterprise, one plan: actions"),
                [_("what is done for it"), _("department"), _("due on"), _("state"), _("outcome")],
                actions,
            ),
        ]


def propose_on_form(*, by, cultivation_list, enterprise, **plan):
    return propose(cultivation_list, enterprise, by=by, **plan)


class MemberViewSet(RecordViewSet):
    model = Member
    icon = "ds-clip"
    list_hint = gettext_lazy("Enterprises on a list of cultivation stand here.")
    inspect_view_class = MemberRecord
    create_through = staticmethod(propose_on_form)
    form_fields = MemberRecord.record_fields
    fixed_fields = ("cultivation_list", "enterprise")
    list_display = ["enterprise", "cultivation_list", "state", "keeper", "review_on"]
    list_filter = ["cultivation_list", "state", "enterprise__park"]
    list_export = [
        "cultivation_list",
        "enterprise.name",
        "enterprise.credit_code",
        "state",
        "keeper",
        "needs",
        "goals",
        "support",
        "review_on",
    ]
    search_fields = ["enterprise__name", "enterprise__credit_code"]


class ActionRecord(RecordView):
    record_fields = ["member", "what", "department", "due_on", "outcome"]


class ActionViewSet(RecordViewSet):
    model = PlanAction
    icon = "ds-check"
    list_hint = gettext_lazy("What is done for a member of a list stands here, with its day.")
    inspect_view_class = ActionRecord
    create_through = staticmethod(plan_action)
    form_fields = ["member", "what", "department", "due_on"]
    fixed_fields = ("member",)
    list_display = ["what", "member", "department", "due_on", "state"]
    list_filter = ["state", "department", "member__cultivation_list"]
    list_export = ["member", "what", "department", "due_on", "state", "outcome"]
    search_fields = ["what", "member__enterprise__name"]


def plan_button(member, user):
    if member.state != Member.State.LEFT and user.has_perm("parks.add_planaction"):
        return [(_("Add an action"), f"{reverse('planaction:add')}?member={member.pk}")]
    return []


def lists_of(enterprise, user):
    """On which lists an enterprise stands, on its own page."""
    members = (
        Member.objects.visible_to(user)
        .filter(enterprise=enterprise)
        .exclude(state=Member.State.LEFT)
        .select_related("cultivation_list")
    )
    return [
        (
            f"{member.cultivation_list}{aside(member.get_state_display())}",
            reverse("member:inspect", args=[member.pk]),
        )
        for member in members
    ]


add_actions(Member, plan_button)
add_actions(Enterprise, lists_of)


class CultivationGroup(ViewSetGroup):
    menu_label = gettext_lazy("Cultivation")
    menu_icon = "ds-grow"
    menu_order = 215
    items = (ListViewSet, MemberViewSet, ActionViewSet, ThresholdViewSet)
