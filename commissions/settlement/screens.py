from typing import TypeAlias

from django.db.models import QuerySet
from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.core.models import User
from crm.core.money import scaled
from crm.core.punctuation import aside
from crm.staff.columns import MoneyColumn, PlainColumn
from crm.staff.extensions import add_notices
from crm.staff.index import ScopedIndex
from crm.staff.record_page import RecordView
from crm.staff.viewsets import RecordViewSet

from ..models import LedgerEntry, SettlementRun
from .explain import line_of
from .held import Held, in_two
from .sums import SumsByCurrency

SHOWN = 200  # rows of what a settlement posts, holds back or leaves
Panel: TypeAlias = tuple[str, list[str], list[tuple[str, list[object]]]]  # title, columns, rows


class EntryRecord(RecordView):
    record_fields = [
        "sequence",
        "kind",
        "payee",
        "project",
        "amount",
        "currency",
        "period",
        "policy_version",
        "agreement",
        "posted_at",
    ]

    def facts(self, record: LedgerEntry) -> list[tuple[str, object]]:
        facts = [
            (_("component"), record.component_in_words or "—"),
            (_("payment stage"), record.stage_in_words or "—"),
            ("SHA-256", record.hash),
        ]
        return [*super().facts(record), *facts]

    def panels(self, record: LedgerEntry) -> list[Panel]:
        line = line_of(record)
        money = [
            (
                reverse("contribution:inspect", args=[contribution.pk]),
                [contribution, contribution.verified_at, contribution.verified_by],
            )
            for contribution in line.contributions
        ]
        return [
            (_("Reasons"), [_("reasons")], [("", [sentence]) for sentence in line.sentences]),
            (_("Contributions"), [_("contribution"), _("verified at"), _("verified by")], money),
        ]


class LedgerIndex(SumsByCurrency, ScopedIndex):
    summed = "amount"

    def get_base_queryset(self) -> QuerySet:
        return super().get_base_queryset().select_related("policy_version")


class LedgerViewSet(RecordViewSet):
    model = LedgerEntry
    icon = "ds-note"
    list_hint = gettext_lazy("Each commission that is owed stands here with its reasons, for good.")
    index_view_class = LedgerIndex
    inspect_view_class = EntryRecord
    form_fields = ["kind"]
    list_display = [
        "sequence",
        "kind",
        "payee",
        "project",
        PlainColumn("component_in_words", label=gettext_lazy("component")),
        "period",
        MoneyColumn("amount", label=gettext_lazy("amount")),
        "posted_at",
    ]
    list_filter = ["kind", "payee"]
    list_export = [
        "sequence",
        "kind",
        "payee.name",
        "project",
        "component",
        "period",
        "stage",
        "amount",
        "currency",
        "posted_at",
        "hash",
    ]
    search_fields = ["payee__name", "project__name", "project__number"]


class RunRecord(RecordView):
    record_fields = [
        "as_of",
        "started_at",
        "finished_at",
        "by",
        "projects",
        "posted",
        "posted_amount",
    ]

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        context: dict[str, object] = super().get_context_data(**kwargs)
        return context if self.part else context | {"progress": progress(self.object)}

    def panels(self, record: SettlementRun) -> list[Panel]:
        entries = record.entries.select_related("project", "payee", "policy_version").order_by("id")
        waiting, not_due = in_two(record.held)
        return [
            (
                _("Posted") + left_out(record.posted),
                [_("project"), _("payee"), _("kind"), _("component"), _("period"), _("amount")],
                [_of_entry(entry) for entry in entries[:SHOWN]],
            ),
            (
                _("Held back") + left_out(len(waiting)),
                [_("project"), _("what"), _("why"), _("amount")],
                [("", _of_held(line)) for line in waiting[:SHOWN]],
            ),
            (
                _("Not due") + left_out(len(not_due)),
                [_("project"), _("why")],
                [("", [line["project"], held_in_words(line["why"])]) for line in not_due[:SHOWN]],
            ),
        ]


def run_state(request: HttpRequest, pk: int) -> JsonResponse:
    """How far a run is, for its page to ask while it is under way."""
    return JsonResponse(
        progress(get_object_or_404(SettlementRun.objects.visible_to(request.user), pk=pk))
    )


def progress(run: SettlementRun) -> dict[str, object]:
    return {
        "running": run.finished_at is None,
        "phase": _("waiting") if run.total is None else _("being settled"),
        "done": run.projects,
        "total": run.total or 0,
        "percent": run.percent,
    }


def run_notices(run: SettlementRun, _user: User) -> list[str]:
    if run.has_failed:
        return [
            _(
                "Something unexpected stopped it. What it posted stays, and the next settlement "
                "does the rest; if that stops too, tell the administrator when it happened."
            )
        ]
    if run.finished_at and not run.posted:
        return [_("Nothing new: the ledger holds all that is due.")]
    return []


def left_out(count: int) -> str:
    """What is said behind a title of which SHOWN rows alone are drawn."""
    words = {"shown": SHOWN, "count": count}
    return aside(_("the first %(shown)s of %(count)s") % words) if count > SHOWN else ""


def _of_entry(entry: LedgerEntry) -> tuple[str, list[object]]:
    cells = [
        entry.project or "—",
        entry.payee,
        entry.get_kind_display(),
        entry.component_in_words,
        entry.period,
        scaled(entry.amount, entry.currency),
    ]
    return reverse("ledgerentry:inspect", args=[entry.pk]), cells


def _of_held(line: Held) -> list[object]:
    return [line["project"], line["what"], held_in_words(line["why"]), line["amount"] or "—"]


def held_in_words(why: str) -> str:
    """Why something was held back, as it is stored in a run's report, in the user's language."""
    reasons: dict[str, str] = {
        "no_agreement": _("no agreement covers the day of registration"),
        "suspended": _("the policy is suspended"),
    }
    if why.startswith("stage:"):
        return str(_("not yet on the payment stage"))
    return reasons.get(why, why)


class RunViewSet(RecordViewSet):
    model = SettlementRun
    icon = "ds-clock"
    list_hint = gettext_lazy("Each settlement stands here with what it posted.")
    inspect_view_class = RunRecord
    inspect_template_name = "commissions/settlement_run.html"
    form_fields = ["as_of"]
    list_display = [
        "as_of",
        "started_at",
        "finished_at",
        "by",
        "projects",
        "posted",
        MoneyColumn("posted_amount", label=gettext_lazy("amount posted")),
    ]
    list_export = ["as_of", "started_at", "finished_at", "projects", "posted", "posted_amount"]

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*super().get_urlpatterns(), path("<int:pk>/state/", run_state, name="state")]


add_notices(SettlementRun, run_notices)
