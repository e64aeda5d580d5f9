"""Checking the text of a policy: every problem with its line and what to do."""

from dataclasses import dataclass

from .. import engine
from .reader import Source, UnreadableText, read


@dataclass(frozen=True)
class Finding:
    """One problem of a text: its line (None for the whole), its place in the document, and the
    remedy.
    """

    line: int | None
    path: str
    message: str


def check_text(text: str | bytes, language: str = "zh") -> tuple[dict | None, list[Finding]]:
    """The document in ``text``, and every problem of it in "zh" or "en"; (None, …) where it cannot
    be read at all.
    """
    try:
        source = read(text)
    except UnreadableText as error:
        return None, [Finding(error.line, "", str(error))]
    return source.content, findings(source, language)


def findings(source: Source, language: str) -> list[Finding]:
    problems = sorted(
        (source.located(problem) for problem in engine.check_document(source.content)),
        key=lambda problem: problem.line,
    )
    return [Finding(problem.line, problem.path, problem.told(language)) for problem in problems]
