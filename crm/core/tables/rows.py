"""Which rows of a sheet are records: totals, repeated headings, notes, signatures and the like are
left out, and said to be.
"""

import re
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .cells import half_width, is_blank, readable
from .titles import brackets_of, name_key
from .unit_places import is_unit_line, read_words, units_of_line

SUM = r"合计|总计|小计|累计|共计|总合计|总和"
TOTAL = re.compile(
    rf"[\W_]*(?:[^\W\d]{{0,14}}?(?:{SUM})[\W_]*(?:[(（:：].*)?$"
    rf"|(?:{SUM}|汇总)(?:[\W_].*|\d.*|[一二两三四五六七八九十百千]+[家个户项宗人条笔].*|(?:数|金额|数量|户数|家数|个数)[\W_\d].*)?$"
    r"|(?:sub|grand)?[-_]?total\b.*$|sum$)"
)
END = re.compile(
    r"[\W_]*(?:此行)?"
    r"(?:以?下空白?|以下(?:空白|无正文|无内容|为空)|正文完|本表完|完毕?|表格结束|end(?:oftable)?)"
    r"[\W_]*"
)
NOTE_WORDS = (
    r"附?注|备注|说明|填表说明|附|"
    r"填表|填报|填表人|填报人|填报单位|填报日期|填报时间|"
    r"制表|制表人|制表单位|制表日期|制表时间|编制|编制人|编制单位|"
    r"审核|审核人|复核|复核人|审批|审批人|核准|经办|经办人|"
    r"负责人|单位负责人|科室负责人|分管领导|主管领导|领导签字|"
    r"签字|签名|签章|盖章|公章|报送|报送人|报送单位|报送时间|报表日期|"
    r"联系人|联系电话|电话|数据来源|资料来源|来源|日期|打印日期|打印时间|导出|单位"
)
NOTE = re.compile(
    rf"[*※#（(\[【]*(?:{NOTE_WORDS})(?:[(（][^()（）]{{0,8}}[)）])?\d?[:：].*|"
    r"[*※]+.*|"
    r"#.*|"
    r"[（(](?:公章|盖章|签字|签章)[)）].*"
)
LOOSE_NOTE = re.compile(
    r"(注|备注|说明|填表|填报|制表|审核|复核|单位负责人|报送|联系人|数据来源|导出|#)"
)
BEGINS_NOTES = re.compile(r"[*※#（(\[【]*(?:附?注|备注|说明|填表说明|附)")
GOES_ON = re.compile(r"[（(]?\d{1,2}[)）、.．].*|.*[。；;]")
PAGE = re.compile(r"第\d+页.*|共\d+页.*|page\d+.*|-\d+-")
DATE = re.compile(r"\d{4}年\d{1,2}月(?:\d{1,2}日)?|\d{4}[-./]\d{1,2}[-./]\d{1,2}")
PART = re.compile(
    r"[(（][一二三四五六七八九十]{1,3}[)）].*|[一二三四五六七八九十]{1,3}[、.．:：].*|第[一二三四五六七八九十\d]{1,3}(?:部分|批|类|季度|章).*"
)
SUSPECT = re.compile(r"[合总小累共]\s*计|总和|汇总|[:：※#*]|total|^\s*sum", re.IGNORECASE)
LONGEST = 200
NUMBERS, TOTALS, HEADING, TITLE, UNITS, NOTES, END_MARK, PART_HEADING = range(8)
LEFT_OUT = {
    NUMBERS: gettext_lazy("numbers of the columns"),
    TOTALS: gettext_lazy("totals"),
    HEADING: gettext_lazy("repeated heading"),
    TITLE: gettext_lazy("repeated title"),
    UNITS: gettext_lazy("line of units"),
    NOTES: gettext_lazy("notes and signatures"),
    END_MARK: gettext_lazy("end of the table"),
    PART_HEADING: gettext_lazy("heading of a part"),
}
RECORD = -1


