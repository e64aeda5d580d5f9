"""Writing a calendar by RFC 5545: text escaped, lines folded at 75 octets and ended by CRLF."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

MOST_OCTETS = 75


@dataclass(frozen=True)
class Event:
    """``on`` a date lasts that whole day, a datetime half an hour. ``uid`` stays the same as long
    as it is the same thing.
    """

    uid: str
    on: date | datetime
    title: str
    link: str = ""
    changed_at: datetime | None = None


def calendar(name: str, events: Iterable[Event], *, host: str, now: datetime) -> str:
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Deshang//Deshang//ZH",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}",
    ]
    for event in events:
        lines += _lines_of(event, host, now)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines)


def _lines_of(event, host, now) -> list[str]:
    link = [f"URL:{event.link}"] if event.link else []
    return [
        "BEGIN:VEVENT",
        f"UID:{event.uid}@{host}",
        f"DTSTAMP:{_utc(event.changed_at or now)}",
        *_when(event.on),
        f"SUMMARY:{escaped(event.title)}",
        *link,
        "END:VEVENT",
    ]


def _when(on) -> list[str]:
    if isinstance(on, datetime):
        return [f"DTSTART:{_utc(on)}", f"DTEND:{_utc(on + timedelta(minutes=30))}"]
    return [
        f"DTSTART;VALUE=DATE:{on:%Y%m%d}",
        f"DTEND;VALUE=DATE:{on + timedelta(days=1):%Y%m%d}",
        "TRANSP:TRANSPARENT",
    ]


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def escaped(text: str) -> str:
    """A text value: backslash, semicolon, comma and line break escaped; other control characters
    left out.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(char for char in text if char in "\n\t" or (char >= " " and char != "\x7f"))
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def folded(line: str) -> str:
    """The line in pieces of at most 75 octets, never within a character; each further one begins
    with a space.
    """
    pieces, piece, room = [], "", MOST_OCTETS
    for char in line:
        size = len(char.encode())
        if size > room:
            pieces.append(piece)
            piece, room = "", MOST_OCTETS - 1
        piece += char
        room -= size
    return "\r\n ".join([*pieces, piece])
