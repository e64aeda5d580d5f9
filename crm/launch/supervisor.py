"""Keeps web, worker and beat alive: what ends is started again by itself, later each time it ends
at once, and the others live on. The embedded database is one of them.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from honcho.colour import get_colours
from honcho.printer import Message, Printer

FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 1, 60
LIVED_SECONDS = 60  # whoever lived as long begins anew with the first pause
TO_END_SECONDS = 8
ENDED_AT_ONCE = 4  # times in succession, before the settings are looked at
TICK_SECONDS = 0.5


@dataclass
class Child:
    """One process with all that it starts. ``before()`` runs before each start."""

    name: str
    command: list[str]
    env: dict
    cwd: str
    before: Callable[[], None] = lambda: None
    process: subprocess.Popen | None = None
    started_at: float = 0.0
    start_at: float = 0.0
    ended_at_once: int = 0

    @property
    def lives(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @property
    def age(self) -> float:
        return time.monotonic() - self.started_at

    def start(self, tell: Callable[[str, str], None]):
        self.before()
        self.process = subprocess.Popen(
            self.command,
            cwd=self.cwd,
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,  # Ctrl-C reaches the supervisor alone
        )
        self.started_at = time.monotonic()
        threading.Thread(target=self._read, args=(self.process, tell), daemon=True).start()

    def _read(self, process, tell):
        for line in process.stdout:
            tell(self.name, line)


def end_what_it_started(process: subprocess.Popen):
    """End the children of ``process``, also when it is gone itself."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def pause_after(times: int) -> float:
    """Seconds before the next start of what ended ``times`` times in succession."""
    return min(FIRST_PAUSE_SECONDS * 2 ** max(0, times - 1), LONGEST_PAUSE_SECONDS)


class Supervisor:
    """``is_misconfigured()`` is asked about a child that ends each time at once: with true, nothing
    is tried any more. ``rounds`` are further cares, each called now and then while all live.
    """

    def __init__(self, children: list[Child], *, is_misconfigured, rounds=(), out=None):
        self.children = {child.name: child for child in children}
        self._is_misconfigured, self._rounds = is_misconfigured, rounds
        self._ending = threading.Event()
        self._printer = Printer(out or sys.stdout, width=max(map(len, self.children), default=6))
        colours = get_colours()
        self._colours = {name: next(colours) for name in self.children}
        self.returncode = 0

    def loop(self) -> int:
        """Until it is told to end, by a signal or by wrong settings."""
        signal.signal(signal.SIGTERM, self._told_to_end)
        signal.signal(signal.SIGINT, self._told_to_end)
        for care in self._rounds:
            threading.Thread(target=self._care, args=(care,), daemon=True).start()
        try:
            while not self._ending.is_set():
                for child in self.children.values():
                    self._look_after(child)
                self._ending.wait(TICK_SECONDS)
        finally:
            self._end_all()
        return self.returncode

    def say(self, text: str):
        self.tell("system", text + "\n")

    def tell(self, name: str, line: str):
        colour = self._colours.get(name)
        with suppress(OSError, ValueError):  # nobody reads any more, or the disk is full
            now = datetime.now(tz=UTC).astimezone()  # the machine's, as its terminal shows it
            self._printer.write(Message(type="line", data=line, time=now, name=name, colour=colour))

    def restart(self, name: str, why: str):
        """End a child that lives but does not work; it is started again as any that ended."""
        child = self.children[name]
        self.say(f"{name}: {why}; it is started again")
        end([child])

    def _told_to_end(self, _number, _frame):
        self._ending.set()

    def _look_after(self, child: Child):
        if child.lives:
            if child.ended_at_once and child.age > LIVED_SECONDS:
                child.ended_at_once = 0
            return
        if child.process is not None:
            self._bury(child)
        if time.monotonic() >= child.start_at and not self._ending.is_set():
            try:
                child.start(self.tell)
            except OSError as error:
                self.say(f"{child.name} could not be started: {error}")
                self._put_off(child)

    def _bury(self, child: Child):
        """What it has started must not go on beside the next one."""
        end_what_it_started(child.process)
        code, lived = child.process.returncode, child.age
        child.process = None
        if lived > LIVED_SECONDS:
            child.ended_at_once = 0
        pause = self._put_off(child)
        self.say(f"{child.name} has ended ({in_words(code)}); it is started again in {pause:g} s")
        if child.ended_at_once % ENDED_AT_ONCE == 0 and self._is_misconfigured():
            self.say(
                f"{child.name} ended {child.ended_at_once} times at once, and the settings are "
                "refused (above). Put them right and start again."
            )
            self.returncode = 1
            self._ending.set()

    def _put_off(self, child: Child) -> float:
        child.ended_at_once += 1
        pause = pause_after(child.ended_at_once)
        child.start_at = time.monotonic() + pause
        return pause

    def _care(self, care):
        while not self._ending.wait(care.every_seconds):
            try:
                care(self)
            except Exception as error:  # the care is called again; the house stays up
                self.say(f"{type(error).__name__}: {error}")

    def _end_all(self):
        end(list(self.children.values()))


def end(children: list[Child]):
    """Ask them to end, and end what has not within TO_END_SECONDS."""
    processes = [child.process for child in children if child.process]
    for process in processes:
        process.terminate()
    deadline = time.monotonic() + TO_END_SECONDS
    for process in processes:
        with suppress(subprocess.TimeoutExpired):
            process.wait(max(0.1, deadline - time.monotonic()))
        end_what_it_started(process)
        process.wait()


def in_words(code: int) -> str:
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"code {code}"