@dataclass
class Judge:
    """Says row by row why it is no record. ``problem`` is what must be mended before the table can
    be read at all.
    """

    heading: object
    names: dict
    after_heading: bool = True
    in_notes: bool = False
    problem: str = ""

    @cached_property
    def titles(self) -> set[str]:
        return {key for keys in (self.names, *self.heading.keys.values()) for key in keys if key}

    @cached_property
    def beginnings(self) -> set[str]:
        return {key[:2] for key in self.titles}

    def why_no_record(self, cells) -> int | None:
        """One of LEFT_OUT, RECORD where the row is one, None where it is empty."""
        self.problem = ""
        filled = [
            (place, cell) for place, cell in enumerate(cells) if cell is not None and cell != ""
        ]
        why = self._why(cells, filled) if filled else None
        self.after_heading = why == HEADING
        self.in_notes = why == NOTES and (
            self.in_notes or bool(BEGINS_NOTES.match(half_width(filled[0][1])))
        )
        return why

    def _why(self, cells, filled) -> int | None:
        lacking = [
            place
            for place in self.heading.required
            if place >= len(cells) or is_blank(cells[place])
        ]
        if (
            not lacking
            and len(filled) > 2
            and not self.after_heading
            and not self._is_suspect(cells, filled)
        ):
            return RECORD
        texts = [(place, text) for place, cell in filled if (text := half_width(cell))]
        if not texts:
            return None
        if (
            self.after_heading
            and len(filled) >= 3
            and _numbers_columns([text for _place, text in texts])
        ):
            return NUMBERS
        why = self._repeats(filled)
        for check in (self._ends, self._totals, self._notes, self._parts):
            why = check(texts, lacking) if why == RECORD else why
        return why

    def _is_suspect(self, cells, filled) -> bool:
        """A quick test whether a row may be no record. Every row goes through it, so it must be
        fast.
        """
        looked_at = [cell for _place, cell in filled[:4]] + [
            cells[place] for place in self.heading.required
        ]
        like_titles = 0
        for cell in looked_at:
            if type(cell) is str and len(cell) <= LONGEST:
                if SUSPECT.search(cell):
                    return True
                begins_like_one = cell.lstrip()[:2].lower() in self.beginnings
                like_titles += begins_like_one and name_key(cell) in self.titles
        return like_titles > 1

    def _repeats(self, filled) -> int:
        texts = [(place, readable(cell)) for place, cell in filled if isinstance(cell, str)]
        if len(texts) < len(filled):
            return RECORD
        if all(text in self.heading.above for _place, text in texts):
            return TITLE
        if all(is_unit_line(text) for _place, text in texts):
            self._compare_units(texts)
            return UNITS
        repeated = [
            (place, text)
            for place, text in texts
            if name_key(text) in self.heading.keys.get(place, ())
        ]
        if len(repeated) >= min(2, len(self.heading.titles)) and len(repeated) * 2 >= len(texts):
            self._compare_own_units(repeated)
            return HEADING
        known_titles = [text for _place, text in texts if name_key(text) in self.names]
        if len(known_titles) >= 2 and len(known_titles) * 2 >= len(texts):
            self.problem = _(
                "Another heading stands in this row, with its columns in other places. Import "
                "each table as a file of its own."
            )
            return HEADING
        return RECORD

    def _compare_own_units(self, texts):
        for place, text in texts:
            column, said = self.heading.columns.get(place, (None, None))
            kind = column and column.quantity
            units = (
                [unit for bracket in brackets_of(text) for unit in read_words(bracket).of(kind)]
                if kind
                else []
            )
            self._differ(units, said, text)

    def _compare_units(self, texts):
        for _place, text in texts:
            words = units_of_line(text)
            for column, said in self.heading.columns.values():
                if column.quantity:
                    self._differ(words.of(column.quantity), said, text)

    def _differ(self, units, said, text):
        expected = said.unit if said else None
        if any(
            expected is None or (unit.worth, unit.currency) != (expected.worth, expected.currency)
            for unit in units
        ):
            self.problem = (
                _(
                    "“%s” names another unit than the heading above. Import each table as a "
                    "file of its own."
                )
                % text
            )

    def _ends(self, texts, lacking) -> int:
        return END_MARK if len(texts) == 1 and END.fullmatch(texts[0][1].lower()) else RECORD

    def _totals(self, texts, lacking) -> int:
        for position, (place, text) in enumerate(texts):
            counts = lacking or position == 0 or place in self.heading.required
            if counts and len(text) <= LONGEST and TOTAL.match(text.lower()):
                return TOTALS
        return RECORD

    def _notes(self, texts, lacking) -> int:
        first_place, first_text = texts[0]
        noted = {place for place, text in texts if NOTE.fullmatch(text)}
        if all(
            place in noted or PAGE.fullmatch(text.lower()) or DATE.fullmatch(text)
            for place, text in texts
        ):
            return NOTES
        others = [
            place for place in self.heading.required if place not in lacking and place not in noted
        ]
        if first_place in noted and not others:
            return NOTES
        if lacking and len(texts) <= 2 and LOOSE_NOTE.match(first_text):
            return NOTES
        if self.in_notes and len(texts) == 1 and GOES_ON.fullmatch(first_text):
            return NOTES
        return RECORD

    def _parts(self, texts, lacking) -> int:
        place, text = texts[0]
        if (
            len(texts) == 1
            and PART.fullmatch(text)
            and (lacking or place in self.heading.required or not self.heading.required)
        ):
            return PART_HEADING
        return RECORD


def _numbers_columns(texts) -> bool:
    numbers = [str(number) for number in range(1, len(texts) + 1)]
    return texts == numbers or texts[0] in ("甲", "栏次") and texts[1:] == numbers[:-1]
