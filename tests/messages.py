"""The messages that stand in the sources, for people to read."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.template.base import Lexer, TokenType

REPO = Path(__file__).parents[1]
PLAIN = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"}
IN_CONTEXT = {"pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy"}
ROOMS = ("crm", "leads", "parks", "commissions")
TRANSLATE = re.compile(
    r'^(?:translate|trans)\s+(?:"(?P<one>[^"]*)"|\'(?P<other>[^\']*)\')(?P<rest>.*)$', re.S
)
CONTEXT = re.compile(r'context\s+(?:"([^"]*)"|\'([^\']*)\')')


def messages_of_code() -> Iterator[tuple[str, str, str]]:
    """(context or "", message, file) of each call that marks a message."""
    for room in ROOMS:
        for file in sorted((REPO / room).rglob("*.py")):
            if "migrations" not in file.parts:
                for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                    found = _message_of(call)
                    if found:
                        yield *found, file.relative_to(REPO).as_posix()


def texts_of_code() -> Iterator[tuple[str, str]]:
    """(text, file) of each string of the sources that is neither a message nor a docstring."""
    for room in ROOMS:
        for file in sorted((REPO / room).rglob("*.py")):
            if "migrations" not in file.parts:
                for text in _texts_in(ast.parse(file.read_text(encoding="utf-8"))):
                    yield text, file.relative_to(REPO).as_posix()


def _texts_in(node) -> Iterator[str]:
    is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    if is_docstring or _message_of(node):
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    for part in ast.iter_child_nodes(node):
        yield from _texts_in(part)


def _message_of(call) -> tuple[str, str] | None:
    if not isinstance(call, ast.Call):
        return None
    name = getattr(call.func, "id", getattr(call.func, "attr", ""))
    texts = [arg.value if isinstance(arg, ast.Constant) else None for arg in call.args]
    if name in PLAIN and texts and isinstance(texts[0], str):
        return "", texts[0]
    if name in IN_CONTEXT and len(texts) > 1 and isinstance(texts[1], str):
        return texts[0], texts[1]
    return None


def messages_of_templates() -> Iterator[tuple[str, str, str]]:
    """The same of what templates mark in one tag."""
    for file in sorted((REPO / "templates").rglob("*.*")):
        for token in Lexer(file.read_text(encoding="utf-8")).tokenize():
            found = token.token_type == TokenType.BLOCK and TRANSLATE.match(token.contents)
            if found:
                message = found["one"] if found["one"] is not None else found["other"]
                context = CONTEXT.search(found["rest"])
                said = (context[1] or context[2]) if context else ""
                yield said, message, file.relative_to(REPO).as_posix()
