"""What is counted of the service to enterprises."""

from django.db.models import F
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.core.indicators.follow import keep_up_after
from crm.core.indicators.registry import Indicator, Ratio, Source, register_indicators

from .models import ServiceRequest
from .models.steps import Satisfaction

REQUESTS = pgettext_lazy("unit of a count", "requests")


def _cuts():
    return {"department": F("department"), "district": F("region"), "park": F("park")}


REQUEST = Source(
    "request",
    ServiceRequest,
    frozenset(("department", "district", "park")),
    "desk.view_servicerequest",
    _cuts,
    "servicerequest:index",
)


def _on(field: str, code: str, label, formula, **conditions) -> Indicator:
    return Indicator(
        code,
        label,
        REQUESTS,
        formula,
        REQUEST,
        TruncDate(field),
        which=lambda rows: rows.filter(**conditions),
    )


def register():
    content = (Satisfaction.SATISFIED, Satisfaction.CONTENT)
    on_answer = _("counted on the day of the answer")
    on_closing = _("counted on the day it was settled")
    keep_up_after(ServiceRequest)
    register_indicators(
        _on("received_at", "requests", _("requests received"), _("counted on the day they came")),
        _on("answered_at", "answers", _("requests answered"), on_answer),
        _on("answered_at", "answers_kept", _("answered in time"), on_answer, was_in_time=True),
        _on("closed_at", "requests_closed", _("requests settled"), on_closing, state="closed"),
        _on(
            "closed_at",
            "requests_judged",
            _("requests with the enterprise’s word"),
            on_closing,
            state="closed",
            satisfaction__in=Satisfaction.values,
        ),
        _on(
            "closed_at",
            "requests_content",
            _("requests with a satisfied enterprise"),
            on_closing,
            state="closed",
            satisfaction__in=content,
        ),
        Ratio(
            "in_time",
            _("answers within their time"),
            _("requests answered in time ÷ requests answered"),
            "answers_kept",
            "answers",
        ),
        Ratio(
            "satisfaction",
            _("satisfied enterprises"),
            _("settled requests with a satisfied enterprise ÷ those with its word"),
            "requests_content",
            "requests_judged",
        ),
    )
