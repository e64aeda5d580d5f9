"""Whether the attached files are those that were attached."""

from collections.abc import Iterator

from django.utils.translation import gettext_noop as _

from ..exported import Exported
from ..fault import Fault, what

ATTACHMENTS = "core_attachment"


def check(export: Exported) -> Iterator[Fault]:
    if not export.manifest["has_attachments"]:
        return
    for row in export.rows(ATTACHMENTS):
        facts = export.files.get(row["file"])
        if facts is None:
            problem = what(_("its file %(name)s is missing"), name=row["name"])
            yield export.seen.fault(ATTACHMENTS, row["id"], problem)
        elif facts[1] != row["sha256"]:
            problem = what(
                _("its file %(name)s is not the one that was attached"), name=row["name"]
            )
            yield export.seen.fault(ATTACHMENTS, row["id"], problem)
