from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.management.base import BaseCommand, CommandError
from django.db.models import FileField


class Command(BaseCommand):
    help = (
        "Copies the files that records name from this machine's disk to the object store that the "
        "settings name. It may be run again: what is there in the same size is left alone. Nothing "
        "is deleted."
    )

    def handle(self, **options):
        copied, present, missing = 0, 0, []
        for field, name in named_files():
            place, disk = field.storage, disk_of(field)
            if isinstance(place, FileSystemStorage):
                raise CommandError("Name the buckets first: S3_PRIVATE_BUCKET, S3_MEDIA_BUCKET.")
            if not disk.exists(name):
                missing += [] if place.exists(name) else [name]
            elif place.exists(name) and place.size(name) == disk.size(name):
                present += 1
            else:
                copy(name, disk, place)
                copied += 1
        self.stdout.write(f"{copied} copied, {present} were there, {len(missing)} are missing")
        if missing:
            raise CommandError("\n".join(missing))


def named_files():
    """(field, name) of each file that a record names, with its field's storage."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, FileField):
                names = model._base_manager.exclude(**{field.name: ""}).order_by()
                for name in names.values_list(field.name, flat=True).distinct().iterator():
                    if name:
                        yield field, name


def disk_of(field) -> FileSystemStorage:
    """Where the file would lie without an object store."""
    is_public = field.storage is default_storage or field.storage == default_storage
    return FileSystemStorage(Path(settings.MEDIA_ROOT if is_public else settings.PRIVATE_ROOT))


def copy(name: str, disk, place):
    """Under the very name that the record knows; what was cut off before is replaced."""
    if place.exists(name):
        place.delete(name)
    with disk.open(name) as file:
        stored_name = place.save(name, file)
    if stored_name != name or place.size(name) != disk.size(name):
        raise CommandError(f"{name} was not stored as it is")
