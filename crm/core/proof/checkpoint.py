"""Making a checkpoint: what every covered table comes to now, chained to the checkpoint before it
and signed.
"""

import gzip
import hashlib
import json
import logging
import os
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from .chain import FIRST, FORMAT, Checkpoint, alone_in, checkpoints_in, write_once, write_whole
from .places import copy_to_places
from .reading import has_table, one_moment
from .recording import Recorded, Recorder, keep
from .registry import APPEND_ONLY, SIGNED_FACTS, all_covered
from .signing import SigningKey, key_for, key_id

logger = logging.getLogger(__name__)
TOLD_AT_MOST = 1000  # rows without an explanation that a body names
LOGGED = 5
STAMPED_LATER = 48  # checkpoints for which a time stamp is asked for again


def make_checkpoint(*, anew: str = "", next_key: bytes | None = None) -> Checkpoint:
    """Record, sign and store; then ask for a time stamp and copy to the other places.

    ``anew``: why nothing that was recorded before binds any longer (rows were taken away by law, as
    the demonstration's). ``next_key``: the public key that signs from the next one on. Raises
    NoKey.
    """
    folder = settings.CHECKPOINT_DIR
    with alone_in(folder):
        chain = checkpoints_in(folder)
        key = key_for(chain[-1].body if chain else None)
        checkpoint = _write(chain, folder, key, anew, next_key)
        _stamp(folder)
    copy_to_places(folder)
    if unexplained := checkpoint.body["unexplained"]:
        facts = checkpoint.number, len(unexplained), unexplained[:LOGGED]
        logger.error("checkpoint %s: %s rows changed unlawfully, first %s", *facts)
    return checkpoint


def _write(
    chain: list[Checkpoint], folder: Path, key: SigningKey, anew: str, next_key: bytes | None
) -> Checkpoint:
    checkpoint = Checkpoint(folder, chain[-1].number + 1 if chain else 1)
    recorded = _recorded(chain, checkpoint.number, bool(anew))
    leaves = _write_leaves(checkpoint, recorded)
    body = {
        "format": FORMAT,
        "number": checkpoint.number,
        "previous": chain[-1].hash if chain else FIRST,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "tables": [table.told for table in recorded.values()],
        "leaves": leaves,
        "unexplained": _unexplained(recorded),
        "facts": {name: tell() for name, tell in SIGNED_FACTS.items()},
        "anew": anew,
        "key": key_id(key.public),
        "next_key": next_key.decode() if next_key else None,
    }
    content = _encoded(body)
    _publish(folder, key.public, *([next_key] if next_key else []))
    checkpoint.file("sig").write_bytes(key.sign(content))
    write_once(checkpoint.file("json"), content)
    for name, table in recorded.items():
        keep(folder, name, table)
    return checkpoint


def _encoded(body: dict) -> bytes:
    """JSON with a table a line, to be read by people too."""
    tables = ",\n".join(json.dumps(table, ensure_ascii=False) for table in body["tables"])
    frame = json.dumps({**body, "tables": None}, ensure_ascii=False, indent=1)
    return frame.replace('"tables": null', f'"tables": [\n{tables}\n ]', 1).encode()


def _recorded(chain: list[Checkpoint], number: int, anew: bool) -> dict[str, Recorded]:
    """Histories first: they explain what changed in the others."""
    coverings = sorted(all_covered().values(), key=lambda covering: covering.kind != APPEND_ONLY)
    with one_moment() as cursor:
        recorder = Recorder(cursor, number, chain, anew)
        return {
            covering.name: recorder.record(covering)
            for covering in coverings
            if has_table(cursor, covering)
        }


def _write_leaves(checkpoint: Checkpoint, recorded: dict[str, Recorded]) -> str:
    """Returns the file's SHA-256. What a checkpoint that was cut off left is written over."""
    path = checkpoint.file("leaves.gz")
    with path.open("wb") as raw, gzip.GzipFile("", "wb", 1, raw, mtime=0) as file:
        for name, table in recorded.items():
            for key, leaf in table.changes:
                file.write(f"{name} {key} {leaf.hex() if leaf else '-'}\n".encode())
    with path.open("rb") as file:
        os.fsync(file.fileno())
        return hashlib.file_digest(file, "sha256").hexdigest()


def _unexplained(recorded: dict[str, Recorded]) -> list[list]:
    rows = [
        [name, key, what] for name, table in recorded.items() for key, what in table.unexplained
    ]
    return rows[:TOLD_AT_MOST]


def _publish(folder: Path, *keys: bytes) -> None:
    (folder / "keys").mkdir(exist_ok=True)
    for key in keys:
        path = folder / "keys" / f"{key_id(key)}.pem"
        if not path.exists():
            path.write_bytes(key)


def _stamp(folder: Path) -> None:
    """Time stamps for this checkpoint and for those to which the server gave none."""
    if not settings.TIMESTAMP_URL:
        return
    from .stamping import NoStamp, stamped

    for checkpoint in checkpoints_in(folder)[-STAMPED_LATER:]:
        path = checkpoint.file("tsr")
        if path.exists():
            continue
        try:
            write_whole(path, stamped(checkpoint.content + checkpoint.signature))
        except NoStamp as why:
            logger.error("checkpoint %s has no time stamp: %s", checkpoint.number, why)
            return
