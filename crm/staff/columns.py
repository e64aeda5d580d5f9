"""The columns of lists: each kind of fact is drawn in one way on every screen.

A column says what its cells hold (``inner``), how it looks (``css``) and where it stands on the
phone (``on_phone``). What the rows of a page decide together, the unit of an amount or whether a
day needs its year, is its ``fit``: columns are shared by all requests and keep nothing of a page.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from functools import cache

from django.template import Context
from django.template.base import render_value_in_context
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from wagtail.admin.ui.tables import Column

from crm.core.days import day_of
from crm.core.models.lifecycle import Stateful
from crm.core.money import Unit, plain, scaled, unit_for, yuan
from crm.core.sight import sight_of

from .ages import age_in_words, day_in_words, short_day
from .record_parts import tone_of

AS_SHOWN = Context()
LONG = 18  # characters from which a cell that may be cut off says the whole on hover
SOON_DAYS = 3
WAN, YI = 10**4, 10**8  # yuan


def in_html(value) -> str:
    """A value as a template writes it: dates and amounts as the language has them, whole numbers
    without separators.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    is_empty = value is None or not str(value).strip()
    return "" if is_empty else render_value_in_context(value, AS_SHOWN)


class PlainColumn(Column):
    """A fact in words: yes and no, numbers without idle zeros."""

    css = ""
    on_phone = "fact"  # "name", "lead" beside it, "fact" below it, "skip"
    is_labelled = True  # on the phone, where no head says what a fact is
    is_light = False  # steps back while a preview is open, where there are many columns

    def get_value(self, instance):
        value = super().get_value(instance)
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        return plain(value) if isinstance(value, Decimal) else value

    def fit(self, rows: list):
        """What the cells of one page need to know of one another."""

    def shown(self, instance, context: dict):
        """The value as the person who looks at the list may read it."""
        sight = sight_of(context["request"])
        if self.accessor == "__str__":
            return sight.label(instance)
        if sight.hides(instance, self.accessor):
            return None
        return sight.in_words(self.get_value(instance))

    def inner(self, instance, context: dict) -> SafeString:
        text = mark_safe(in_html(self.shown(instance, context)))
        return format_html('<span title="{0}">{0}</span>', text) if _is_long(text) else text


def _is_long(text: str) -> bool:
    return len(text) > LONG and "<" not in text


class NumberColumn(PlainColumn):
    css = "r"


class NameColumn(PlainColumn):
    """What the row is called, which leads to its page."""

    css = "name"
    on_phone = "name"

    def __init__(self, name, *, get_url=None, **kwargs):
        super().__init__(name, **kwargs)
        self.url_of: Callable | None = get_url

    def inner(self, instance, context):
        name = mark_safe(in_html(self.shown(instance, context))) or _("(without a name)")
        link = self.url_of(instance) if self.url_of else None
        title = format_html('<span id="{}">{}</span>', title_id(instance), name)
        return format_html('<a href="{}">{}</a>', link, title) if link else title


def title_id(instance) -> str:
    return f"{instance._meta.model_name}_{instance.pk}_title"


class MoneyColumn(PlainColumn):
    """Amounts in one unit, which stands in the head. ``is_summed``: the list says what all of its
    rows come to.
    """

    css = "r"
    on_phone = "lead"

    def __init__(self, *args, is_summed=True, **kwargs):
        super().__init__(*args, **kwargs)
        self.is_summed = is_summed

    def get_value(self, instance):
        return Column.get_value(self, instance)

    def fit(self, rows) -> Unit:
        return unit_of_column(self.get_value(row) for row in rows if is_in_yuan(row))

    def inner(self, instance, context):
        value = self.shown(instance, context)
        if value is None or value == "":
            return mark_safe("")
        if not is_in_yuan(instance):
            foreign = scaled(value, instance.amounts_in)
            return format_html('<span class="ds-money">{}</span>', foreign)
        return amount_in(context["table"].fits[self.name], value)


