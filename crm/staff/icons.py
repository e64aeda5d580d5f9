"""The icons of the house beside Wagtail's: `{% icon name="ds-board" %}`."""

from pathlib import Path

from django.conf import settings

FOLDER = "core/icons"


def house_icons() -> list[str]:
    """The templates of all icons, each drawn in the colour of the text around it."""
    folder = Path(settings.BASE_DIR) / "templates" / FOLDER
    return [f"{FOLDER}/{icon.name}" for icon in sorted(folder.glob("ds-*.svg"))]
