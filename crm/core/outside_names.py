"""Names under which people from outside are shown: none passes for the bureau's own.

A name may hold neither a department's name nor a role's, nor begin with the city's, however it is
written: in full-width or traditional characters, in letters of another script that look the same,
with characters that are not seen between them. An organisation is called as it is registered, with
the city's name in front of it; it may not be called as the bureau's departments are.

Models say by ``guard_names`` which of their fields are such names; every write of them is checked,
one row or many.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils import translation
from django.utils.translation import gettext as _

from .models import Department
from .roles import HOUSE, ROLES
from .writing.before import check_before

LANGUAGES = ("zh-hans", "en")
# Characters that are taken for another: of older or Japanese forms; the first one is an apron.
TAKEN_FOR = str.maketrans("巿啇徳悳侷跼尙", "市商德德局局尚")
SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "CHEROKEE", "ARMENIAN")
LEGAL_FORM = re.compile(
    r"(?:公司|合伙|事务所|商会|协会|学会|促进会|联合会|研究院|研究所|大学|学院|银行|企业|厂|社|集团|店|工作室"
    r"|ltd|limited|inc|llc|corp|corporation|gmbh|chamber|association|institute|university)\.?$"
)
SHORTEST = 2


@dataclass(frozen=True)
class Guarded:
    """``people`` and ``organisations`` are names of fields; ``is_outside`` says of which rows they
    are, ``is_person`` whether what is one of ``organisations`` names a person in this row.
    """

    people: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    is_outside: Callable = lambda record: True
    is_person: Callable = lambda record: False

    @property
    def names(self) -> tuple[str, ...]:
        return self.people + self.organisations


GUARDED_NAMES: dict[type[Model], Guarded] = {}
# Functions () → names that begin no outsider's: of the city.
_CITIES: list[Callable] = []
# Functions (users, sight) → {user's key: what stands beside the name}.
_ORGANISATIONS: list[Callable] = []


def guard_names(model: type[Model], guarded: Guarded) -> None:
    GUARDED_NAMES[model] = guarded
    check_before(model, check_rows)


def name_the_city(names_of: Callable) -> None:
    if names_of not in _CITIES:
        _CITIES.append(names_of)


def tell_organisations(find: Callable) -> None:
    if find not in _ORGANISATIONS:
        _ORGANISATIONS.append(find)


def organisations_of(users: Iterable, sight) -> dict[int, str]:
    """What stands beside the name of each person from outside, as the reader may know it."""
    outside = [user for user in users if user is not None and not user.is_staff]
    names: dict[int, str] = {}
    for find in _ORGANISATIONS if outside else ():
        names |= find(outside, sight)
    return names


def check_rows(model: type[Model], records: list, only: Iterable[str] | None = None) -> None:
    """Raise ValidationError for a name that was changed and may not be; ``only`` are the fields
    that are written.
    """
    guarded = GUARDED_NAMES.get(model)
    names = (
        [] if guarded is None else [name for name in guarded.names if only is None or name in only]
    )
    records = [record for record in records if names and guarded.is_outside(record)]
    if not records:
        return
    before, ours = _stored(model, records, names), own_names()
    for record in records:
        old = before.get(record.pk, {})
        for name in names:
            value = getattr(record, name) or ""
            if value and value != old.get(name):
                is_person = name in guarded.people or guarded.is_person(record)
                if refusal := refused(value, ours, is_person=is_person):
                    raise ValidationError({name: refusal})


def _stored(model, records, names) -> dict:
    """What was called so before stays so, until it is changed."""
    keys = [record.pk for record in records if record.pk and not record._state.adding]
    rows = model._base_manager.filter(pk__in=keys).values("pk", *names) if keys else ()
    return {row["pk"]: row for row in rows}


@dataclass(frozen=True)
class OwnNames:
    """Of the house, as ``skeleton`` makes them."""

    cities: frozenset[str]
    departments: frozenset[str]  # the whole names
    others: frozenset[str]  # short names of departments, and roles


def own_names() -> OwnNames:
    departments, others = set(), set(_roles())
    for name, short in Department.objects.values_list("name", "short_name"):
        departments.add(skeleton(name))
        others.add(skeleton(short))
    cities = {skeleton(name) for find in _CITIES for name in find()}
    return OwnNames(*(_long_enough(names) for names in (cities, departments, others)))


def _long_enough(names: Iterable[str]) -> frozenset[str]:
    return frozenset(name for name in names if len(name) >= SHORTEST)


@cache
def _roles() -> frozenset[str]:
    labels = set()
    for language in LANGUAGES:
        with translation.override(language):
            labels |= {skeleton(str(ROLES[code].label)) for code in HOUSE}
    return frozenset(labels)


def refused(name: str, ours: OwnNames, *, is_person: bool) -> str:
    """Why the name may not be borne; "" where it may."""
    if _hides_something(name):
        return _("The name holds characters that are not seen, or of several scripts.")
    plain = skeleton(name)
    is_taken = _passes_for_person if is_person else _passes_for_organisation
    if is_taken(plain, ours):
        return _("The name could be taken for one of the bureau's. Enter the own name alone.")
    return ""


def _hides_something(name: str) -> bool:
    """Zero-width, of control or direction, private; or letters of two scripts that look alike."""
    if any(unicodedata.category(char) in ("Cf", "Cc", "Co", "Cn", "Cs") for char in name):
        return True
    scripts = {
        script
        for char in name
        if char.isalpha() and (letter_name := unicodedata.name(char, ""))
        for script in SCRIPTS
        if letter_name.startswith(script)
    }
    return len(scripts) > 1


def _passes_for_person(plain: str, ours: OwnNames) -> bool:
    if any(plain.startswith(city) for city in ours.cities):
        return True
    return any(_is_in(name, plain) for name in ours.departments | ours.others)


def _passes_for_organisation(plain: str, ours: OwnNames) -> bool:
    if any(name in plain for name in ours.departments):
        return True
    if LEGAL_FORM.search(plain):
        return False
    return any(plain.startswith(city) for city in ours.cities) or plain in ours.others


def _is_in(name: str, plain: str) -> bool:
    """Letters as whole words, at the beginning or end: “Leadermann” is nobody's leader. Of two
    characters at the end alone, where a title stands (张科长): 财务部李女士 is of her own company.
    """
    if not name.isascii():
        return plain.endswith(name) if len(name) == SHORTEST else name in plain
    return plain == name or bool(
        re.search(rf"(?:^{re.escape(name)}\b|\b{re.escape(name)}$)", plain)
    )


def skeleton(name: str) -> str:
    """What the eye makes of a name: width, case, marks, blanks and traditional forms make no
    difference.
    """
    text = unicodedata.normalize("NFKC", name).casefold().translate(TAKEN_FOR)
    decomposed = unicodedata.normalize("NFD", text)
    visible = "".join(char for char in decomposed if unicodedata.category(char)[0] in "LN ZP")
    words = re.sub(r"[^\w]+", " ", visible).strip()
    return _simplified(re.sub(r"(?<![a-z0-9]) | (?![a-z0-9])", "", words))


def _simplified(text: str) -> str:
    return text if text.isascii() else _converter().convert(text)


@cache
def _converter():
    from opencc import OpenCC

    return OpenCC("t2s")


def or_nothing(name: str) -> str:
    """The name that a machine read, out of a mail for instance; "" where it may not be borne."""
    return "" if refused(name, own_names(), is_person=True) else name
