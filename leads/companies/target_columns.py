"""The columns of a 500 list as publishers and offices write them, read like every other table."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.core.money import CURRENCIES, scaled
from crm.core.tables import cells
from crm.core.tables.cells import BadCell
from crm.core.tables.columns import Column, ModelTable
from crm.core.tables.quantities import Foreign, Number
from crm.core.tables.titles import name_key
from crm.core.tables.units import MONEY, Kind, converted

from ..models import Company, CompanyAlias, TargetEntry, TargetList

COMPANY = (
    "企业名称",
    "企业全称",
    "公司全称",
    "全称",
    "公司名称",
    "企业",
    "公司",
    "单位名称",
    "名称",
    "企业简称",
    "中文名称",
    "公司名称中文",
    "上榜公司",
    "name",
    "full name",
    "参展商",
    "参展企业",
)
SHORT = ("证券简称", "股票简称", "简称", "short name")
FIELD = ("行业", "所属行业", "主营业务", "细分领域", "主导产品", "展品", "industry")
ENGLISH = ("英文名称", "name en", "企业英文名称", "公司名称英文", "英文名", "english name")
REVENUE = (
    "营业收入",
    "营收",
    "营业额",
    "营业总收入",
    "收入",
    "年营业收入",
    "上年营业收入",
    "revenue",
)


@dataclass(frozen=True)
class OwnColumn(Column):
    """A column whose name is not that of the field that keeps it, ``kept_in``."""

    kept_in: models.Field = None

    @cached_property
    def model_field(self):
        return self.kept_in


@dataclass(frozen=True)
class WholeNumber(OwnColumn):
    """``least`` and ``most`` are the smallest and the largest value allowed."""

    least: int = 1
    most: int = 32_767

    def value_of(self, raw, reading):
        text = cells.half_width(raw).removeprefix("第").removesuffix("名")
        try:
            number = cells.decimal_of(text, places=0)
        except BadCell:
            raise BadCell(_("“%s” is not a whole number.") % cells.readable(raw)) from None
        if not self.least <= number <= self.most:
            bounds = {"text": cells.readable(raw), "least": self.least, "most": self.most}
            raise BadCell(_("“%(text)s” does not lie between %(least)d and %(most)d.") % bounds)
        return int(number)


@dataclass(frozen=True)
class Revenue(Number):
    """Money in whole units of its own currency, which the unit names. ``fixed`` is the unit of a
    column whose very name says it.
    """

    kept_in: models.Field = None
    fixed: str = ""
    least: Decimal = Decimal(0)
    quantity: Kind = MONEY
    kept: str = "元"
    is_yuan = False

    @cached_property
    def model_field(self):
        return self.kept_in

    def names(self):
        return {name_key(self.name)} if self.fixed else super().names()

    def value_of(self, raw, reading):
        reading.unit = reading.unit or (self.quantity.unit(self.fixed) if self.fixed else None)
        return super().value_of(raw, reading)

    def _of(self, number, unit, raw, reading):
        return Foreign(self._kept(converted(number, unit.worth, None), raw), unit.currency)

    def size_of(self, value):
        return value.amount

    def in_both_units(self, value):
        amount = f"{value.amount:,f} {CURRENCIES.get(value.currency, value.currency)}"
        return [amount, scaled(value.amount, value.currency)]


def _of(model, name):
    return model._meta.get_field(name)


def _revenue(name, *synonyms, fixed=""):
    field = _of(TargetEntry, "revenue")
    return Revenue(name, synonyms=synonyms, kept_in=field, fixed=fixed, title=field.verbose_name)


def _rank(is_ranked):
    return WholeNumber(
        "rank",
        ("排名", "名次", "位次", "排序", "排行", "本年排名", "今年排名", "最新排名"),
        required=is_ranked,
        title=gettext_lazy("rank"),
        kept_in=_of(TargetEntry, "rank"),
    )


def _further():
    """What all lists have besides the rank."""
    return [
        OwnColumn(
            "name_zh",
            COMPANY,
            required=True,
            title=gettext_lazy("company"),
            kept_in=_of(Company, "name"),
        ),
        OwnColumn(
            "name_en",
            ENGLISH,
            title=gettext_lazy("English name"),
            kept_in=_of(Company, "name_en"),
        ),
        OwnColumn(
            "country_zh",
            ("国家", "国家或地区", "国家地区", "所属国家", "国别", "country"),
            title=gettext_lazy("country"),
            kept_in=_of(Company, "country"),
        ),
        OwnColumn(
            "province",
            ("省份", "省", "所在省份", "省市", "地区", "所在地", "所属地区", "省自治区直辖市"),
            title=gettext_lazy("country or province"),
            kept_in=_of(Company, "country"),
        ),
        WholeNumber(
            "year",
            ("年份", "年度", "榜单年份"),
            title=gettext_lazy("year"),
            kept_in=_of(TargetList, "year"),
            least=1995,
            most=2100,
        ),
        _revenue("revenue_musd", fixed="musd"),
        _revenue("revenue_10k_cny", fixed="万元"),
        _revenue("revenue_cny", fixed="元"),
        _revenue("revenue", *REVENUE),
        OwnColumn(
            "short",
            SHORT,
            title=gettext_lazy("short name"),
            kept_in=_of(CompanyAlias, "name"),
        ),
        OwnColumn(
            "field",
            FIELD,
            title=gettext_lazy("line of business on the list"),
            kept_in=_of(TargetEntry, "field"),
        ),
    ]


RANKED = ModelTable(TargetEntry, [_rank(True), *_further()], keys=[])
UNRANKED = ModelTable(TargetEntry, [_rank(False), *_further()], keys=[])
