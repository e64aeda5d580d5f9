import pytest

from tests.lint.beijing_days import faults, faults_of


@pytest.mark.parametrize(
    "written",
    [
        "at.date()",
        "record.issued_at.date()",
        "localtime(moment).date()",
        "record.received_at.year",
        "timezone.now().month",
        "timezone.localdate(record.received_at)",
    ],
)
def test_the_day_of_a_moment_taken_in_passing_is_found(written):
    assert [line for line, _what in faults_of(f"\nx = {written}\n")] == [2]


@pytest.mark.parametrize(
    "written",
    [
        "day_of(record.issued_at)",
        "timezone.localdate()",
        "date(2026, 1, 1)",
        "record.signed_on.year",
    ],
)
def test_days_are_left_alone(written):
    assert list(faults_of(f"x = {written}")) == []


def test_no_file_of_the_product_takes_the_day_of_a_moment():
    assert list(faults()) == []
