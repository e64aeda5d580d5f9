"""The monthly files of the tax and finance bureaus: which columns they have, and which stored
contribution a row means.
"""

from django.utils.translation import gettext_lazy as _

from crm.core.tables.columns import Choice, Code, Column, Day, Key, ModelTable, register
from crm.core.tables.quantities import Number

from ..models import Contribution
from . import receipts, taxes
from .columns import CodeOfEnterprise, Kind, Month, Signed, Units, Yuan, enterprises_coded
from .heard import is_judged
from .set_aside import store_unmatched

TAX, RECEIPTS = "parks.tax", "parks.receipts"
TAX_TITLES = (
    "税收合计",
    "入库税额",
    "税收总额",
    "纳税总额",
    "纳税额",
    "实缴税额",
    "税额合计",
    "全口径税收",
    "入库金额",
    "税额",
)
METRIC_WORDS = {
    "实缴资金": "paid_in",
    "到位资金": "funds_in_place",
    "捐赠款": "donations",
    "工资": "wages",
    "房租": "rent",
    "到资": "paid_in",
    "固定资产投资": "fixed_assets",
    "固投": "fixed_assets",
    "设备投资": "equipment",
    "实际使用外资": "foreign_capital",
    "实际到位外资": "foreign_capital",
    "外资": "foreign_capital",
}
CURRENCY_WORDS = {
    "人民币": "CNY",
    "美元": "USD",
    "欧元": "EUR",
    "港元": "HKD",
    "港币": "HKD",
    "日元": "JPY",
}


def enterprise():
    return CodeOfEnterprise(
        "enterprise",
        synonyms=(
            "统一社会信用代码",
            "信用代码",
            "社会信用代码",
            "纳税人识别号",
            "统一信用代码",
            "税号",
            "credit code",
        ),
        required=True,
        find=enterprises_coded,
        example="91430700MA4L16JQ9C",
        title=_("unified social credit code"),
    )


def enterprise_name():
    return Column(
        "enterprise_name",
        ("纳税人名称", "企业名称", "单位名称", "公司名称", "名称"),
        read_only=True,
        title=_("enterprise"),
    )


def stamp(record, *, job) -> set[str]:
    """Whoever imports the file is the one who reports its contributions."""
    record.source_import, record.reported_by = job, job.by
    return {"source_import", "reported_by"}


SHARED = {
    "peers": "enterprise",
    "stamp": stamp,
    "set_aside": store_unmatched,
    "aside_list": "unmatchedrow:index",
    "add_permission": "parks.file_contributions",
    "change_permission": "parks.file_contributions",
}

register(
    ModelTable(
        Contribution,
        [
            enterprise(),
            enterprise_name(),
            Month(
                "period_from",
                (
                    "所属月份",
                    "税款所属期",
                    "所属期",
                    "所属时期",
                    "月份",
                    "税款所属期起",
                    "所属期起",
                ),
                required=True,
                title=_("month of the tax"),
                example="2026-10",
            ),
            Day("period_to", ("税款所属期止", "所属期止"), note=_("Empty: the end of that month.")),
            Yuan(
                "amount",
                TAX_TITLES,
                required=True,
                title=_("tax"),
                example="125000.00",
                note=_("A refund is negative."),
            ),
            Yuan(
                "local_amount",
                ("地方留成", "地方级收入", "地方级税收", "地方税收", "地方留存", "市县级收入"),
                required=True,
                example="50000.00",
            ),
            Day("happened_on", ("入库日期", "缴款日期", "上解日期"), title=_("tax paid on")),
            Code("voucher", ("税票号码", "凭证号", "凭证号码", "完税凭证号", "电子税票号码")),
            Column("remark", ("备注", "说明")),
        ],
        keys=[
            Key("enterprise", taxes.exact_key, taxes.find_exact, is_settled=is_judged),
            Key("period_from", taxes.period_key, taxes.find_reported),
        ],
        build=taxes.new_taxes,
        usual_of=taxes.paid,
        also_checks=taxes.problems_of,
        code=TAX,
        name=_("monthly tax"),
        notes=[
            _(
                "A row that differs from what is reported changes it; one that differs from "
                "what is verified becomes a correction of it."
            ),
            _(
                "Rows that answer to no settled enterprise, or have faulty cells, go to the "
                "worklist; the others are imported."
            ),
        ],
        **SHARED,
    )
)

register(
    ModelTable(
        Contribution,
        [
            enterprise(),
            enterprise_name(),
            Kind(
                "metric",
                ("类别", "资金类别", "到资类别", "类型", "到资类型", "指标"),
                required=True,
                also=METRIC_WORDS,
            ),
            Day(
                "happened_on",
                ("到资日期", "到账日期", "到位日期", "到位时间", "入账日期", "日期"),
                required=True,
                title=_("arrived on"),
                example="2026-10-18",
            ),
            Signed(
                "amount",
                ("到资金额", "到位资金额", "到账金额", "金额", "投资额"),
                example="1200",
                note=_(
                    "A refund is negative. Empty for foreign money: it is worked out at the "
                    "day's rate."
                ),
            ),
            Signed("land_amount", ("其中土地", "其中用地", "土地款")),
            Choice("currency", ("币种",), also=CURRENCY_WORDS),
            Units("original_amount", ("原币金额", "外币金额"), example="5000000"),
            Number("rate", ("汇率",), note=_("Empty: from the rates of exchange.")),
            Day("rate_on", ("汇率日期",), note=_("Empty: the day of arrival.")),
            Code(
                "voucher",
                ("凭证号", "凭证号码", "银行回单号", "验资报告号"),
                note=_("Tells apart two receipts that are alike."),
            ),
            Column("remark", ("备注", "说明")),
        ],
        keys=[
            Key("enterprise", receipts.exact_key, receipts.find_exact, is_settled=is_judged),
            Key("voucher", receipts.voucher_key, receipts.find_reported),
        ],
        build=receipts.new_receipts,
        derive=receipts.converted,
        foreign=receipts.foreign_money,
        foreign_needs="",
        usual_of=receipts.received,
        also_checks=receipts.problems_of,
        code=RECEIPTS,
        name=_("investment received"),
        notes=[
            _(
                "Rows that answer to no settled enterprise, or have faulty cells, go to the "
                "worklist; the others are imported."
            )
        ],
        **SHARED,
    )
)
