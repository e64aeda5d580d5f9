"""How Chinese characters are read, and whether what was typed in letters is how a name sounds."""

import os
import unicodedata
from functools import cache

TONED_U = str.maketrans("ǖǘǚǜü", "vvvvv")
# As they are read in names only: 六安, 六合; 桔子洲, the way 橘子洲 is mostly written.
IN_NAMES = {"六": {"lu"}, "桔": {"ju"}}


@cache
def readings() -> dict[str, set[str]]:
    """The readings of today, without their tones. The large dictionary has historical ones too (有
    as wei, 司 as ci), which nobody types and which multiply an index. So it is used only for
    characters that the standard one (通用规范汉字字典, 2013) lacks.
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


def is_typed_sound(word: str) -> bool:
    return word.isascii() and word.isalpha()


def sounds_like(text: str, word: str) -> bool:
    """Whether ``word`` (lower case) is how some of the characters of ``text`` sound one after
    another: each in full or by its first letter, the last one as far as it was typed.
    """
    return any(_sounds_from(text, place, word) for place in range(len(text)))


def _sounds_from(text: str, place: int, word: str) -> bool:
    if place == len(text):
        return False
    for sound in _sounds_of(text[place]):
        if sound.startswith(word):
            return True
        for part in (sound, sound[0]):
            if word.startswith(part) and _sounds_from(text, place + 1, word[len(part) :]):
                return True
    return False


def _sounds_of(character: str) -> set[str]:
    return {sound for sound in readings().get(character, {character.lower()}) if sound}
