"""What a department says when it is asked, by a day: the part that the judgement of leads and the
review of entries have in common.
"""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.core.transitions import Stateful


class OpinionState(models.TextChoices):
    ASKED = "asked", _("asked for")
    GIVEN = "given", _("given")
    EXCUSED = "excused", _("excused")


def spoken_for(user) -> list[int]:
    """The departments for which ``user`` may give an opinion: the user's own and those above it."""
    return user.departments_above


def asked(user) -> list[int]:
    """The departments whose opinions ``user`` always sees: those of ``spoken_for``, and those below
    the user's own.
    """
    return [*spoken_for(user), *user.department_ids]


class AskedQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(
            state=OpinionState.ASKED, **{f"{self.model.PART_OF}__state": self.model.OPEN}
        )

    def overdue(self):
        return self.waiting().filter(due_on__lt=timezone.localdate())

    def asked_of(self, user):
        return self.waiting().filter(department__in=spoken_for(user))


class AskedOpinion(Stateful):
    """One department's word on one matter. ``PART_OF`` names the field of that matter, ``OPEN`` the
    state in which it takes opinions.

    The tables bring the keys: of that matter, of the ``department`` asked, and of the person who
    has ``given_by`` it.
    """

    State = OpinionState
    PART_OF = OPEN = ""

    due_on = models.DateField(_("due on"))
    text = models.TextField(_("opinion in words"), blank=True)
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=OpinionState.choices,
        default=OpinionState.ASKED,
        editable=False,
    )
    history = HistoricalRecords(inherit=True)

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.matter} · {self.department}"

    @property
    def matter(self):
        return getattr(self, self.PART_OF)

    @property
    def is_editable(self) -> bool:
        return False

    @property
    def is_overdue(self) -> bool:
        return (
            self.state == OpinionState.ASKED
            and self.matter.state == self.OPEN
            and self.due_on < timezone.localdate()
        )

    def overdue_in_words(self) -> str:
        return str(_("overdue")) if self.is_overdue else "—"

    overdue_in_words.short_description = _("overdue")

    def standing(self) -> str:
        """The state in words, with what is overdue."""
        return (
            f"{self.get_state_display()} · {_('overdue')}"
            if self.is_overdue
            else self.get_state_display()
        )
