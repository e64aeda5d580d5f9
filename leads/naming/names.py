"""What a company's name comes down to, so that two ways of writing it can be compared."""

import re
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from . import places

# What says the legal form, by kind of body; the longest that fits is taken off first.
FORMS = {
    "company": ("股份有限公司", "有限责任公司", "有限公司", "股份公司", "总公司", "公司"),
    "partnership": ("有限合伙企业", "有限合伙", "普通合伙", "合伙企业"),
    "cooperative": ("农民专业合作社", "专业合作社", "合作社"),
    "factory": ("厂",),
}
FORM_OF = {ending: form for form, endings in FORMS.items() for ending in endings}
BODY_OF = {"集团": "group", "控股": "holding", "股份": ""}
ENDINGS = tuple(sorted({**FORM_OF, **BODY_OF}, key=len, reverse=True))
BRANCHES = (
    "分公司",
    "分厂",
    "分店",
    "分行",
    "支行",
    "分部",
    "分社",
    "分院",
    "营业部",
    "办事处",
    "代表处",
)
BRANCH = re.compile(
    rf"^(.{{2,}}(?:公司|集团|厂|合作社|银行|医院|大学))[（(]?(.{{0,14}}?(?:{'|'.join(BRANCHES)}))[)）]?$"
)
BLANKS = re.compile(r"\s+")
NO_LETTERS = re.compile(r"[\W_]+")
BRACKETS = re.compile(r"[(\[【（〔](.*?)[)\]】）〕]")
ENGLISH_ENDING = re.compile(
    r"[\s,.]*\b"
    r"(holdings?|group|company|corporation|corp|incorporated|inc|limited|ltd|co|plc|llc|"
    r"ag|sa|nv|se|spa|gmbh)"
    r"\b\.?\s*$"
)
ENGLISH_BODY = {"group": "group", "holding": "holding", "holdings": "holding"}
# Marks that an exchange puts around a short name: *ST宝实, 深中华A, 寒武纪-U.
EXCHANGE_MARKS = re.compile(r"^\*?s?st(?=[^\x00-\x7f])|(?<=[^\x00-\x7f])(?:-[a-z]{1,2}|[ab]股?)$")


class Parts(NamedTuple):
    """A name taken apart. ``regions`` are the codes that its place may mean, ``mark`` what else
    stood in brackets.

    ``stem`` is the core with the place that the name begins with, ``head`` the core of a branch's
    head office.
    """

    core: str = ""
    regions: frozenset[str] = frozenset()
    body: str = ""  # group, holding, branch, or "" for a plain one
    form: str = ""  # company, factory, …; "" where the name does not say
    mark: str = ""
    stem: str = ""
    head: str = ""

    def is_surely(self, other: "Parts") -> bool:
        """Whether both names surely mean the same body: neither says anything in which the other
        differs.
        """
        forms_agree = self.form == other.form or not self.form or not other.form
        same = (self.core, self.regions, self.body, self.mark) == (
            other.core,
            other.regions,
            other.body,
            other.mark,
        )
        return bool(self.core) and same and forms_agree

    def is_elsewhere(self, other: "Parts") -> bool:
        """Both names say a place, and neither place lies within the other."""
        return bool(self.regions and other.regions) and not any(
            places.touch(region, other_region)
            for region in self.regions
            for other_region in other.regions
        )


def core_name(name: str) -> str:
    """``name`` without brackets, region, legal form, case and width; "" for an empty one.

    华为投资控股有限公司 → 华为投资; 湖南省长沙市佳山电子厂 → 佳山电子; SAMSUNG ELECTRONICS CO.,
    LTD. → samsungelectronics. What would leave nothing is kept (上海电气 keeps 电气, but 中国建筑
    is not reduced to nothing). A branch keeps its own words, so that it is never taken for its head
    office.
    """
    return parts_of(name).core


