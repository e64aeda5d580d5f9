"""Files in a bucket: read by the product alone, which hands them on to those who may see them."""

from contextlib import contextmanager
from urllib.parse import quote

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from storages.backends.s3 import S3File, S3Storage
from storages.utils import clean_name


class Fetched(S3File):
    """Also where it is opened a second time. What could not be fetched is not an empty file, as the
    library would have it from then on.
    """

    def _get_file(self):
        try:
            with away_is_told():
                return super()._get_file()
        except OSError:
            self._file = None
            raise

    file = property(_get_file, S3File._set_file)


class PrivateObjects(S3Storage):
    """No object is public, none is overwritten, and no address of one is ever given out."""

    def __init__(self, **options):
        style = options.pop("addressing_style", "auto")
        super().__init__(
            **{
                "default_acl": None,  # the bucket's: private
                "file_overwrite": False,
                "client_config": configured(style),
                **options,
            }
        )

    def _open(self, name, mode="rb"):
        with away_is_told():
            fetched = Fetched(self._normalize_name(clean_name(name)), mode, self)
            fetched.file  # noqa: B018 (fetched now, since what fails later fails in an answer)
            return fetched

    def _save(self, name, content):
        with away_is_told():
            return super()._save(name, content)

    def exists(self, name):
        with away_is_told():
            return super().exists(name)

    def delete(self, name):
        with away_is_told():
            super().delete(name)

    def size(self, name):
        with away_is_told():
            return super().size(name)

    def url(self, name, *_options, **_more):
        raise SuspiciousFileOperation(f"{name} is answered by a view that knows who may see it")


class Pictures(PrivateObjects):
    """Those of the public site: answered by the site itself, under the addresses that they have on
    a disk.
    """

    def url(self, name, *_options, **_more):
        return f"{settings.MEDIA_URL}{quote(name)}"


@contextmanager
def away_is_told():
    """What is not there is a FileNotFoundError. A store that does not answer is a ConnectionError,
    as a disk that fails is an OSError: what works in the background tries again later.
    """
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        answer = getattr(error, "response", {})
        is_there = answer.get("Error", {}).get("Code") != "NoSuchBucket"
        if answer.get("ResponseMetadata", {}).get("HTTPStatusCode") == 404 and is_there:
            raise FileNotFoundError(str(error)) from error
        raise ConnectionError(f"the object store: {error}") from error


def configured(addressing_style: str) -> Config:
    """A store that is away fails within seconds. Checksums of a kind that only Amazon's knows are
    sent where they must be; the stores of other houses refuse them.
    """
    return Config(
        signature_version="s3v4",
        s3={"addressing_style": addressing_style},
        connect_timeout=5,
        read_timeout=30,
        retries={"mode": "standard", "max_attempts": 3},
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
