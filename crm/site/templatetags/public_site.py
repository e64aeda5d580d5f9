import json
from decimal import Decimal

from django import template
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from crm.core.money import plain
from parks.models import Plot

from ..frame import frame_of
from ..hosts import absolute
from ..models import FormPage

register = template.Library()


@register.simple_tag(takes_context=True)
def site_frame(context):
    """The frame of the page that is being drawn."""
    return frame_of(context.get("request"), context.get("page"))


@register.simple_tag(takes_context=True)
def structured_data(context):
    """The page in the vocabulary of schema.org, for search engines."""
    page, request = context.get("page"), context.get("request")
    if page is None or not hasattr(page, "structured_data"):
        return ""
    data = {"@context": "https://schema.org", **page.structured_data(request)}
    escaped = json.dumps(data, ensure_ascii=False, default=str).replace("<", "\\u003c")
    return mark_safe(f'<script type="application/ld+json">{escaped}</script>')


@register.filter
def holds(above, page) -> bool:
    """Whether ``page`` is the page or stands below it."""
    return bool(page) and page.path.startswith(above.path)


@register.simple_tag(takes_context=True)
def address(context, name: str, *args) -> str:
    """The address behind a name, with its host where that is another one than the reader's."""
    path, request = reverse(name, args=args), context.get("request")
    return absolute(path, request.get_host()) if request else path


@register.filter
def entry(table: dict, key):
    return table.get(key)


@register.filter
def grouped(number):
    """13,656 for 13656; what is no number stays."""
    return f"{number:,}" if isinstance(number, int | float) else number


@register.filter
def share_of(part, whole) -> int:
    """The length of a bar, in per cent of the longest."""
    return int(Decimal(part) * 100 / Decimal(whole)) if whole else 0


@register.simple_tag(takes_context=True)
def page_link(context, number: int) -> str:
    """The address of another page of the same list."""
    query = context["request"].GET.copy()
    query["p"] = number
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def form_page(context, form: str):
    """The page with the form, in the language that is read."""
    frame = context.get("frame")
    if frame is None or frame.home is None:
        return None
    return FormPage.objects.live().descendant_of(frame.home).filter(form=form).first()


@register.simple_tag
def plot_in_words(plot: Plot, with_prices: bool) -> str:
    """What may be said of a free plot: use, supply, price."""
    facts = [
        plot.get_zoning_display() if plot.zoning else "",
        _fact_or_blank(_("%(n)s kVA"), plot.power_kva),
        _fact_or_blank(_("clear height %(n)s m"), plot.height_m),
        _fact_or_blank(_("floor load %(n)s t/m²"), plot.floor_load_t),
        _fact_or_blank(_("steam %(n)s t/hour"), plot.steam_t_hour),
        _fact_or_blank(_("gas %(n)s m³/hour"), plot.gas_m3_hour),
    ]
    if with_prices:
        facts.append(_fact_or_blank(_("%(n)s yuan/m²"), plot.price_per_sqm))
        facts.append(_fact_or_blank(_("rent %(n)s yuan/m² a month"), plot.rent_per_sqm))
    return pgettext("between words of a list", ", ").join(filter(None, facts))


def _fact_or_blank(words: str, number) -> str:
    return "" if not number else words % {"n": plain(number)}
