import pytest

from tests.commissions.engine.told import HERE, LANGUAGES, told


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_engine_says_is_what_people_have_read_over(language):
    assert (
        told(language).splitlines()
        == (HERE / f"{language}.txt").read_text(encoding="utf-8").splitlines()
    )
