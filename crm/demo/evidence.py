"""Files that stand for the papers of real life."""

from django.core.files.base import ContentFile


def evidence(kind: str) -> ContentFile:
    return ContentFile(f"演示用{kind}\n".encode(), name="evidence.txt")
