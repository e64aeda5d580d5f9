"""Errors are reported to a Sentry server where one is set: what broke and where, never what people
typed, whom it concerns, or the values in messages.
"""

from django.conf import settings

from . import request_ids


def begin() -> None:
    if not settings.SENTRY_DSN:
        return
    import sentry_sdk

    sentry_sdk.init(
        dsn=settings.SENTRY_DSN,
        environment=settings.SENTRY_ENVIRONMENT,
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        auto_session_tracking=False,
        before_send=without_personal_data,
    )


def without_personal_data(event: dict, _hint=None) -> dict:
    """Kept: the kinds of the errors, the lines of code, the view or task, the request's id, which
    finds the rest in the log.
    """
    for name in ("user", "breadcrumbs", "extra", "logentry", "message", "contexts", "modules"):
        event.pop(name, None)
    request = event.pop("request", None) or {}
    event["request"] = {"method": request.get("method", "")}
    for error in event.get("exception", {}).get("values", []):
        error.pop("value", None)
        for frame in (error.get("stacktrace") or {}).get("frames", []):
            frame.pop("vars", None)
    event["tags"] = {"request_id": request_ids.current()}
    return event
