"""Which stored records the texts and keys of a spreadsheet mean, among those that the user sees."""

from collections import defaultdict

from django.db.models import Q

from crm.core.models import Department, User
from crm.core.tables.cells import half_width

from ..models import Agent, Company, CompanyAlias, Industry, Region
from ..naming.credit_code import normalised
from ..naming.names import parts_of

CODE_LENGTH = 18


def identity(name: str):
    """The same for names that are one beyond doubt; the whole name
    where it comes down to nothing.
    """
    parts = parts_of(name)
    return (parts.core, parts.regions, parts.body, parts.mark) if parts.core else name


def companies_named(texts, user) -> dict[str, list[int]]:
    """By credit code, else by whole name, else by a name, English name or alias that is the same
    beyond doubt.
    """
    return _named(texts, Company.objects.visible_to(user), surely_named)


def agents_named(texts, user) -> dict[str, list[int]]:
    return _named(texts, Agent.objects.visible_to(user), lambda rest, stored: {})


def _named(texts, stored, otherwise) -> dict[str, list[int]]:
    exact = defaultdict(set)
    codes = {normalised(text): text for text in texts}
    codes = {code: text for code, text in codes.items() if len(code) == CODE_LENGTH}
    for pk, name, code in stored.filter(
        Q(name__any_of=texts) | Q(credit_code__any_of=codes)
    ).values_list("pk", "name", "credit_code"):
        exact[name].add(pk)
        if code in codes:
            exact[codes[code]].add(pk)
    by_text = {text: sorted(exact[text]) for text in texts if text in exact}
    return by_text | otherwise([text for text in texts if text not in exact], stored)


def surely_named(texts, stored) -> dict[str, list[int]]:
    """{text: [ids]} of the companies that bear the name beyond doubt; a namesake elsewhere, a group
    or a branch is another one.
    """
    cores = {parts_of(text).core for text in texts} - {""}
    with_core = defaultdict(set)
    for key, name in (("name_key", "name"), ("name_en_key", "name_en")):
        for core, written, pk in stored.filter(**{f"{key}__any_of": cores}).values_list(
            key, name, "pk"
        ):
            with_core[core].add((written, pk))
    for core, written, pk in CompanyAlias.objects.filter(
        name_key__any_of=cores, company__in=stored
    ).values_list("name_key", "name", "company"):
        with_core[core].add((written, pk))
    alike = [
        (text, parts, with_core[parts.core])
        for text in texts
        if (parts := parts_of(text)).core in with_core
    ]
    by_text = {
        text: sorted({pk for written, pk in rows if parts_of(written).is_surely(parts)})
        for text, parts, rows in alike
    }
    return {text: ids for text, ids in by_text.items() if ids}


def company_keys(keys, stored) -> dict:
    """Companies by (name, identity): the whole name goes before one
    that is the same beyond doubt.
    """
    exact = defaultdict(list)
    for name, pk in stored.filter(name__any_of={name for name, _identity in keys}).values_list(
        "name", "pk"
    ):
        exact[name].append(pk)
    alike = surely_named([name for name, _identity in keys if name not in exact], stored)
    return {key: exact.get(key[0]) or alike.get(key[0], []) for key in keys}


def codes(field):
    """Records by a code of their own."""

    def find(keys, stored):
        by_key = defaultdict(list)
        for code, pk in stored.filter(**{f"{field}__any_of": keys}).values_list(field, "pk"):
            by_key[code].append(pk)
        return by_key

    return find


numbers = codes("number")


def pairs(first, second):
    """Records by two of their fields together."""

    def find(keys, stored):
        by_key = defaultdict(list)
        if not keys:
            return by_key
        firsts = {first_value for first_value, _second_value in keys}
        rows = stored.filter(**{f"{first}__any_of": firsts}).values_list(first, second, "pk")
        for first_value, second_value, pk in rows:
            by_key[first_value, second_value].append(pk)
        return by_key

    return find


def industries_named(texts, user) -> dict[str, list[str]]:
    """By code (3841, C3841), by “3841 锂离子电池制造” or by name; of levels that share a name, the
    finest.

    111 may be the group 111 or 0111 without its zero: it names both.
    """
    by_name, by_code = {}, {}
    for code, name in Industry.objects.order_by("level").values_list("code", "name"):
        by_name[half_width(name)] = code
        by_code.update({code: code, half_width(f"{code} {name}"): code})
    by_text = {}
    for text in texts:
        key = half_width(text).upper()
        code = (
            by_code.get(key)
            or by_name.get(half_width(text))
            or (by_code.get(key[1:]) if key[:1].isalpha() else None)
        )
        if code:
            with_zero = by_code.get(f"0{key}") if key.isdigit() else None
            by_text[text] = (
                [code, with_zero] if with_zero and not with_zero.startswith(code) else [code]
            )
        elif key.isdigit() and f"0{key}" in by_code:
            by_text[text] = [by_code[f"0{key}"]]
    return by_text


def regions_named(texts, user) -> dict[str, list[str]]:
    """By code (with or without closing zeros), by name with what lies above it (湖南省长沙市), or
    by name alone where that is one place.
    """
    rows = {
        code: (name, parent)
        for code, name, parent in Region.objects.values_list("code", "name", "parent")
    }
    by_name = defaultdict(set)
    for code, (name, parent) in rows.items():
        by_name[code.ljust(6, "0")].add(code)
        path = name
        by_name[name].add(code)
        by_name[_short(name)].add(code)
        while parent:
            parent_name, parent = rows[parent]
            if parent_name not in ("市辖区", "县"):
                path = parent_name + path
                by_name[path].add(code)
    by_text = {}
    for text in texts:
        key = half_width(text).replace("/", "").replace("-", "")
        ids = by_name.get(key.ljust(6, "0") if key.isdigit() else key, set())
        by_text[text] = sorted(_highest(ids))
    return by_text


def _short(name: str) -> str:
    for ending in ("维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "特别行政区", "省", "市"):
        if name.endswith(ending) and len(name) - len(ending) >= 2:
            return name.removesuffix(ending)
    return name


def _highest(ids) -> set[str]:
    """北京 is the city and not its district of a like name; two counties of one name stay two."""
    shortest = min(map(len, ids), default=0)
    return {code for code in ids if len(code) == shortest}


def departments_named(texts, user) -> dict[str, list[int]]:
    by_name = defaultdict(set)
    rows = {
        pk: (name, short, parent)
        for pk, name, short, parent in Department.objects.values_list(
            "pk", "name", "short_name", "parent"
        )
    }
    for pk, (name, short, parent) in rows.items():
        for written in {name, short} - {""}:
            by_name[written].add(pk)
            if parent in rows:
                by_name[rows[parent][0] + written].add(pk)
    by_text = {}
    for text in texts:
        for key in (half_width(text).replace("/", ""), text):
            if key in by_name:
                by_text[text] = sorted(by_name[key])
                break
    return by_text


def officers_named(texts, user) -> dict[str, list[int]]:
    """Colleagues by name or login."""
    by_name = defaultdict(set)
    for pk, name, login in User.objects.staff().values_list("pk", "name", "username"):
        by_name[half_width(name)].add(pk)
        by_name[login].add(pk)
    return {text: sorted(by_name[key]) for text in texts if (key := half_width(text)) in by_name}


def department_choices() -> list[str]:
    return [str(department) for department in Department.objects.all()[:200]]


def officer_choices() -> list[str]:
    return [str(user) for user in User.objects.staff().order_by("name")[:200]]
