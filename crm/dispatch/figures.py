"""Projects by stage, and what was verified, over what a person sees."""

from django.db.models import Count, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from leads.models import Project
from leads.models.project import STAGES
from parks.models import Contribution


def funnel(user) -> list[tuple]:
    """[(stage, projects, contract amount, link)] over what the user sees."""
    rows = (
        Project.objects.visible_to(user)
        .order_by()
        .values("state")
        .annotate(count=Count("pk"), amount=Sum("contract_amount"))
    )
    by_state = {row["state"]: row for row in rows}
    index = reverse("project:index")
    return [
        (
            stage.label,
            by_state.get(stage, {}).get("count", 0),
            by_state.get(stage, {}).get("amount"),
            f"{index}?state={stage.value}",
        )
        for stage in STAGES
    ]


def totals(user) -> list[tuple]:
    """[(label, yuan)] of what was verified."""
    verified = Contribution.objects.visible_to(user).verified().of_money()
    sums = dict(verified.order_by().values_list("metric").annotate(total=Sum("amount")))
    kinds = Contribution._meta.get_field("metric").all_choices()
    return [
        (_("%(kind)s verified") % {"kind": label}, sums[metric])
        for metric, label in kinds
        if metric in sums
    ]
