"""JSON and YAML of strangers: no depth, number or reference in them can exhaust a worker."""

import orjson
import yaml
from django.utils.translation import gettext as _

from .bad_file import BadFile
from .text import text_of

DEEPEST = 40
MOST_NODES = 20_000


class BadLine(BadFile):
    """What is wrong in one ``line`` of a text, from 1; None where the whole text is meant."""

    def __init__(self, message: str, line: int | None = None):
        self.message, self.line = message, line
        sentence = (
            _("Line %(line)d: %(message)s") % {"line": line, "message": message}
            if line
            else message
        )
        super().__init__(sentence)


def json_of(content: bytes) -> object:
    """The values of a JSON file. Raises BadFile.

    The library stops at a depth of 1,024 and at numbers that no float holds.
    """
    try:
        return orjson.loads(text_of(content).encode())
    except orjson.JSONDecodeError as error:
        raise BadLine(_("This is not JSON: %s") % error.msg, error.lineno) from None


def yaml_of(text: str) -> object:
    """The plain values of YAML text. Raises BadFile."""
    try:
        refuse_what_hides(text)
        return yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        message = _("This is not YAML: %(problem)s") % {"problem": error.problem}
        raise BadLine(message, mark and mark.line + 1) from None
    except (yaml.YAMLError, ValueError) as error:
        if isinstance(error, BadFile):
            raise
        raise BadLine(_("This is not YAML: %(problem)s") % {"problem": error}) from None


def refuse_what_hides(text: str):
    """Tags and anchors hide or multiply content; depth exhausts readers. Raises BadLine."""
    depth = 0
    for number, event in enumerate(yaml.parse(text, yaml.SafeLoader)):
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise BadLine(_("Anchors (&) and aliases (*) are not read; write the text out."), line)
        if getattr(event, "tag", None):
            raise BadLine(
                _("Tags (!) are not read; take “%(tag)s” out.") % {"tag": event.tag}, line
            )
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(
            event, yaml.CollectionEndEvent
        )
        if depth > DEEPEST or number > MOST_NODES:
            raise BadLine(_("The text is nested too deeply or has too many entries."), line)
