"""The two languages in which the engine speaks."""

from enum import StrEnum


class Language(StrEnum):
    ZH = "zh"
    EN = "en"

    @classmethod
    def of(cls, code: str) -> "Language":
        """That of a code such as "en-gb"; Chinese for all that is not English."""
        return cls.EN if code.startswith("en") else cls.ZH

    def say(self, zh: str, en: str) -> str:
        return zh if self == Language.ZH else en
