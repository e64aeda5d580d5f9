"""The cache of the tests."""

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.locmem import LocMemCache


class KeptForTheTest(LocMemCache):
    """What is kept lasts until the test ends, however slow the machine is: pages of the same test
    ask as often at its end as at its beginning.
    """

    def get_backend_timeout(self, timeout=DEFAULT_TIMEOUT):
        return 0 if timeout == 0 else None
