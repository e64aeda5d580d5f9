"""The two languages in which the engine speaks."""

from enum import StrEnum


class Language(StrEnum):
    ZH = "zh"
    EN = "en"

    @classmethod
    def of(cls, code: str) -> "Language":
        """The language of a code such as "en-gb"; Chinese for every code that is not English."""
        return cls.EN if code.startswith("en") else cls.ZH

    def say(self, zh: str, en: str) -> str:
        return zh if self == Language.ZH else en
