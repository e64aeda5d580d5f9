import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from crm.accounts.passwords import NotCommon
from crm.core.models import Parameter, User


def codes(password, **facts) -> set[str]:
    try:
        validate_password(password, User(**{"username": "linxl", "is_staff": True, **facts}))
    except ValidationError as error:
        return {each.code for each in error.error_list}
    return set()


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("quiet-lotus-mountain", set()),
        ("a-long-password-1", set()),
        ("quiet-lotus", {"password_too_short"}),
        ("quietlotus12", set()),
        ("password2026!!", {"password_too_common"}),
        ("P@ssw0rd20261130", {"password_too_common"}),
        ("woaini1314!!!!", {"password_too_common"}),
        ("1qaz2wsx3edc4rfv", {"password_too_common"}),
        ("123456789012345", {"password_too_common"}),
        ("abcabcabcabcabc", {"password_too_common"}),
        ("Changde-mountain-7", {"password_has_a_name"}),
        ("常德山水好风光一二三四", {"password_has_a_name", "password_too_short"}),
        ("my-deshang-login", {"password_has_a_name"}),
    ],
)
def test_what_staff_may_take(db, people, password, said):
    assert codes(password) == said


@pytest.mark.parametrize(
    "password", ["lin.xiao.lan-3344", "LINXIAOLAN-lotus", "林晓岚-quiet-lotus", "13907361234-lotus"]
)
def test_no_own_name(db, password):
    own = {"name": "林晓岚", "phone": "139 0736 1234"}
    assert "password_has_a_name" in codes(password, **own)


def test_the_portals_are_shorter_and_both_are_numbers_of_the_bureau(db):
    assert codes("quiet-lotus", is_staff=False) == set()
    assert codes("quietlotu", is_staff=False) == {"password_too_short"}
    Parameter.objects.filter(code="password_length_staff").update(value=20)
    assert codes("quiet-lotus-moun-19") == {"password_too_short"}
    assert codes("quiet-lotus-mount-20") == set()


def test_the_longest_password_takes_no_time_to_refuse_or_take():
    """In the square of its length it would stop the site: a hundred thousand characters."""
    NotCommon().validate("a" + "1" * 100_000 + "z")
