"""What nobody should type, by the kind of a field, and what an honest person might."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

NUMBERS = [
    "0",
    "-5",
    "1.23456",
    "0.00001",
    "99999999.999999",
    "9999999999999999.99",
    "7E+3",
    "1_0",
    "-0.001",
    "１２",
    "٣",
    "²",
    "1e400",
    "1" + "0" * 30,
    "9" * 5000,
    "NaN",
    "-Infinity",
    "None",
    "1,5",
]
DAYS = [
    "0001-01-01",
    "1926-02-03",
    "9999-12-31",
    "2024-02-29",
    "２０２４-０１-０１",
    "2023-02-29",
    "0000-00-00",
    "99999-01-01",
    "None",
    "²",
]
TIMES = ["0001-01-01T00:00", "9999-12-31T23:59", "2023-02-29T10:00", "None", "2024-01-01T25:61"]
LONG = "长" * 100_000
TEXTS = [
    "\u202e\u200f\u2066逆",
    "😀🏳️‍🌈" * 8,
    "None",
    "²",
    "<b onmouseover=alert(1)>&amp;",
    "' or 1=1 --",
    "\r\n\t",
    LONG,
]
KEYS = ["None", "²", "-1", "0", "999999999999999999999999", "1.5", "１", "' or 1=1"]
FILES = [
    ("empty.pdf", b""),
    ("noise.xlsx", b"PK\x03\x04 no workbook"),
    ("noise.csv", bytes(range(256))),
    ("x" * 300 + ".pdf", b"%PDF-"),
    ("surely.exe", b"MZ"),
    ("lies.geojson", b'{"type": "FeatureCollection", "features": [{"type": 1}]}'),
    ("ends.yaml", b"a: [1, 2"),
]
QUERIES = [
    "",
    "None",
    "²",
    "-1",
    "0",
    "99999999999999999999",
    "9" * 5000,
    "abc",
    "'\"<>&%\\",
    "\u202e逆😀",
    "1926-13-45",
    "x" * 3000,
]
# The smallest and largest that a field may take, and what breaks a sum or a division.
EDGES = {
    "0",
    "-5",
    "99999999.999999",
    "9999999999999999.99",
    "0001-01-01",
    "9999-12-31",
    "0001-01-01T00:00",
    "9999-12-31T23:59",
    "noise.xlsx",
    "lies.geojson",
}


def hostile(field) -> list:
    """The values to be tried in ``field``, as a browser sends them."""
    if isinstance(field, forms.FileField):
        return [SimpleUploadedFile(name, content) for name, content in FILES]
    if isinstance(field, forms.ModelChoiceField | forms.ChoiceField):
        return KEYS
    if isinstance(field, forms.DateTimeField):
        return TIMES
    if isinstance(field, forms.DateField):
        return DAYS
    if isinstance(field, forms.DecimalField | forms.IntegerField | forms.FloatField):
        return NUMBERS
    return [] if isinstance(field, forms.BooleanField) else TEXTS


def sorted_out(field) -> tuple[list, list]:
    """(what the field lets through, what it refuses); whatever else it raises is a fault."""
    passed, refused = [], []
    for value in hostile(field):
        try:
            field.clean(_read(field, value))
            passed.append(value)
        except ValidationError:
            refused.append(value)
        if hasattr(value, "seek"):
            value.seek(0)
    return passed, refused


def _read(field, value):
    if isinstance(field, forms.MultiValueField) or not hasattr(field.widget, "value_from_datadict"):
        return value
    if isinstance(field, forms.FileField):
        return value
    return field.widget.value_from_datadict(_Listed({"x": value}), {}, "x")


class _Listed(dict):
    def getlist(self, name):
        return [self[name]] if name in self else []


def honest(field, name: str = ""):
    """A value that a field is made for; None where it may stay empty or nothing fits."""
    if isinstance(field, forms.FileField):
        return SimpleUploadedFile("evidence.pdf", b"%PDF-1.7 evidence")
    if isinstance(field, forms.ModelMultipleChoiceField):
        return [str(row.pk) for row in field.queryset.all()[:1]]
    if isinstance(field, forms.ModelChoiceField):
        row = field.queryset.all().first()
        return row and str(field.prepare_value(row))
    if isinstance(field, forms.ChoiceField):
        return next(
            (str(key) for key, _label in _flat(field.choices) if key not in ("", None)), None
        )
    if isinstance(field, forms.DateTimeField):
        return f"{timezone.localdate() + timedelta(days=1)}T10:00"
    if isinstance(field, forms.DateField):
        return str(timezone.localdate())
    if isinstance(field, forms.BooleanField):
        return None
    if isinstance(field, forms.DecimalField | forms.IntegerField | forms.FloatField):
        return str(max(getattr(field, "min_value", None) or 1, 1))
    if isinstance(field, forms.EmailField):
        return "someone@example.com"
    return (
        "https://example.com/"
        if isinstance(field, forms.URLField)
        else "示范"[: getattr(field, "max_length", None) or 2]
    )


def _flat(choices):
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield key, label
