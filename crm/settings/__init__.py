"""Settings: everything that depends on the machine is read here, from the environment, and fails at
start on a bad value.
"""

from .base import *  # noqa: F403
