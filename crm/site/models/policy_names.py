"""What the codes in the conditions of a policy are called, in both languages."""

from leads.models import Industry, Region

from ..matching.codes import SECTION_NAMES
from ..matching.edited import Names, blocks_in
from .policy_words import Qualification


def names_in(*streams) -> Names:
    """Names of every code in the stored blocks of ``streams``."""
    codes: dict[str, set[str]] = {"industry": set(), "region": set(), "qualification": set()}
    for stream in streams:
        for block in blocks_in(stream):
            _collect(block, codes)
    return Names(
        {industry.code: _industry(industry) for industry in _of(Industry, codes["industry"])},
        {region.code: _region(region) for region in _of(Region, codes["region"])},
        {
            qualification.code: _qualification(qualification)
            for qualification in _of(Qualification, codes["qualification"])
        },
    )


def _collect(block, codes: dict[str, set[str]]) -> None:
    kind, value = block["type"], block["value"]
    if kind in ("industry", "region"):
        codes[kind].update(value["codes"])
    if kind == "qualification":
        codes[kind].add(value["qualification"])


def _of(model, codes: set[str]):
    return model.objects.filter(code__in=codes) if codes else []


def _industry(industry) -> dict[str, str]:
    standard = f"GB/T 4754 {industry.code}"
    return {"zh": industry.name, "en": SECTION_NAMES.get(industry.code, standard)}


def _region(region) -> dict[str, str]:
    from pypinyin import lazy_pinyin  # on first use: its dictionaries take half a second

    return {"zh": region.name, "en": "".join(lazy_pinyin(region.name)).capitalize()}


def _qualification(qualification) -> dict[str, str]:
    return {"zh": qualification.name_zh, "en": qualification.name_en}
