"""What the supervisor looks after besides the processes that it has started: the embedded database,
and a worker that lives without working.
"""

from pathlib import Path

import psycopg

from . import embedded, signs


class EmbeddedDatabase:
    """Starts the server again where it does not answer."""

    every_seconds = 2

    def __init__(self, base: Path):
        self._base = base

    def __call__(self, supervisor):
        if embedded.is_running(self._base):
            return
        supervisor.say("the database does not answer; it is started again")
        try:
            embedded.ensure_running(self._base)
        except embedded.EmbeddedError as error:
            supervisor.say(f"not yet: {error}")
        else:
            supervisor.say("the database answers")


class StillWorker:
    """Restarts a worker that takes up no task although one of its processes is free. A process that
    is killed while it waits for a task can leave the pool locked for ever; only a task that really
    ran proves a worker, whichever it was. Where that does not help, beat, which sends a small one
    every few seconds, is restarted too.
    """

    every_seconds = 5

    def __init__(self, var: Path, database_answers):
        self._var, self._database_answers = var, database_answers
        self._restarted = 0

    def __call__(self, supervisor):
        seconds = signs.age(self._var, signs.PULSE)
        if seconds is not None and seconds < signs.STILL_AFTER_SECONDS:
            self._restarted = 0
            return
        worker, beat = supervisor.children["worker"], supervisor.children["beat"]
        too_young = signs.STILL_AFTER_SECONDS * (1 + min(self._restarted, 9))
        if min(worker.age, beat.age) < too_young or not (worker.lives and beat.lives):
            return
        if signs.is_alive(self._var) and signs.is_busy(self._var):
            return  # at long tasks; the next one waits as it should
        if not self._database_answers():
            return
        self._restarted += 1
        supervisor.restart("worker", f"no task has run for {too_young} s")
        if self._restarted > 1:
            supervisor.restart("beat", "no task has run since the worker was started again")


def database_of(url: str, base: Path):
    """A function that says whether the database answers."""
    if not url:
        return lambda: embedded.is_running(base)
    import environ

    config = environ.Env.db_url_config(url)

    def answers() -> bool:
        try:
            psycopg.connect(
                host=config["HOST"] or None,
                port=config["PORT"] or None,
                user=config["USER"] or None,
                password=config["PASSWORD"] or None,
                dbname=config["NAME"],
                connect_timeout=3,
            ).close()
        except psycopg.OperationalError:
            return False
        return True

    return answers
