"""Settings: everything that depends on the machine is read here, from the environment, and fails at
start on a bad value.
"""

import gc

from .base import *  # noqa: F403

# Loading makes millions of objects and no circles of them: with the usual thresholds the garbage
# collector takes a fifth of each start to find none.
gc.set_threshold(10_000, 20, 20)
