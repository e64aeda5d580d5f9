"""What beat has done: a checkpoint every hour, and every night a whole verification of an export
made for it. Who looks after proof is told of what is wrong.
"""

import json
import logging
import shutil
import tempfile
import time
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.urls import reverse

from ..models import User
from ..notifications import notify
from .chain import write_whole
from .checkpoint import make_checkpoint
from .export import write_export
from .exported import Exported
from .signing import signing_key
from .verification.run import Verified, verify

logger = logging.getLogger(__name__)
RESULT = "verification.json"
RIGHT = "core.view_proof"
PREFIX, LEFT_AFTER = "proof-", 12 * 3600  # seconds


def checkpoint_here() -> None:
    """Nothing where another machine makes the checkpoints."""
    if not settings.CHECKPOINTS:
        return
    latest = make_checkpoint()
    if unexplained := latest.body["unexplained"]:
        _tell("proof_changed", f"{latest.number}", checkpoint=latest.number, count=len(unexplained))


def verify_here() -> Verified | None:
    """Export, verify, and keep what was found beside the checkpoints; None where another machine
    does. What runs here believes its own key: an auditor brings one.
    """
    if not settings.CHECKPOINTS:
        return None
    _clear_up()
    with tempfile.TemporaryDirectory(prefix=PREFIX, dir=settings.VAR_DIR) as folder:
        write_export(Path(folder))
        result = verify(
            Exported(Path(folder)),
            settings.CHECKPOINT_DIR,
            signing_key().public,
            copies=tuple(folders_of_copies()),
            stamps=_stamps(),
        )
    keep_result(result)
    if not result.is_sound:
        logger.error("the verification found: %s", result.faults[0])
        count = len(result.faults)
        _tell("proof_fault", result.at[:10], first=str(result.faults[0]), count=count)
    return result


def _clear_up() -> None:
    """What a verification that was cut off left: it holds personal data."""
    for path in settings.VAR_DIR.glob(f"{PREFIX}*"):
        if time.time() - path.stat().st_mtime > LEFT_AFTER:
            shutil.rmtree(path, ignore_errors=True)


def keep_result(result: Verified) -> None:
    content = json.dumps(result.stored(), ensure_ascii=False, indent=1).encode()
    write_whole(settings.CHECKPOINT_DIR / RESULT, content)


def folders_of_copies() -> list[Path]:
    """The other places that can be compared: the folders."""
    parts = (urlsplit(place) for place in settings.CHECKPOINT_COPIES)
    return [Path(unquote(part.path)) for part in parts if part.scheme == "file"]


def _stamps():
    if not settings.TIMESTAMP_CERTIFICATES:
        return None
    from .stamping import trusted_certificates

    return trusted_certificates(settings.TIMESTAMP_CERTIFICATES)


def _tell(kind: str, once: str, **values) -> None:
    people = User.objects.with_right(RIGHT)
    notify(people, kind, once=f"{kind} {once}", link=reverse("wagtailadmin_proof"), **values)
