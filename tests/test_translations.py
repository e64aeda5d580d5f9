import gettext
import re
from pathlib import Path

CATALOGUE = Path(__file__).parents[1] / "locale/zh_Hans/LC_MESSAGES/django.po"


def test_every_message_of_the_catalogue_is_translated_and_none_is_doubtful():
    text = CATALOGUE.read_text(encoding="utf-8")
    assert "#, fuzzy" not in text
    pairs = re.findall(r'^msgid "(.+)"\nmsgstr "(.*)"', text, re.M)
    assert len(pairs) > 450
    assert [message for message, translation in pairs if not translation] == []


def test_the_compiled_catalogue_is_the_one_in_the_sources():
    with open(CATALOGUE.with_suffix(".mo"), "rb") as file:
        compiled = gettext.GNUTranslations(file)
    text = CATALOGUE.read_text(encoding="utf-8")
    entries = re.findall(r'^(?:msgctxt "(.+)"\n)?msgid "(.+)"\nmsgstr "(.+)"', text, re.M)
    unescaped = [[each.replace('\\"', '"') for each in entry] for entry in entries]
    assert [
        message
        for context, message, translation in unescaped
        if told(compiled, context, message) != translation
    ] == []


def told(compiled, context, message) -> str:
    return compiled.pgettext(context, message) if context else compiled.gettext(message)
