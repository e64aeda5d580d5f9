"""Chinese characters as the search reads them: their simplified form, and every reading without its
tone.
"""

import os
import unicodedata
from functools import cache

from ..naming.names import simplified

TONED_U = str.maketrans("ǖǘǚǜü", "vvvvv")
# As they are read in names only: 六安, 六合; 桔子洲, the way 橘子洲 is mostly written.
IN_NAMES = {"六": {"lu"}, "桔": {"ju"}}


def load(connection):
    """(Re)fill the table ``search_character`` from the dictionaries of pypinyin, pypinyin-dict and
    OpenCC.
    """
    with connection.cursor() as cursor:
        cursor.execute("delete from search_character")
        with cursor.copy(
            "copy search_character (character, simplified, readings) from stdin"
        ) as copy:
            for row in rows():
                copy.write_row(row)


def rows():
    """(character, simplified, "reading|reading"): a traditional character has the readings of its
    simplified form too.
    """
    readings = _readings()
    characters = list(readings)
    for character, simple in zip(
        characters, simplified("\n".join(characters)).split("\n"), strict=True
    ):
        yield character, simple, "|".join(sorted(readings[character] | readings.get(simple, set())))


@cache
def syllables() -> frozenset[str]:
    """Every syllable that some character is read as."""
    return frozenset(reading for all_of_one in _readings().values() for reading in all_of_one)


def _readings() -> dict[str, set[str]]:
    """The readings of today. The large dictionary has historical readings too (有 as wei, 司 as
    ci), which nobody types and which multiply the index. So it is used only for characters that the
    standard one (通用规范汉字字典, 2013) lacks.
    """
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")  # 200,000 lists that nobody here asks for
    from pypinyin.pinyin_dict import pinyin_dict
    from pypinyin_dict.pinyin_data.ktghz2013 import pinyin_dict as standard

    return {
        chr(code): {toneless(reading) for reading in text.split(",")}
        | IN_NAMES.get(chr(code), set())
        for code, text in (pinyin_dict | standard).items()
    }


def toneless(reading: str) -> str:
    """cháng → chang; lǜ → lv, as it is typed."""
    decomposed = unicodedata.normalize("NFD", reading.translate(TONED_U))
    return "".join(letter for letter in decomposed if "a" <= letter <= "z")
