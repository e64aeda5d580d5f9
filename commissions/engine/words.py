"""The words of the format, told in Chinese and English."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from .language import Language
from .nodes import Document, Names, Node, NumberFormat, Terms
from .vocabulary import BUILT_IN

WORDS = {
    "paid_in": ("实缴资本", "paid-in capital"),
    "fixed_assets": ("固定资产投资", "fixed assets"),
    "land": ("土地款", "land"),
    "equipment": ("设备投资", "equipment"),
    "foreign_capital": ("实际到位外资", "foreign capital"),
    "registered_capital": ("注册资本", "registered capital"),
    "shareholder_loan": ("股东贷款", "shareholder loans"),
    "government_support": ("政府扶持资金", "government support"),
    "state_capital": ("国有资本", "state capital"),
    "total_investment": ("总投资", "total investment"),
    "contract_foreign": ("合同外资", "contracted foreign capital"),
    "acquisition_price": ("实付收购资金", "acquisition price"),
    "land_price": ("土地成交价款", "price of the land"),
    "financing": ("融资资金", "financing"),
    "grants": ("无偿政策资金", "grants"),
    "total_tax": ("税收总额", "total tax"),
    "local_tax": ("地方留成税收", "local tax"),
    "revenue": ("营业收入", "revenue"),
    "jobs": ("就业人数", "jobs"),
    "funds_in_place": ("到位资金", "money in place"),
    "donations": ("捐赠", "donations"),
    "output": ("产值", "output"),
    "approved_investment": ("核准投资", "approved investment"),
    "wages": ("工资薪金", "wages"),
    "rent": ("租金", "rent"),
    "appointed": ("聘任", "appointment"),
    "signed": ("签约", "signing"),
    "registered": ("注册", "registration"),
    "first_capital": ("首笔资金到位", "first capital"),
    "land_acquired": ("取得土地", "acquisition of the land"),
    "started": ("开工", "start of construction"),
    "completed": ("竣工", "completion"),
    "operating": ("运营", "start of operation"),
    "producing": ("投产", "start of production"),
    "at_capacity": ("达产", "full capacity"),
    "first_tax": ("首笔纳税", "first tax"),
    "claimed": ("申报", "claim"),
    "terminated": ("终止", "termination"),
    "arrival": ("到账日", "the day of arrival"),
    "registered_late": ("未在规定节点前登记", "not registered in time"),
    "not_confirmed": ("未经投资方确认", "not confirmed by the investor"),
    "another_agreed": ("推选的是其他受奖人", "another was agreed on"),
    "not_first": ("非首位引荐人", "not the first who registered"),
    "no_role": ("未载明有奖励的角色", "without a role that is paid"),
    "not_among_payees": ("不属于奖励对象", "not among those whom the policy pays"),
    "public_servant": ("公职人员", "public servants"),
    "investor_related": ("投资方及其关联人员", "the investor and its people"),
    "state_owned": ("国有企业", "state-owned enterprises"),
    "overseas": ("境外机构", "organisations abroad"),
    "natural_person": ("自然人", "natural persons"),
    "organisation": ("机构", "organisations"),
    "policy_beneficiary": ("已享受其他优惠者", "those who already benefit from other policies"),
    "intermediary_trade": ("相关行业从业者", "those whose trade it is"),
    "world500": ("世界500强", "Global 500"),
    "china500": ("中国500强", "China 500"),
    "private500": ("民营500强", "private 500"),
    "list500": ("三个500强", "the 500 lists"),
    "chain": ("产业链", "the industry chain"),
    "expansion": ("技改扩规", "expansion"),
    "park": ("专业园区", "specialised park"),
    "agent": ("市场化委托", "entrusted agent"),
    "hometown": ("亲情", "hometown ties"),
    "capital": ("资本", "capital"),
    "equals": ("为", "is"),
    "in": ("属于", "is one of"),
    "not_in": ("不属于", "is none of"),
    "at_least": ("不低于", "is at least"),
    "more_than": ("超过", "is more than"),
    "at_most": ("不超过", "is at most"),
    "less_than": ("低于", "is less than"),
    "foreign": ("外资", "foreign"),
    "domestic": ("内资", "domestic"),
    "True": ("是", "yes"),
    "False": ("否", "no"),
    "CNY": ("元", "yuan"),
    "USD": ("美元", "US dollars"),
    "EUR": ("欧元", "euros"),
    "HKD": ("港元", "Hong Kong dollars"),
    "JPY": ("日元", "yen"),
}

UNITS = {"jobs": {"zh": "人", "en": "people"}}  # all else is money


@dataclass(frozen=True)
class Words:
    """How a document speaks of its parts, in one language."""

    document: Document
    language: Language

    def say(self, zh: str, en: str) -> str:
        return self.language.say(zh, en)

    def listed(self, texts: Iterable[str]) -> str:
        return self.say("、", ", ").join(texts)

    def in_turn(self, parts: Iterable[str]) -> str:
        """Parts of a sentence, one after another."""
        return self.say("；", "; ").join(parts)

    def aside(self, text: str) -> str:
        """In brackets behind a word."""
        return self.say(f"（{text}）", f" ({text})")

    def spaced(self, text: str) -> str:
        """In Chinese a space stands before a number; English has one before every word."""
        return self.say(f" {text}" if text[:1].isdigit() else text, text)

    def name_of(self, declared: Node) -> str:
        """The name of a part of the document that has one in both languages."""
        return str(declared["name"][self.language])

    def word(self, name: object) -> str:
        """A word of the format; any other name stays as it is."""
        names = WORDS.get(str(name))
        return self.say(*names) if names else str(name)

    def all_words(self, names: Iterable[object]) -> str:
        return self.listed(map(self.word, names))

    def named(self, name: object) -> str:
        """A metric or milestone: as the document calls it where it is one of its own."""
        for section in ("metrics", "milestones"):
            if declared := self.document.get(section, {}).get(str(name)):
                return self.name_of(declared)
        return self.word(name)

    def all_named(self, names: Iterable[object]) -> str:
        return self.listed(map(self.named, names))

    def attribute(self, name: str) -> str:
        """What an attribute is called."""
        if declared := self.document.get("attributes", {}).get(name):
            return self.name_of(declared)
        names = BUILT_IN.get(name)
        return names[self.language] if names else name

    def counted_in(self, unit: str) -> str:
        """The unit of an amount: a currency, or what the metric of that name is counted in."""
        names = unit_of(self.document, unit)
        return names[self.language] if names else self.word(unit)

    def money(self, terms: Terms) -> NumberFormat:
        """How to tell an amount: with its currency, in Chinese in 万 and 亿 where these are whole
        enough.
        """
        unit = unit_of(self.document, terms.get("metric", ""))
        currency = unit[self.language] if unit else self.word(terms.get("currency", "CNY"))

        def told(number: Decimal) -> str:
            return self.say(f"{in_myriads(number)}{currency}", f"{amount(number)} {currency}")

        return told

    @property
    def paid(self) -> NumberFormat:
        """How to tell what is paid: in the currency of the policy."""
        return self.money({"currency": self.document.get("currency", "CNY")})


def unit_of(document: Document, metric: str) -> Names | None:
    """What a metric is counted in, in both languages; None where it is an amount of money."""
    unit: Names | None = document.get("metrics", {}).get(metric, {}).get("unit", UNITS.get(metric))
    return unit


def rate(number: Decimal) -> str:
    """0.005 → 5‰; 0.05 → 5%."""
    if number < Decimal("0.01"):
        return f"{plain(number * 1000)}‰"
    return f"{plain(number * 100)}%"


def plain(number: Decimal) -> str:
    """Without trailing zeros or an exponent."""
    return f"{number.normalize():f}"


def amount(number: Decimal) -> str:
    """With separators; the fen only where there are any."""
    return f"{number:,.0f}" if number == number.to_integral_value() else f"{number:,.2f}"


def in_myriads(number: Decimal) -> str:
    """120000000 → “1.2 亿”, 20000000 → “2000 万”; smaller or odd amounts as they are. A space
    before the unit's word.
    """
    for size, unit in ((10**8, "亿"), (10**4, "万")):
        if number >= size and number % (size // 100) == 0:
            return f"{plain(number / size)} {unit}"
    return f"{amount(number)} "
