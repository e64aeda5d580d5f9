"""What a company's name comes down to, so that two ways of writing it can be compared."""

import re
import unicodedata
from functools import cache
from pathlib import Path

LEGAL_ENDINGS = (
    "股份有限公司", "有限责任公司", "集团有限公司", "控股有限公司", "投资有限公司", "有限公司", "股份公司", "集团公司",
    "集团股份", "集团控股", "集团", "控股", "公司", "厂",
)  # fmt: skip
ENGLISH_ENDINGS = re.compile(
    r"[\s,.]*\b(holdings?|group|company|corporation|corp|incorporated|inc|limited|ltd|co|plc|llc|ag|sa|nv|se|spa|gmbh)\b\.?\s*$"
)
NO_REGION = {"阿里"}  # the start of 阿里巴巴 more often than the prefecture
REGION_ENDINGS = ("特别行政区", "自治区", "自治州", "地区", "省", "市", "县", "区", "盟")


def core_name(name: str) -> str:
    """``name`` without brackets, region, legal form, case and width; "" for an empty one.

    华为投资控股有限公司 → 华为投资; 腾讯控股有限公司 → 腾讯; SAMSUNG ELECTRONICS CO., LTD. → samsungelectronics.
    What would leave nothing is kept (上海电气 keeps 电气, but 中国建筑 is not reduced to nothing).
    """
    text = simplified(unicodedata.normalize("NFKC", name)).lower().strip()
    text = re.sub(r"[(\[【（].*?[)\]】）]", "", text) or text
    text = _without_english_ending(text)
    text = re.sub(r"[\W_]+", "", text)
    text = _without_legal_ending(text)
    return _without_region(text)


def simplified(text: str) -> str:
    return _converter().convert(text)


@cache
def _converter():
    from opencc import OpenCC

    return OpenCC("t2s")


def _without_english_ending(text: str) -> str:
    while (shorter := ENGLISH_ENDINGS.sub("", text)) and shorter != text:
        text = shorter
    return text


def _without_legal_ending(text: str) -> str:
    changed = True
    while changed:
        changed = False
        for ending in LEGAL_ENDINGS:
            if text.endswith(ending) and len(text) - len(ending) >= 2:
                text, changed = text[: -len(ending)], True
                break
    return text


def _without_region(text: str) -> str:
    for region in _regions():
        if text.startswith(region) and len(text) - len(region) >= 2:
            return text[len(region) :]
    return text


@cache
def _regions() -> tuple[str, ...]:
    """Names of provinces and cities, with and without their ending, longest first."""
    path = Path(__file__).parents[1] / "data" / "regions.csv"
    names = set()
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        code, name, _parent = line.split(",")
        if len(code) <= 4 and name not in ("市辖区", "县"):
            names.add(name)
            names.update(name.removesuffix(ending) for ending in REGION_ENDINGS if len(name.removesuffix(ending)) >= 2)
    return tuple(sorted(names - NO_REGION, key=lambda name: (-len(name), name)))
