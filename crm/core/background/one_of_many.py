"""A round over many records, in which one that fails keeps none of the others."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from .work import PASSING

log = logging.getLogger(__name__)


@contextmanager
def one_of_many(record: object) -> Iterator[None]:
    """Do what stands in the block whole or not at all. A fault of it is logged and the round goes
    on; a database or disk that is away ends the round, which is begun again.
    """
    try:
        with transaction.atomic():
            yield
    except PASSING:
        raise
    except Exception:
        log.exception("left for the next round: %s", record)
