"""The columns of a bank's file of results, read like every other table."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.core.tables import cells
from crm.core.tables.cells import BadCell
from crm.core.tables.columns import Choice, Code, Column, Day, ModelTable
from parks.monthly.columns import Yuan

from ..models import BatchLine, Payment, Statement

PAID = ("成功", "交易成功", "付款成功", "支付成功", "转账成功", "已付", "已支付", "success", "ok")
FAILED = ("失败", "交易失败", "付款失败", "支付失败", "转账失败", "退汇", "退票", "failure", "fail")
Result = BatchLine.Result
WORDS = dict.fromkeys(PAID, Result.PAID) | dict.fromkeys(FAILED, Result.FAILED)


@dataclass(frozen=True)
class NumberOfStatement(Code):
    @cached_property
    def model_field(self):
        return Statement._meta.get_field("number")


@dataclass(frozen=True)
class BankReference(Column):
    @cached_property
    def model_field(self):
        return Payment._meta.get_field("bank_reference")


@dataclass(frozen=True)
class PaidOn(Day):
    """A payment is of one day: a month alone is none."""

    @cached_property
    def model_field(self):
        return Payment._meta.get_field("paid_on")

    def value_of(self, raw, reading):
        if cells.lacks_day(raw):
            raise BadCell(_("“%s” names no day. Write it as 2026-11-03.") % cells.readable(raw))
        return super().value_of(raw, reading)


@dataclass(frozen=True)
class Outcome(Choice):
    """Paid or failed; whatever else a bank may say is asked back."""

    def value_of(self, raw, reading):
        try:
            code = super().value_of(raw, reading)
        except BadCell:
            code = Result.WAITING
        if code == Result.WAITING:
            message = _("The result is 成功 or 失败, not “%(result)s”.")
            raise BadCell(message % {"result": cells.readable(raw)})
        return code


TABLE = ModelTable(
    BatchLine,
    [
        NumberOfStatement(
            "number",
            ("结算单号", "结算单编号", "业务编号", "企业流水号"),
            required=True,
            title=gettext_lazy("statement number"),
        ),
        Outcome(
            "result",
            ("结果", "付款结果", "交易结果", "处理结果", "交易状态", "付款状态", "状态"),
            required=True,
            also=WORDS,
        ),
        BankReference(
            "reference",
            ("银行流水号", "流水号", "交易流水号", "银行参考号", "凭证号"),
            title=gettext_lazy("bank reference"),
        ),
        PaidOn(
            "paid_on",
            ("付款日期", "交易日期", "支付日期", "入账日期", "日期"),
            title=gettext_lazy("paid on"),
        ),
        # it must be that of the transfer
        Yuan("amount", ("付款金额", "交易金额", "实付金额", "发生额", "金额"), usual="元"),
        Column("reason", ("原因", "失败原因", "备注", "附言", "摘要")),
    ],
    keys=[],
)
