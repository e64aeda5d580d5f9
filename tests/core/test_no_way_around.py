"""Every file comes in by ``crm.core.incoming``: what goes around it is found here."""

import re
from pathlib import Path

import pytest
from django import forms
from django.apps import apps
from django.db import models
from django.forms.forms import BaseForm
from django.urls import get_resolver
from wagtail.images import get_image_model
from wagtail.images.forms import get_image_form

from crm.core.incoming.field import IncomingFile
from crm.site.doors import CITY, PAGES, PICTURES
from crm.site.pictures import PictureForm
from crm.staff.doors import OPEN_DOORS

ROOT = Path(__file__).parents[2]
OURS = ("crm", "leads", "parks", "commissions")
# What takes a file to pieces, and where that may be done, with what has been seen to before.
READERS = {
    r"\bload_workbook\(|CalamineWorkbook\b|ExcelReader\(|csv\.reader\(": {
        "crm/core/tables/reader.py": "measured and decoded by open_sheets",
        "crm/core/tables/marked.py": "only writes",
    },
    r"\bZipFile\(": {
        "crm/core/incoming/archive.py": "measures",
        "crm/core/tables/reader.py": "measured",
        "commissions/documents/batch.py": "only writes",
        "crm/core/personal/answer.py": "only writes",
    },
    r"\byaml\.(?:safe_|full_|unsafe_)?load\(|\byaml\.(?:compose|parse)\(": {
        "crm/core/incoming/trees.py": "after refuse_what_hides",
        "commissions/policies/reader.py": "after refuse_what_hides",
    },
    r"gb18030|gbk|utf-8-sig|errors=.replace": {
        "crm/core/incoming/text.py": "decodes",
        "crm/core/incoming/kinds.py": "looks at the beginning",
        "crm/core/tables/structure.py": "the text of an error in a cell",
        "crm/core/tables/exporting.py": "only writes",
        "crm/core/backup/tools.py": "what PostgreSQL's own programs complain of",
        "crm/launch/supervisor.py": "what its own processes print",
    },
    r"FILES\.get|FILES\[|forms\.(?:FileField|ImageField|FileInput|ClearableFileInput)\b": {
        "crm/core/incoming/field.py": "the fields themselves",
    },
}
KEPT_BY_US = {
    "core.Attachment.file",
    "core.TableImport.source",
    "core.TableImport.plan",
    "core.ExportLog.file",
    "commissions.IssuedDocument.file",
}


def sources():
    for folder in OURS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")


@pytest.mark.parametrize("pattern", READERS)
def test_files_are_taken_to_pieces_in_known_places_alone(pattern):
    found = {name for name, text in sources() if re.search(pattern, text)}
    assert sorted(found - READERS[pattern].keys()) == []


def form_classes(of=BaseForm):
    for subclass in of.__subclasses__():
        yield subclass
        yield from form_classes(subclass)


def test_every_form_takes_files_by_the_field_that_looks_at_them():
    assert get_resolver().url_patterns, "loaded, with every view and its forms"
    with_files = {
        f"{form.__module__}.{form.__name__}.{name}": field
        for form in form_classes()
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field, forms.FileField)
    }
    ours = {name: field for name, field in with_files.items() if name.split(".")[0] in OURS}
    assert len(ours) >= 10
    assert [name for name, field in ours.items() if not isinstance(field, IncomingFile)] == []


def test_the_libraries_own_forms_for_files_stand_behind_closed_doors():
    """But for pictures, whose form is ours."""
    doors = {name.split(":")[0] for name in (*OPEN_DOORS, *PAGES, *CITY)}
    assert not any(
        name.startswith(("wagtailimages", "wagtaildocs", "wagtailadmin_account")) for name in doors
    )
    assert issubclass(get_image_form(get_image_model()), PictureForm)
    assert {name.split(":")[1] for name in PICTURES} == {
        "choose",
        "choose_results",
        "chosen",
        "create",
    }


def test_every_stored_file_is_written_by_a_use_case_and_by_no_form():
    own = [
        model
        for model in apps.get_models()
        if model.__module__.split(".")[0] in OURS and not hasattr(model, "instance_type")
    ]
    fields = {
        f"{model._meta.app_label}.{model.__name__}.{field.name}"
        for model in own
        for field in model._meta.fields
        if isinstance(field, models.FileField) and not model.__name__.startswith("Historical")
    }
    assert fields == KEPT_BY_US
