"""Chinese characters as the search reads them: their simplified form, and every reading without its tone."""

import unicodedata
from functools import cache

from ..companies.names import simplified

TONED_U = str.maketrans("ǖǘǚǜü", "vvvvv")


def load(connection):
    """(Re)fill the table ``search_character`` from the dictionaries of pypinyin and OpenCC."""
    with connection.cursor() as cursor:
        cursor.execute("delete from search_character")
        with cursor.copy("copy search_character (character, simplified, readings) from stdin") as copy:
            for row in rows():
                copy.write_row(row)


def rows():
    """(character, simplified, "reading|reading"): a traditional character has the readings of its simplified form too."""
    readings = _readings()
    characters = list(readings)
    for character, simple in zip(characters, simplified("\n".join(characters)).split("\n"), strict=True):
        yield character, simple, "|".join(sorted(readings[character] | readings.get(simple, set())))


@cache
def syllables() -> frozenset[str]:
    """Every syllable that some character is read as."""
    return frozenset(reading for all_of_one in _readings().values() for reading in all_of_one)


@cache
def _readings() -> dict[str, set[str]]:
    from pypinyin.pinyin_dict import pinyin_dict

    return {chr(code): {toneless(each) for each in text.split(",")} for code, text in pinyin_dict.items()}


def toneless(reading: str) -> str:
    """cháng → chang; lǜ → lv, as it is typed."""
    decomposed = unicodedata.normalize("NFD", reading.translate(TONED_U))
    return "".join(letter for letter in decomposed if "a" <= letter <= "z")
