"""A mail taken to pieces: who wrote, what, with which files. Whatever is wrong with it, something
readable comes out or ``Unreadable`` is raised; nothing of it is carried out.
"""

import re
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import PurePosixPath

from bs4 import BeautifulSoup
from bs4.exceptions import ParserRejectedMarkup
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.validators import validate_email
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from crm.core.incoming.text import as_far_as_readable

MOST_PARTS, MOST_FILES, DEEPEST = 200, 20, 20
LONGEST_TEXT = 20_000
LONGEST_HTML = 2_000_000  # characters that are looked at
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
IDS = re.compile(r"<[^<>\s\x00-\x1f\x7f]{3,290}>")
LONGEST_ADDRESS = 254
# Where the mail that is answered begins, in the programs that offices here use.
QUOTED = re.compile(
    r"^\s*(?:-{2,}\s*(?:原始邮件|Original Message|回复的原邮件|转发的原邮件)"
    r"|(?:发件人|From)\s*[:：].*|在\s?\d{4}.{4,80}写道[:：]|On .{6,120} wrote:|>{1,}\s?\S.*)",
    re.MULTILINE,
)


class Unreadable(Exception):
    """Not even sender and text could be found."""


@dataclass
class Letter:
    sender: str
    name: str
    subject: str
    text: str
    quoted: str
    message_id: str
    answers: list[str]  # the ids of the mails that it answers, the nearest first
    is_automatic: bool
    files: list = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def letter_from(raw: bytes) -> Letter:
    """Raises Unreadable."""
    try:
        return _letter_from(raw)
    except (MessageError, ValueError, LookupError, TypeError, AttributeError) as error:
        # The standard library's parser stumbles over some headers that no program would write.
        raise Unreadable(f"{type(error).__name__}: {error}") from error
    except RecursionError:
        raise Unreadable(_("The mail is nested too deeply.")) from None


def _letter_from(raw: bytes) -> Letter:
    mail = message_from_bytes(raw, policy=policy.default)
    name, sender = parseaddr(_header(mail, "From"))
    try:
        validate_email(sender)
    except ValidationError:
        raise Unreadable(_("The mail has no sender who could be answered.")) from None
    if len(sender) > LONGEST_ADDRESS:
        raise Unreadable(_("The mail has no sender who could be answered."))
    problems: list[str] = []
    parts = _parts(mail, problems)
    text, quoted = _split(_text(parts))
    return Letter(
        sender=sender.lower(),
        name=plain_line(name)[:60],
        subject=plain_line(_header(mail, "Subject"))[:300],
        text=text[:LONGEST_TEXT],
        quoted=quoted[:LONGEST_TEXT],
        message_id=next(iter(IDS.findall(_header(mail, "Message-ID"))), "")[:300],
        answers=_answers(mail),
        is_automatic=_is_automatic(mail, sender),
        files=_files(parts, problems),
        problems=problems,
    )


def _header(mail: EmailMessage, name: str) -> str:
    try:
        return str(mail.get(name, ""))
    except (ValueError, LookupError, TypeError, AttributeError):
        values = (value for key, value in mail.raw_items() if key.lower() == name.lower())
        return str(next(values, ""))


def plain_line(text: str) -> str:
    return " ".join(CONTROLS.sub(" ", text).split())


def _answers(mail) -> list[str]:
    near = IDS.findall(_header(mail, "In-Reply-To"))
    far = IDS.findall(_header(mail, "References"))
    return list(dict.fromkeys([*near, *reversed(far)]))[:50]


def _is_automatic(mail, sender: str) -> bool:
    """Answers of machines, lists and returned mails: they are never answered, so that no two
    machines write to each other for ever.
    """
    auto_submitted = _header(mail, "Auto-Submitted").lower()
    box = sender.lower().partition("@")[0]
    signs = (
        bool(auto_submitted) and not auto_submitted.startswith("no"),
        _header(mail, "Precedence").lower() in ("bulk", "junk", "list", "auto_reply"),
        "List-Id" in mail,
        "X-Auto-Response-Suppress" in mail,
        _header(mail, "Return-Path").strip() == "<>",
        mail.get_content_type() == "multipart/report",
        box in ("mailer-daemon", "postmaster", "noreply", "no-reply"),
    )
    return any(signs)


def _parts(mail, problems: list[str]) -> list[EmailMessage]:
    """What holds content, without the frames around it; mails within the mail stay whole."""
    parts, waiting = [], [(mail, 0)]
    while waiting and len(parts) < MOST_PARTS:
        part, depth = waiting.pop(0)
        is_frame = part.is_multipart() and part.get_content_maintype() != "message"
        if not is_frame:
            parts.append(part)
        elif depth < DEEPEST:
            waiting += [(child, depth + 1) for child in part.iter_parts()]
        else:
            problems.append(_("The mail is nested too deeply."))
    if waiting:
        problems.append(_("The mail has too many parts."))
    return parts


def _text(parts: list[EmailMessage]) -> str:
    """The plain text; where there is none, what a reader would see of the page."""
    plain = [_decoded(part) for part in parts if _is_text(part, "text/plain")]
    if any(text.strip() for text in plain):
        return "\n".join(plain)
    pages = [_decoded(part) for part in parts if _is_text(part, "text/html")]
    return "\n".join(_seen(page) for page in pages)


def _is_text(part, kind: str) -> bool:
    return part.get_content_type() == kind and not part.get_filename()


def _decoded(part) -> str:
    content = part.get_payload(decode=True) or b""
    text = as_far_as_readable(content, str(part.get_param("charset", "") or ""))
    return CONTROLS.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))


def _seen(page: str) -> str:
    page = page[:LONGEST_HTML]
    try:
        soup = BeautifulSoup(page, "html.parser")
    except ParserRejectedMarkup:
        return strip_tags(page).strip()
    for hidden in soup(["script", "style", "head", "title", "template"]):
        hidden.decompose()
    for tag in soup(["br", "p", "div", "tr", "li"]):
        tag.append("\n")
    lines = (" ".join(line.split()) for line in soup.get_text().splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _split(text: str) -> tuple[str, str]:
    """What was written, and the mail below it that it answers; all of it where nothing is above."""
    text = text.strip()
    quote = QUOTED.search(text)
    if quote is None or not text[: quote.start()].strip():
        return text, ""
    return text[: quote.start()].strip(), text[quote.start() :].strip()


def _files(parts, problems: list[str]) -> list[SimpleUploadedFile]:
    files = []
    for number, part in enumerate(part for part in parts if _is_file(part)):
        name = _name_of(part, number)
        if len(files) >= MOST_FILES:
            problems.append(_("%(name)s: too many files in one mail") % {"name": name})
            continue
        content = part.get_payload(decode=True)
        if content is None:
            problems.append(_("%(name)s: a mail within the mail") % {"name": name})
        else:
            files.append(SimpleUploadedFile(name, content))
    return files


def _is_file(part) -> bool:
    if part.get_filename() or part.get_content_disposition() == "attachment":
        return True
    return part.get_content_maintype() not in ("text", "multipart")


def _name_of(part, number: int) -> str:
    """Without folders and signs that hide how it ends."""
    path = plain_line(str(part.get_filename() or "")).replace("\\", "/")
    return PurePosixPath(path).name[:150] or f"{_('file')}-{number + 1}"
