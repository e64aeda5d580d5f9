"""What the log says of a refusal and of a fault."""

import logging

import pytest
from django.core.exceptions import PermissionDenied

from crm.core.log_lines import JSON, LINES, configured


@pytest.fixture(params=[LINES, JSON])
def formatter(request):
    """As the settings make it."""
    wanted = configured(request.param, "WARNING")["formatters"]["told"]
    made = wanted["()"]
    return made(**{name: value for name, value in wanted.items() if name != "()"})


def line_of(formatter, error, logger="django.request") -> str:
    try:
        raise error
    except type(error) as raised:
        info = (type(raised), raised, raised.__traceback__)
    record = logging.LogRecord(logger, logging.WARNING, __file__, 1, "%s: /a/", ("x",), info)
    return formatter.format(record)


def test_a_refused_page_is_one_line(formatter):
    line = line_of(formatter, PermissionDenied())
    assert "/a/" in line and "Traceback" not in line


def test_a_fault_says_where(formatter):
    assert "Traceback" in line_of(formatter, ValueError("unexpected"))
    assert "Traceback" in line_of(formatter, PermissionDenied(), logger="crm.core.background.work")