def is_in_yuan(row) -> bool:
    return getattr(row, "amounts_in", "CNY") == "CNY"


def unit_of_column(amounts: Iterable[Decimal | None]) -> Unit:
    """The unit in which the largest amount reads well and the smallest is not lost to nothing by
    two places; never yuan beside hundreds of millions.
    """
    sizes = [abs(amount) for amount in amounts if amount]
    unit = unit_for(sizes)
    if not sizes or min(sizes) * 100 >= unit.size:
        return unit
    finer = unit_for([min(sizes) * 100])
    return finer if finer.size > 1 or unit.size < YI else unit_for([Decimal(WAN)])


def amount_in(unit: Unit, amount: Decimal) -> SafeString:
    """An amount in the unit of its column, in yuan on hover; the phone shows the unit."""
    return format_html(
        '<span class="ds-money{}" data-amount="{}" title="{}">'
        '{}<small class="ds-phone-only">{}</small></span>',
        " bad" if amount < 0 else "",
        amount,
        yuan(amount),
        unit.text(amount),
        unit.name,
    )


class StateColumn(PlainColumn):
    """A state as a tag: grey at the beginning, then blue, green when it is done, red when it ended
    badly.
    """

    is_labelled = False

    def inner(self, instance, context):
        text = self.shown(instance, context)
        tone = tone_in_lists(instance)
        return tag(text, tone) if text else mark_safe("")


def tag(text, tone: str = "") -> SafeString:
    return format_html('<span class="ds-tag{}">{}</span>', f" ds-tag--{tone}" if tone else "", text)


def tone_in_lists(record) -> str:
    if not isinstance(record, Stateful):
        return ""
    is_new = record.state == record._meta.get_field("state").get_default()
    return "" if is_new else tone_of(record)


class LightColumn(PlainColumn):
    """A warning light: shape, colour and word, with its own reason. ``lights_of`` gives the lights
    of a row as (colour, word, reason), the worst first.
    """

    is_labelled = False

    def __init__(self, name, *, lights_of: Callable, **kwargs):
        super().__init__(name, **kwargs)
        self.lights_of = lights_of

    def inner(self, instance, context):
        lights = self.lights_of(instance)
        if not lights:
            return mark_safe("")
        colour, word, reason = lights[0]
        return format_html(
            '<span class="ds-light ds-light--{}" title="{}">{}</span>{}',
            colour,
            "\n".join(f"{light[1]} {light[2]}" for light in lights),
            word,
            format_html(' <span class="quiet">{}</span>', Truncator(reason).chars(16)),
        )


class DayColumn(PlainColumn):
    """A day, with its year only where the rows are of several years."""

    css = "num"
    on_phone = "skip"
    is_light = True

    def get_value(self, instance):
        return Column.get_value(self, instance)

    def fit(self, rows) -> bool:
        """Whether all of the days are of this year."""
        this_year = day_of(timezone.now()).year
        days = (self.get_value(row) for row in rows)
        return all(day.year == this_year for day in days if isinstance(day, date))

    def inner(self, instance, context):
        day = self.shown(instance, context)
        if not isinstance(day, date):
            return mark_safe(in_html(day))
        is_short = context["table"].fits.get(self.name)
        text = short_day(day) if is_short else day.isoformat()
        return format_html('<time datetime="{}">{}</time>', day.isoformat(), text)


