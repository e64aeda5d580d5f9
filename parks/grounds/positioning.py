"""What a park is for, held against who settled there: its industries with their enterprises, how
many more the plan allows, and who stands outside of all of them.
"""

from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from ..models import Enterprise, Park, ParkIndustry
from ..space.fit import suits
from .industries import most_of_each

OUTSIDE = "none"


@dataclass(frozen=True)
class Settled:
    """An industry of the park with the number of its enterprises, and where they are listed."""

    industry: ParkIndustry
    count: int
    change_link: str = ""

    @property
    def link(self) -> str:
        return f"?tab=enterprises&industry={self.industry.pk}#tabs"


@dataclass(frozen=True)
class RoleOfPark:
    """The leading or the auxiliary industries; ``most`` is None where the plan names no number."""

    role: ParkIndustry.Role
    settled: list[Settled]
    most: int | None

    @property
    def label(self) -> str:
        return str(self.role.label)

    @property
    def room(self) -> int | None:
        return None if self.most is None else self.most - len(self.settled)

    @property
    def tone(self) -> str:
        if self.room is None:
            return ""
        return "soon" if self.room == 0 else "good" if self.room > 0 else "late"

    @property
    def standing(self) -> str:
        if self.room is None:
            return ""
        numbers = {"count": len(self.settled), "most": self.most, "room": self.room}
        if self.room > 0:
            return _("%(count)d of %(most)d, room for %(room)d") % numbers
        if self.room == 0:
            return _("%(count)d of %(most)d, full") % numbers
        return _("%(count)d, more than the %(most)d of the plan") % numbers


class Positioning:
    """The industries of one park, and the enterprises there that the person sees."""

    def __init__(self, park: Park, user):
        self.park = park
        self.may_change = user.has_perm("parks.change_parkindustry")
        self._industries = list(park.industries.all())
        self._settled = list(_by_industry(park, user))

    @property
    def is_stated(self) -> bool:
        return bool(self._industries) or self.may_change

    @property
    def add_link(self) -> str:
        return reverse("park:add_industry", args=[self.park.pk]) if self.may_change else ""

    def roles(self) -> list[RoleOfPark]:
        allowed = most_of_each(self.park)
        return [
            RoleOfPark(
                role,
                [self._of(industry) for industry in self._industries if industry.role == role],
                allowed.get(role),
            )
            for role in ParkIndustry.Role
        ]

    def _of(self, industry: ParkIndustry) -> Settled:
        count = sum(count for code, name, count in self._settled if suits(industry, code, name))
        change = reverse("park:change_industry", args=[industry.pk]) if self.may_change else ""
        return Settled(industry, count, change)

    @property
    def outside(self) -> int:
        """How many enterprises fit none of the industries."""
        if not self._industries:
            return 0
        return sum(count for code, name, count in self._settled if not self._fits(code, name))

    def _fits(self, code: str, name: str) -> bool:
        return any(suits(industry, code, name) for industry in self._industries)

    def codes_of(self, asked: str) -> list[str]:
        """The codes of the national classification behind ``asked``: the key of an industry of the
        park, or ``OUTSIDE``.
        """
        if asked == OUTSIDE:
            return [code for code, name, _count in self._settled if not self._fits(code, name)]
        chosen = [industry for industry in self._industries if str(industry.pk) == asked]
        return [
            code
            for code, name, _count in self._settled
            if any(suits(industry, code, name) for industry in chosen)
        ]


def _by_industry(park: Park, user) -> QuerySet:
    """(code, name, number of enterprises) of each industry that has any."""
    settled = Enterprise.objects.visible_to(user).of_park(park).order_by()
    return settled.values_list("project__industry", "project__industry__name").annotate(
        count=Count("*")
    )
