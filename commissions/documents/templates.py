"""Templates of documents: those of the repository, and the versions kept in the database with what
they produced.
"""

import hashlib
import json
from functools import lru_cache

from django.conf import settings
from django.db import connection
from django.db.models import Max
from django.template import Context, Engine

from crm.core.writes import as_one

from ..models import DocumentTemplate


def current_files(kind: str) -> dict[str, str]:
    """The repository's template of a kind, whole: {"base.html": …, "document.html": …}."""
    folder = settings.BASE_DIR / "templates" / "documents"
    return {
        "base.html": (folder / "base.html").read_text("utf-8"),
        "document.html": (folder / f"{kind}.html").read_text("utf-8"),
    }


def current_version(kind: str) -> DocumentTemplate:
    """The repository's template as a stored version; a new one where it has changed since the last
    document.
    """
    files = current_files(kind)
    digest = hashlib.sha256(
        json.dumps(files, sort_keys=True, ensure_ascii=False).encode()
    ).hexdigest()
    versions = DocumentTemplate.objects.filter(kind=kind, sha256=digest)
    return versions.first() or _store(kind, files, digest, versions)


@as_one()
def _store(kind, files, digest, versions) -> DocumentTemplate:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('document_template'))")
    newest = DocumentTemplate.objects.filter(kind=kind).aggregate(last=Max("version"))["last"] or 0
    return versions.first() or DocumentTemplate.objects.create(
        kind=kind, version=newest + 1, files=files, sha256=digest
    )


def html_of(files: dict[str, str], context: dict) -> str:
    """The template filled in. It knows the tags of Django and the filters of documents, and no
    other file than its own.
    """
    return _template(tuple(sorted(files.items()))).render(Context(context))


@lru_cache(maxsize=32)
def _template(files):
    engine = Engine(
        loaders=[("django.template.loaders.locmem.Loader", dict(files))],
        builtins=["commissions.documents.filters"],
        libraries={},
    )
    return engine.get_template("document.html")
