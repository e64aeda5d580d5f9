"""Chinese characters as the search reads them: their simplified form, and every reading without its
tone.
"""

from functools import cache

from crm.core.pinyin import readings

from ..naming.names import simplified


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
    read_as = readings()
    characters = list(read_as)
    for character, simple in zip(
        characters, simplified("\n".join(characters)).split("\n"), strict=True
    ):
        yield character, simple, "|".join(sorted(read_as[character] | read_as.get(simple, set())))


@cache
def syllables() -> frozenset[str]:
    """Every syllable that some character is read as."""
    return frozenset(reading for all_of_one in readings().values() for reading in all_of_one)
