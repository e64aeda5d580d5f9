"""The whole verification: the checkpoints by themselves, the export's rows against them, the
histories, and what the apps know of their records.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from django.utils.translation import gettext_noop as _

from ..chain import Checkpoint, checkpoints_in, faults_of, is_whole
from ..exported import Exported
from ..fault import Fault, What, fault, what
from ..registry import PROOF_CHECKS, all_covered
from . import histories
from .compare import Comparison
from .recorded import Era


@dataclass(frozen=True)
class Verified:
    """``faults``: the earliest first, each row once; ``notes``: what an auditor should know
    although it is no fault.
    """

    at: str
    checkpoints: int
    last_at: str
    exported_at: str
    faults: list[Fault]
    notes: list[What]

    @property
    def is_sound(self) -> bool:
        return not self.faults

    def stored(self) -> dict:
        return vars(self) | {
            "faults": [fault.stored() for fault in self.faults],
            "notes": [[note.text, dict(note.values)] for note in self.notes],
        }


def verify(
    export: Exported,
    folder: Path,
    trusted: bytes,
    *,
    copies: tuple[Path, ...] = (),
    stamps: list | None = None,
) -> Verified:
    """``trusted`` is the public key (PEM), ``copies`` are other places with the same checkpoints,
    ``stamps`` the certificates that time stamps are trusted by (None: stamps are not looked at).
    Rows are held against a whole chain alone: where a part of one is missing, that is the fault.
    """
    export.stamps = stamps
    chain = checkpoints_in(folder)
    faults = list(faults_of(chain, trusted))
    for copy in copies:
        faults += _differences(chain, copy)
    if stamps is not None:
        faults += _stamps(chain, stamps)
    notes = list(_notes(chain))
    if chain and export.manifest["at"] < chain[-1].at:
        problem = what(_("was written before the last checkpoint; write another one"))
        faults.append(fault("export", export.manifest["at"], problem, wrong_at=chain[-1].number))
    elif chain and is_whole(chain):
        faults += _of_rows(export, chain)
    return Verified(
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        checkpoints=len(chain),
        last_at=chain[-1].at if chain else "",
        exported_at=export.manifest["at"],
        faults=_each_once(faults),
        notes=notes,
    )


def _of_rows(export: Exported, chain: list[Checkpoint]) -> Iterator[Fault]:
    era, covered = Era(chain), all_covered()
    comparison = Comparison(export, era, covered)
    yield from comparison.faults()
    export.seen = comparison.seen
    export.facts = _facts(chain)
    yield from histories.check(export, covered, comparison.seen)
    for check in PROOF_CHECKS:
        yield from _finished(check, export)


def _finished(check: Callable, export: Exported) -> Iterator[Fault]:
    """What was falsified may be of a form that no check expects: that is a fault, too."""
    try:
        yield from check(export)
    except Exception as error:
        problem = what(
            _("could not be finished: %(error)s"), error=f"{type(error).__name__}: {error}"
        )
        yield fault("verification", check.__module__, problem, right_at=export.seen.last)


def _facts(chain: list[Checkpoint]) -> dict[str, list]:
    """What the checkpoints sign besides the tables, each as told over time."""
    facts: dict[str, list] = {}
    for checkpoint in chain:
        for name, fact in checkpoint.body["facts"].items():
            facts.setdefault(name, []).append(fact)
    return facts


def _differences(chain: list[Checkpoint], copy: Path) -> Iterator[Fault]:
    """A checkpoint that another place has, and that is not the same here."""
    checkpoints = {checkpoint.number: checkpoint for checkpoint in chain}
    for checkpoint in checkpoints_in(copy):
        if checkpoint.number not in checkpoints:
            problem = what(_("is missing; it lies in %(place)s"), place=copy)
            yield fault("checkpoints", checkpoint.number, problem, wrong_at=checkpoint.number)
        elif checkpoints[checkpoint.number].content != checkpoint.content:
            problem = what(_("is another one than in %(place)s"), place=copy)
            yield fault("checkpoints", checkpoint.number, problem, wrong_at=checkpoint.number)


def _stamps(chain: list[Checkpoint], trusted: list) -> Iterator[Fault]:
    from ..stamping import BadStamp, time_of

    for checkpoint in chain:
        path = checkpoint.file("tsr")
        if not path.exists():
            continue
        try:
            time_of(path.read_bytes(), checkpoint.content + checkpoint.signature, trusted)
        except BadStamp as why:
            problem = what(_("its time stamp does not hold: %(why)s"), why=why)
            yield fault("checkpoints", checkpoint.number, problem, wrong_at=checkpoint.number)


def _notes(chain: list[Checkpoint]) -> Iterator[What]:
    for checkpoint in chain:
        if checkpoint.body["anew"]:
            text = _("checkpoint %(number)s began anew: %(why)s")
            yield what(text, number=checkpoint.number, why=checkpoint.body["anew"])
        if checkpoint.body["next_key"]:
            yield what(
                _("checkpoint %(number)s handed over to another key"), number=checkpoint.number
            )


def _each_once(faults: list[Fault]) -> list[Fault]:
    """Each row once: its earliest fault first, then whatever else is wrong with it."""
    rows: dict[tuple, Fault] = {}
    for item in sorted(faults, key=lambda item: item.order):
        row = rows.setdefault((item.table, str(item.key)), item)
        if item.whats[0] not in row.whats:
            merged = replace(row, whats=(*row.whats, *item.whats))
            rows[item.table, str(item.key)] = merged
    return list(rows.values())
