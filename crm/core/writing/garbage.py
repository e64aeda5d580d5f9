"""Python looks again and again for objects that hold one another in circles, among all that there
are; while many rows are read it finds none.
"""

import gc
from contextlib import contextmanager


@contextmanager
def not_looked_for():
    """For the time of the block, which makes very many objects that all stay: a tenth of the time
    of an import. What nothing holds any more goes at once all the same.
    """
    was_looked_for = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_looked_for:
            gc.enable()
