"""The cells of a list as Wagtail draws them, without a template for each of them: the three hundred
of a page take a third of its time.
"""

from django.template import Context
from django.template.base import render_value_in_context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column, TitleColumn

from crm.core.sight import sight_of

BOX = (
    '<td class="bulk-action-checkbox-cell"><input type="checkbox" data-object-id="{}" '
    'data-bulk-action-checkbox class="bulk-action-checkbox" aria-label="{}" '
    'aria-describedby="{}"></td>'
)
TITLE = '<td class="{}title"><div class="title-wrapper">{}</div>{}</td>'
AS_SHOWN = Context()


def in_html(value, empty="") -> str:
    """A value as a template writes it: dates and amounts as the language has them, whole numbers
    without separators.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return render_value_in_context(
        value if value is not None and str(value).strip() else empty, AS_SHOWN
    )


def shown_value(column, instance, parent_context):
    """The value of the cell as the person who looks at the list may read it."""
    request, value = parent_context.get("request"), column.get_value(instance)
    if request is None:
        return value
    sight = sight_of(request)
    if column.accessor == "__str__":
        return sight.label(instance)
    return None if sight.hides(instance, column.accessor) else sight.in_words(value)


class QuickColumn(Column):
    def render_cell_html(self, instance, parent_context):
        classname = format_html(' class="{}"', self.classname) if self.classname else ""
        value = shown_value(self, instance, parent_context)
        cell = mark_safe(in_html(value, self.empty_value_display))
        return format_html("<td{}>{}</td>", classname, cell)


class QuickTitle(TitleColumn):
    """The name of the record with its link and its menu; ``get_buttons`` is added by the list."""

    def get_title_id(self, instance):
        return title_id(instance)

    def render_cell_html(self, instance, parent_context):
        value = mark_safe(
            in_html(shown_value(self, instance, parent_context), self.empty_value_display)
        )
        title = format_html('<span id="{}">{}</span>', self.get_title_id(instance), value)
        link = self.get_link_url(instance, parent_context)
        if link:
            title = format_html('<a href="{}">{}</a>', link, title)
        buttons = [
            (button.render_html(parent_context),)
            for button in sorted(self.get_buttons(instance, parent_context))
            if button.show
        ]
        menu = (
            format_html('<ul class="actions">{}</ul>', format_html_join("", "<li>{}</li>", buttons))
            if buttons
            else ""
        )
        return format_html(TITLE, f"{self.classname} " if self.classname else "", title, menu)


class QuickBoxes(BulkActionsCheckboxColumn):
    def render_cell_html(self, instance, parent_context):
        return format_html(BOX, instance.pk, _("Select"), title_id(instance))


def title_id(instance) -> str:
    return f"{instance._meta.model_name}_{instance.pk}_title"
