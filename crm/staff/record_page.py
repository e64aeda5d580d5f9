from django.forms import Media
from django.urls import reverse
from django.utils.translation import gettext_lazy
from wagtail.admin.views import generic

from crm.core.models import Attachment, Reminder
from crm.core.sight import sight_of
from crm.core.transitions import Stateful, next_steps

from .comment_screens import RemindForm
from .comments import may_comment
from .extensions import actions_of, notices_of, sections_of
from .facts import as_read, fact_in_words, linked
from .reachable import may_follow
from .scoped import ScopedObject, may_attach, may_still_be_edited
from .step_forms import step_form
from .timeline import timeline_of


class RecordPage(ScopedObject, generic.InspectView):
    """A page about one record, which says itself what it shows."""

    def get_fields_context(self):
        """Wagtail's own would query for facts that no page of ours prints, and takes
        ``get_field_display_value`` for the value of a fact named “field”.
        """
        return []

    def get_edit_url(self):
        may = may_still_be_edited(self.object, self.request.user)
        return super().get_edit_url() if may else None

    def get_delete_url(self):
        may = may_still_be_edited(self.object, self.request.user)
        return super().get_delete_url() if may else None


class RecordView(RecordPage):
    """One record on one page: facts, what is missing, the next steps, related records, timeline."""

    template_name = "core/record.html"
    page_title = gettext_lazy("Details")
    record_fields: list[str] = []
    facts_title = gettext_lazy("Facts")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        record, user = self.object, self.request.user
        has_steps = hasattr(record, "TRANSITIONS")
        again = getattr(self.request, "shown_again", {})
        steps = (
            [
                (step, again.get(f"step {step.name}") or step_form(record, step))
                for step in next_steps(record, user)
            ]
            if has_steps
            else []
        )
        context.update(
            record=record,
            facts=self.facts(record),
            stages=self.stages(record),
            steps=steps,
            step_media=sum((form.media for _step, form in steps), Media()),
            moves=record.moves() if has_steps else [],
            notices=notices_of(record, user),
            timeline=timeline_of(record, user),
            attachments=Attachment.objects.of(record),
            may_attach=may_attach(user, record),
            panels=self._as_read(self.panels(record)),
            actions=self.actions(record),
            sections=sections_of(record, self.request),
            attach_url=reverse(self.attach_url_name, args=[record.pk]),
            step_url=reverse(self.step_url_name, args=[record.pk]) if has_steps else "",
            **self.comments_of(record),
        )
        return context

    def comments_of(self, record) -> dict:
        """What the comments and reminders on the page need."""
        of_record = {
            f"{name}_url": reverse(
                self.step_url_name.replace(":step", f":{name}"), args=[record.pk]
            )
            for name in ("comment", "mentionable", "remind")
        }
        reminders = Reminder.objects.visible_to(self.request.user).open().of(record)
        again = getattr(self.request, "shown_again", {})
        return {
            "may_comment": may_comment(self.request.user, record),
            "reminders": reminders,
            "remind_form": again.get("remind") or RemindForm(),
            "unsaid": again.get("comment", ""),
            **of_record,
        }

    def _as_read(self, panels):
        """The cells as the person may read them, and links that lead somewhere for this person
        alone.

        What the cells name is asked for once a kind of record.
        """
        sight, user = sight_of(self.request), self.request.user
        panels = [(title, columns, list(rows)) for title, columns, rows in panels]
        sight.look(cell for _t, _c, rows in panels for _link, cells in rows for cell in cells)
        return [
            (
                title,
                columns,
                [
                    (
                        link if link and may_follow(link, user) else "",
                        [as_read(sight.in_words(cell)) for cell in cells],
                    )
                    for link, cells in rows
                ],
            )
            for title, columns, rows in panels
        ]

    step_url_name = attach_url_name = ""

    def actions(self, record):
        """[(label, link)] of steps that have a screen of their own."""
        return actions_of(record, self.request.user)

    def facts(self, record):
        sight = sight_of(self.request)
        names = [name for name in self.record_fields if not sight.hides(record, name)]
        return [
            (record._meta.get_field(name).verbose_name, self.fact(record, name)) for name in names
        ]

    def fact(self, record, name):
        return linked(fact_in_words(record, name), self.request.user, sight_of(self.request))

    def stages(self, record):
        return record.stages() if isinstance(record, Stateful) else []

    def panels(self, record):
        """[(title, column titles, rows)]: rows are (link or "", cells)."""
        return []
