"""Signs of life that the worker of a machine leaves under ``var/``, for the supervisor and for
``/healthz``. Importable without Django.
"""

import time
from pathlib import Path

HEARTBEAT, PULSE = "worker.heartbeat", "worker.pulse"
HEARTBEAT_SECONDS, DEAD_AFTER_SECONDS = 5, 20
PULSE_SECONDS, STILL_AFTER_SECONDS = 10, 60


def leave(var: Path, sign: str, text: str = "") -> None:
    """Write the sign; on a full disk it merely grows old."""
    try:
        (var / sign).write_text(text)
    except OSError:
        take_away(var, sign)


def take_away(var: Path, sign: str) -> None:
    (var / sign).unlink(missing_ok=True)


def age(var: Path, sign: str) -> float | None:
    """Seconds since it was left; None where there is none."""
    try:
        return max(0.0, time.time() - (var / sign).stat().st_mtime)
    except FileNotFoundError:
        return None


def is_alive(var: Path) -> bool:
    """Whether the worker's own process lives; it says nothing of those that do its work."""
    seconds = age(var, HEARTBEAT)
    return seconds is not None and seconds < DEAD_AFTER_SECONDS


def is_busy(var: Path) -> bool:
    """Whether each process of the pool is at a task, so that a further one has to wait."""
    at_work, at_once, _started = _heartbeat(var)
    return at_work >= at_once > 0


def is_at_work(var: Path) -> bool:
    """Whether any process of the pool is at a task."""
    return _heartbeat(var)[0] > 0


def has_just_started(var: Path) -> bool:
    return time.time() - _heartbeat(var)[2] < STILL_AFTER_SECONDS


def beat_heart(var: Path, at_work: int, at_once: int, started: float) -> None:
    """``at_work`` processes of ``at_once`` are at a task; ``started`` is seconds of the epoch."""
    leave(var, HEARTBEAT, f"{at_work} {at_once} {started:.0f}")


def _heartbeat(var: Path) -> tuple[int, int, int]:
    try:
        at_work, at_once, started = (
            int(number) for number in (var / HEARTBEAT).read_text().split()
        )
    except (OSError, ValueError):
        return 0, 0, 0
    return at_work, at_once, started
