"""Reads a policy document or cases from YAML or JSON text, and keeps the line of every value. What
hides content in YAML (tags, aliases, repeated keys) is refused.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import yaml
from django.utils.translation import gettext as _

from crm.core.incoming.bad_file import BadFile
from crm.core.incoming.purposes import RULES
from crm.core.incoming.text import text_of
from crm.core.incoming.trees import BadLine, refuse_what_hides

from ..engine import Problem

LARGEST = RULES.most
WHOLE_NUMBER = re.compile(r"0|[1-9][0-9]{0,17}")  # a code such as 0111 stays text
LITERALS = {
    "true": True,
    "True": True,
    "false": False,
    "False": False,
    "": None,
    "~": None,
    "null": None,
}


class UnreadableText(ValueError):
    """The text is not a document at all; ``line`` says where, counted from 1, None where the whole
    text is meant.
    """

    def __init__(self, message: str, line: int | None = None):
        self.line = line
        super().__init__(
            _("Line %(line)d: %(message)s") % {"line": line, "message": message}
            if line
            else message
        )


@dataclass(frozen=True)
class Source:
    """What was read: plain values, and the line of each place such as ``components[0].cap``."""

    content: object
    lines: dict[str, int] = field(default_factory=dict)

    def line_of(self, path: str) -> int:
        """The line of a place, else of what should hold it."""
        while path and path not in self.lines:
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return self.lines.get(path, 1)

    def located(self, problem: Problem) -> Problem:
        return replace(problem, line=self.line_of(problem.path))


def read(text: str | bytes) -> Source:
    """Read YAML or JSON. Numbers with a point stay text, so that they are exact. Raises
    UnreadableText.
    """
    if isinstance(text, bytes):
        text = decoded(text)
    if len(text) > LARGEST:
        raise UnreadableText(
            _("The text has more than %(most)d KB; a policy is far smaller.")
            % {"most": LARGEST // 1024}
        )
    try:
        refuse_what_hides(text)
        node = yaml.compose(text, yaml.SafeLoader)
    except BadLine as bad:
        raise UnreadableText(bad.message, bad.line) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        message = _("This is not YAML: %(problem)s") % {"problem": error.problem}
        raise UnreadableText(
            message + _remedy(error.problem or ""), mark and mark.line + 1
        ) from None
    except yaml.YAMLError as error:
        raise UnreadableText(_("This is not YAML: %(problem)s") % {"problem": error}) from None
    if node is None:
        raise UnreadableText(_("The text is empty."))
    if isinstance(node, yaml.ScalarNode) and "：" in node.value:
        raise UnreadableText(
            _("Write “key: value” with the colon “:” and a space, not with “：”."), 1
        )
    lines: dict[str, int] = {}
    return Source(_value(node, "", lines), lines)


def _remedy(problem: str) -> str:
    """What to do about the most frequent mistakes."""
    if "mapping values are not allowed" in problem:
        return " " + _("Put a text that holds a colon in quotes.")
    if "\\t" in problem:
        return " " + _("Indent with spaces, not with tabs.")
    return ""


def decoded(content: bytes) -> str:
    """The text of a file, which is what is checked and what is stored. Raises UnreadableText."""
    if len(content) > LARGEST:
        raise UnreadableText(
            _("The text has more than %(most)d KB; a policy is far smaller.")
            % {"most": LARGEST // 1024}
        )
    try:
        return text_of(content)
    except BadFile as bad:
        raise UnreadableText(str(bad)) from None


def _value(node, path, lines):
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        return dict(_items(node, path, lines))
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, f"{path}[{index}]", lines) for index, item in enumerate(node.value)]
    if node.style is None:
        if node.value in LITERALS:
            return LITERALS[node.value]
        if WHOLE_NUMBER.fullmatch(node.value):
            return int(node.value)
    return node.value


def _cut_off(text) -> str:
    """The message for a key without a value: a comma in an unquoted text has cut it off."""
    return _(
        "The comma before “%(text)s” ends what stands before it. Put a text that holds a "
        "comma in quotes, "
        'such as {en: "Rewards, first part"}; write a number without commas, such as 20000000.'
    ) % {"text": text}


def _items(node, path, lines) -> Iterator[tuple[str, object]]:
    keys = set()
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            raise UnreadableText(_("A key must be a word."), line)
        if value.start_mark.index == key.end_mark.index:
            raise UnreadableText(_cut_off(key.value), line)
        if key.value in keys:
            raise UnreadableText(_("The key “%(key)s” stands twice.") % {"key": key.value}, line)
        keys.add(key.value)
        place = f"{path}.{key.value}" if path else key.value
        lines[place] = line
        yield key.value, _value(value, place, lines)
