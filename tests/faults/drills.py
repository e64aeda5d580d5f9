"""What every drill asks for, and what must have come of it."""

WITHIN_SECONDS = 150
LOCKED_WITHIN_SECONDS = 240  # a pool that stays locked is found after a minute


def survives(alive, what, seconds=WITHIN_SECONDS, letters=2):
    """A letter before and one after ``what()``, which may ask for more: all of them are sent, none
    twice; and health says so.
    """
    before = alive.letters()
    alive.tell()
    what()
    alive.tell()
    alive.wait(lambda: alive.letters() >= before + letters, seconds, "the letters have left")
    alive.wait(lambda: alive.health()[1].get("status") == "ok", seconds, "health says ok")
    assert alive.letters() == before + letters
    assert alive.process.poll() is None


def kill(process):
    process.kill()
    process.wait(10)
