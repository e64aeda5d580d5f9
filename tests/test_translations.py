import gettext
import re
from pathlib import Path

from django.utils.translation import gettext as translate
from django.utils.translation import override, pgettext

from tests.messages import messages_of_code, messages_of_templates

REPO = Path(__file__).parents[1]
CATALOGUE = REPO / "locale/zh_Hans/LC_MESSAGES/django.po"
TEMPLATES = REPO / "templates"


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


def test_every_message_of_the_sources_is_in_the_catalogue():
    with open(CATALOGUE.with_suffix(".mo"), "rb") as file:
        known = set(gettext.GNUTranslations(file)._catalog)
    known = {key[0] if isinstance(key, tuple) else key for key in known}
    marked = {*messages_of_code(), *messages_of_templates()}
    assert len(marked) > 3_000
    missing = {
        (context, message, file)
        for context, message, file in marked
        if message
        and f"{context}\4{message}".removeprefix("\4") not in known
        and not is_of_django(context, message)
    }
    assert sorted(missing) == []


def test_no_template_writes_the_signs_of_one_language():
    """But documents, which are Chinese; crm.core.templatetags.punctuation has them for both."""
    signs, tags = (
        re.compile("[：；，（）、。]"),
        re.compile(r"{%.*?%}|{#.*?#}|{% comment.*?endcomment %}", re.S),
    )
    found = {
        str(path.relative_to(TEMPLATES)): signs.findall(text)
        for path in TEMPLATES.rglob("*.html")
        if "documents" not in path.parts
        and signs.search(text := tags.sub("", path.read_text(encoding="utf-8")))
    }
    assert found == {}


def is_of_django(context: str, message: str) -> bool:
    """Whether the Chinese of Django or Wagtail says it."""
    with override("zh-hans"):
        said = pgettext(context, message) if context else translate(message)
    return said != message


def told(compiled, context, message) -> str:
    return compiled.pgettext(context, message) if context else compiled.gettext(message)