class DueColumn(DayColumn):
    """Until when something must be done: near days in words, what is late in red. ``due_of`` gives
    (day, what) of a row, or None where nothing is due.
    """

    on_phone = "fact"
    is_light = False

    def __init__(self, name, *, due_of: Callable | None = None, **kwargs):
        super().__init__(name, **kwargs)
        self.due_of = due_of

    def get_value(self, instance):
        due = self._due(instance)
        return due[0] if due else None

    def _due(self, instance) -> tuple[date, str] | None:
        if self.due_of:
            return self.due_of(instance)
        day = Column.get_value(self, instance)
        return (day, "") if day else None

    def inner(self, instance, context):
        due = self._due(instance)
        if not due or self.shown(instance, context) is None:
            return mark_safe("")
        day, what = due
        days = (day - day_of(timezone.now())).days
        is_open = self.due_of is not None or is_under_way(instance)
        urgency = "" if not is_open else "late" if days < 0 else "soon" if days <= SOON_DAYS else ""
        text = day_in_words(day) if is_open else short_day(day)
        return format_html(
            '<time datetime="{}" class="{}" title="{}">{}</time>{}',
            day.isoformat(),
            urgency,
            _("%d days late") % -days if urgency == "late" else day.isoformat(),
            text,
            format_html('<span class="quiet"> {}</span>', what) if what else "",
        )


def is_under_way(record) -> bool:
    """Whether something still happens with it: nobody is late with what is done or dropped."""
    return not isinstance(record, Stateful) or tone_of(record) == "now"


class AgeColumn(PlainColumn):
    """A moment by how long ago it is, one long ago by its day; the moment itself on hover."""

    css = "num quiet"
    on_phone = "skip"
    is_light = True

    def fit(self, rows) -> bool:
        """Whether all of the moments are of this year."""
        this_year = day_of(timezone.now()).year
        moments = (Column.get_value(self, row) for row in rows)
        return all(day_of(moment).year == this_year for moment in moments if moment)

    def inner(self, instance, context):
        moment = self.shown(instance, context)
        if not isinstance(moment, datetime):
            return mark_safe(in_html(moment))
        local = timezone.localtime(moment)
        return format_html(
            '<time datetime="{}" title="{}">{}</time>',
            local.isoformat(timespec="minutes"),
            local.strftime("%Y-%m-%d %H:%M"),
            age_in_words(moment, is_this_year=context["table"].fits[self.name]),
        )


class MomentColumn(PlainColumn):
    """A moment to the second: in a log it is looked for what came before what."""

    css = "num"

    def inner(self, instance, context):
        moment = self.shown(instance, context)
        if not isinstance(moment, datetime):
            return mark_safe(in_html(moment))
        local = timezone.localtime(moment)
        words = local.strftime("%Y-%m-%d %H:%M:%S")
        return format_html('<time datetime="{}">{}</time>', local.isoformat(), words)


class BoxColumn(PlainColumn):
    """The box that ticks a row for what is done with many at once."""

    css = "box"
    on_phone = "skip"

    def __init__(self):
        super().__init__("bulk_actions", label="")

    def inner(self, instance, context):
        return format_html(
            '<label class="ds-check-hit"><input type="checkbox" class="ds-check" '
            'data-object-id="{}" data-bulk-action-checkbox aria-label="{}" '
            'aria-describedby="{}"></label>',
            instance.pk,
            _("Select"),
            title_id(instance),
        )


class ActionsColumn(PlainColumn):
    """What can be done with a row where it stands; ``actions_of`` gives [(label, link, icon)]."""

    css = "ds-row-actions"
    on_phone = "skip"

    def __init__(self, *, actions_of: Callable):
        super().__init__("actions", label="")
        self.actions_of = actions_of

    def inner(self, instance, context):
        links = mark_safe(
            "".join(_action(*action, instance) for action in self.actions_of(instance))
        )
        return format_html("<span>{}</span>", links) if links else mark_safe("")


def _action(label, link, icon, instance) -> SafeString:
    return format_html(
        '<a class="ds-btn ds-btn--small ds-btn--icon" href="{}" title="{}" aria-label="{}" '
        'aria-describedby="{}">{}</a>',
        link,
        label,
        label,
        title_id(instance),
        drawn_icon(icon),
    )


@cache
def drawn_icon(name: str) -> SafeString:
    """Wagtail's own drawing of an icon, kept: a page of a list has a hundred."""
    return render_to_string("wagtailadmin/shared/icon.html", {"name": name})
