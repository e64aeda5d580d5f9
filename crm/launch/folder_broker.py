"""The broker of one machine: Celery's messages as files in a folder. It differs from kombu's in one
thing: a half-written message, from a full disk or a writer that is still at it, does not end the
worker.
"""

import logging
import uuid
from pathlib import Path
from time import monotonic

from kombu.exceptions import ChannelError
from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.json import dumps

log = logging.getLogger(__name__)


class Channel(filesystem.Channel):
    def _put(self, queue, payload, **_options):
        """Whole under its name, or not at all."""
        name = f"{monotonic() * 1000:.0f}_{uuid.uuid4()}.{queue}"
        part = Path(self.data_folder_out, f"{name}.part")
        try:
            part.write_text(dumps(payload), encoding="utf-8")
            part.rename(part.with_suffix(".msg"))
        except OSError as error:
            part.unlink(missing_ok=True)
            raise ChannelError(f"the message could not be written: {error}") from error

    def _get(self, queue):
        while True:
            try:
                return super()._get(queue)
            except ValueError:  # the file is gone; what it asked for is sent again by beat
                log.warning("a message that is not whole was left out")

    def get_table(self, exchange):
        try:
            return super().get_table(exchange)
        except ValueError:
            self._exchange_file(exchange).unlink(missing_ok=True)
            return []

    def _queue_bind(self, exchange, *names):
        self.get_table(exchange)  # takes away one that is not whole
        super()._queue_bind(exchange, *names)


class Transport(filesystem.Transport):
    Channel = Channel


def use() -> None:
    """For ``filesystem://`` from now on."""
    TRANSPORT_ALIASES["filesystem"] = f"{__name__}:Transport"
