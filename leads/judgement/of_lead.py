"""What the page of a lead shows of its judgements: the panel, what stands against it, the timeline,
the way to a ruling.
"""

from operator import attrgetter

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from crm.core.days import day_of
from crm.core.writing.occasions import spoken
from crm.staff.extensions import add_actions, add_notices
from crm.staff.facts import linked
from crm.staff.timeline import CHANGES, Happening, add_to_timeline

from ..models import Assessment, Lead
from ..models.lead import OPEN

RULINGS = ("overrule", "rule_otherwise")


def judgement_panel(lead, user):
    """The panel of a lead's page, with what is overdue."""
    rows = []
    for assessment in (
        Assessment.objects.visible_to(user).filter(lead=lead).prefetch_related("opinions")
    ):
        due = max(
            (opinion.due_on for opinion in assessment.opinions.all()), default=timezone.localdate()
        )
        rows.append(
            (
                reverse("assessment:inspect", args=[assessment.pk]),
                [
                    assessment.scheme,
                    assessment.get_state_display(),
                    "—" if assessment.score is None else assessment.score,
                    due,
                    assessment.overdue_in_words(),
                ],
            )
        )
    return (
        [
            (
                _("Judgements"),
                [_("judgement scheme"), _("state"), _("score"), _("due on"), _("overdue")],
                rows,
            )
        ]
        if rows
        else []
    )


def standing_notices(lead, user) -> list:
    """What stands against the lead, by whose word and why, and who may rule otherwise."""
    against = lead.ruled_out_by()
    notices = [_stands_against(against, user)] if against else []
    others = Lead.objects.visible_to(user).filter(
        pk__in=[other.pk for other in lead.ruled_out_before()]
    )
    return notices + [
        format_html(
            _("A judgement stands against {} of the same company: this lead needs one of its own."),
            linked(other, user),
        )
        for other in others
        if lead.state in OPEN
    ]


def _stands_against(judgement, user):
    ruling = judgement.moves().filter(name__in=RULINGS).last()
    if ruling is None:
        text = _(
            "{}: the judgement (score {}) stands against it. It goes on after a leader's "
            "ruling or a new judgement in its favour."
        )
        return format_html(text, linked(judgement, user), judgement.score)
    text = _(
        "{}: {} ruled on {} “{}”: {}. It goes on only if a leader rules otherwise, on the "
        "page of the judgement."
    )
    day = day_of(ruling.at)
    return format_html(
        text, linked(judgement, user), ruling.by, day, judgement.get_ruling_display(), ruling.note
    )


def judgements_in_time(lead, user, window) -> list[Happening]:
    """When it was asked for, and each step of it with its reason and what it came to."""
    assessments = Assessment.objects.visible_to(user).filter(lead=lead).values("pk")
    versions = Assessment.history.filter(id__in=assessments).select_related("history_user")
    return [
        Happening(
            version.history_date,
            version.history_user,
            (spoken(version.history_change_reason) or _("judgement asked for")) + _came_to(version),
            Assessment._meta.verbose_name,
            icon="ds-clip",
        )
        for version in window.of(versions, "history_date")
    ]


def _came_to(version) -> str:
    if version.ruling:
        return f" → {version.get_ruling_display()}"
    return "" if version.score is None else f" → {version.score}"


def ruling_action(lead, user):
    """For leaders: the judgement on which they rule, one click from the lead."""
    if lead.state not in OPEN or not user.has_perm("leads.overrule_assessment"):
        return []
    concluded = [assessment for assessment in lead.assessments.all() if assessment.is_concluded]
    if not concluded:
        return []
    newest = max(concluded, key=attrgetter("pk"))
    return [(_("Rule on the judgement"), reverse("assessment:inspect", args=[newest.pk]))]


add_notices(Lead, standing_notices)
add_to_timeline(Lead, CHANGES, judgements_in_time)
add_actions(Lead, ruling_action)