def turn_of(name: str) -> str:
    """The key of the lock by which those who enter a company of this name take turns."""
    return core_name(name) or written_plainly(name)


@lru_cache(maxsize=1 << 18)  # importing 100,000 rows takes each name apart several times
def parts_of(name: str) -> Parts:
    text = EXCHANGE_MARKS.sub("", written_plainly(name))
    closed_up = BLANKS.sub("", text)
    if closed_up.rstrip(")）").endswith(BRANCHES) and (branch := BRANCH.match(closed_up)):
        head = parts_of(branch[1])
        return Parts(
            head.core + branch[2],
            head.regions,
            "branch",
            "company",
            head.mark,
            head.stem + branch[2],
            head.core,
        )
    return _whole(text)


def written_plainly(name: str) -> str:
    """Half-width, simplified, lower case: one way of writing, nothing left out."""
    return simplified(unicodedata.normalize("NFKC", name)).lower().strip()


def same_name(one: str, other: str) -> bool:
    """Whether two texts are one name to the letter, whatever their width, case, blanks, brackets
    and dots.
    """
    first, second = (NO_LETTERS.sub("", written_plainly(name)) for name in (one, other))
    return first == second != ""


def _whole(text: str) -> Parts:
    outside = BRACKETS.sub("", text)
    inside = [NO_LETTERS.sub("", bracket) for bracket in BRACKETS.findall(text)] if outside else []
    text, body = _without_english_endings(outside or text)
    text, form, ending_body = _without_endings(NO_LETTERS.sub("", text))
    stem, body = text, body or ending_body
    text, regions = places.taken_off(text)
    mark = ""
    for part in inside:
        codes = places.meant_by(part)
        if part in FORM_OF or part in BODY_OF:
            form, body = form or FORM_OF.get(part, ""), body or BODY_OF.get(part, "")
        elif codes:
            regions = regions or codes
        else:
            mark += part
    return Parts(text, regions, body, form, mark, stem)


def _without_english_endings(text: str) -> tuple[str, str]:
    body = ""
    if not text.rstrip()[-1:].isascii():
        return text, body
    while (ending := ENGLISH_ENDING.search(text)) and ending.start() > 0:
        text, body = text[: ending.start()], ENGLISH_BODY.get(ending[1], body)
    return text, body


def _without_endings(text: str) -> tuple[str, str, str]:
    """(what is left, the legal form, group or holding)."""
    form = body = ""
    while ending := _ending_of(text):
        text = text[: -len(ending)]
        form, body = form or FORM_OF.get(ending, ""), BODY_OF.get(ending) or body
    return text, form, body


def _ending_of(text: str) -> str:
    """The first of ENDINGS on which ``text`` ends and that leaves two characters of it, or ""."""
    if not text.endswith(ENDINGS):
        return ""
    return next(
        (ending for ending in ENDINGS if text.endswith(ending) and len(text) - len(ending) >= 2),
        "",
    )


def simplified(text: str) -> str:
    """Traditional characters made simplified; the converter is slow, so text without any is not
    sent through it.
    """
    return text if text.isascii() or _convertible().isdisjoint(text) else _converter().convert(text)


@cache
def _convertible() -> frozenset[str]:
    """The characters that a text must hold for the converter to change it: those that it maps, and
    those of phrases that it changes as a whole.
    """
    pairs = {}
    for name in ("TSCharacters.txt", "TSPhrases.txt"):
        lines = (
            files("opencc").joinpath("dictionary", name).read_text(encoding="utf-8").splitlines()
        )
        pairs[name] = dict(line.split("\t", 1) for line in lines if line)
    characters = frozenset(pairs["TSCharacters.txt"])
    return characters.union(
        *(
            phrase
            for phrase, becomes in pairs["TSPhrases.txt"].items()
            if becomes != phrase and characters.isdisjoint(phrase)
        )
    )


@cache
def _converter():
    from opencc import OpenCC

    return OpenCC("t2s")
