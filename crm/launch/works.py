"""``python -m crm.launch.works`` ends in 1 where this machine's worker lives, is at nothing and
takes up no task: whoever looks after its processes restarts it. One that is at a task is left
alone, since it would begin that anew.
"""

import sys
from pathlib import Path

from . import signs

VAR = Path(__file__).resolve().parents[2] / "var"


def works(var: Path) -> bool:
    seconds = signs.age(var, signs.PULSE)
    if seconds is not None and seconds < signs.STILL_AFTER_SECONDS:
        return True
    if not signs.is_alive(var) or signs.has_just_started(var):
        return True  # to start it is somebody else's task
    return signs.is_at_work(var)


if __name__ == "__main__":
    sys.exit(0 if works(VAR) else 1)
