"""No upload can fill the disk: what exceeds the largest permitted file is discarded on arrival."""

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

from .purposes import LARGEST

LARGEST_TOGETHER = 10 * LARGEST


class Bounded(FileUploadHandler):
    """Stands before the handlers that keep what arrives.

    A file too large is kept up to one piece more than is taken anywhere, so that its form says
    that it is too large.
    """

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.taken = 0

    def receive_data_chunk(self, raw_data, start):
        self.taken += len(raw_data)
        self.together = getattr(self, "together", 0) + len(raw_data)
        if self.together > LARGEST_TOGETHER:
            raise RequestDataTooBig("more than is taken in one request")
        return raw_data if self.taken - len(raw_data) <= LARGEST else None

    def file_complete(self, file_size):
        return None
