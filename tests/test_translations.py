import gettext
import re
from pathlib import Path

from django.utils.translation import gettext as translate
from django.utils.translation import override, pgettext

from crm.core.punctuation import aside, clauses, labelled, listed, phrases
from tests.messages import messages_of_code, messages_of_templates, texts_of_code

REPO = Path(__file__).parents[1]
CATALOGUE = REPO / "locale/zh_Hans/LC_MESSAGES/django.po"
TEMPLATES = REPO / "templates"
SIGNS = re.compile("[：；，（）、。]")

# Where the sources write the signs of Chinese with reason: folders and files.
WRITES_CHINESE_SIGNS = {
    "commissions/documents/cells.py": "where a line of a document, which is Chinese, may break",
    "commissions/documents/trial_seal.py": "the name on a seal",
    "commissions/engine/": "says both languages itself, without gettext",
    "commissions/policies/reader.py": "finds what was typed in place of a colon",
    "commissions/statements/batch.py": "the columns of the bank's file",
    "crm/core/tables/phones.py": "telephone numbers as they are typed and stored",
    "crm/core/tables/rows.py": "reads tables",
    "crm/core/tables/titles.py": "reads tables",
    "crm/core/tables/unit_places.py": "reads tables",
    "crm/core/writing/reasons.py": "stored, and read again",
    "crm/demo/": "the demonstration is told in Chinese",
    "crm/desk/mailbox/letter.py": "reads letters",
    "crm/desk/requests/receive.py": "reads what was asked",
    "crm/site/matching/": "says both languages itself, without gettext",
    "crm/site/policies/answers.py": "reads what was typed",
    "crm/site/policies/compared.py": "says both languages itself, as the matching does",
    "crm/site/policies/benefit_words.py": "says both languages itself, as the matching does",
    "leads/channels/chain_file.py": "words of a chain as they are typed and stored",
    "leads/judgement/first_scheme.py": "a scheme as it is stored",
    "leads/models/chain.py": "reads what was typed",
    "leads/models/scale.py": "reads what was typed",
    "leads/naming/names.py": "reads names of companies",
}


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
    tags = re.compile(r"{%.*?%}|{#.*?#}|{% comment.*?endcomment %}", re.S)
    found = {
        str(path.relative_to(TEMPLATES)): SIGNS.findall(text)
        for path in TEMPLATES.rglob("*.html")
        if "documents" not in path.parts
        and SIGNS.search(text := tags.sub("", path.read_text(encoding="utf-8")))
    }
    assert found == {}


def test_no_source_writes_the_signs_of_one_language():
    """But those above; crm.core.punctuation has them for both."""
    found = [(file, text) for text, file in texts_of_code() if SIGNS.search(text)]
    meant = tuple(WRITES_CHINESE_SIGNS)
    assert [each for each in found if not each[0].startswith(meant)] == []
    assert [place for place in meant if not any(file.startswith(place) for file, _ in found)] == []


def test_words_are_joined_in_the_language_of_the_reader():
    told = (
        labelled("丙", listed(("甲", "乙")) + aside("丁")),
        clauses((phrases(("甲", "", "乙")), "丙")),
    )
    assert told == ("丙：甲、乙（丁）", "甲，乙；丙")
    with override("en"):
        told = labelled("C", listed("AB") + aside("D")), clauses((phrases(("A", "", "B")), "C"))
    assert told == ("C: A, B (D)", "A, B; C")
    assert aside("") == aside(None) == ""


def is_of_django(context: str, message: str) -> bool:
    """Whether the Chinese of Django or Wagtail says it."""
    with override("zh-hans"):
        said = pgettext(context, message) if context else translate(message)
    return said != message


def told(compiled, context, message) -> str:
    return compiled.pgettext(context, message) if context else compiled.gettext(message)
