"""The stored companies that a name may mean, best first. A person decides; the program never joins
by likeness.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from django.db import connection
from rapidfuzz import fuzz, process
from rapidfuzz.distance import LCSseq

from crm.core.models import Parameter

from ..naming.credit_code import normalised
from ..naming.likeness_kinds import RELATED, Kind, kind_between
from ..naming.names import Parts, parts_of, written_plainly
from .candidates import Face, Wanted, faces_for
from .grams import grams_of

SHORTLIST = 60  # names of each way of being alike that are weighed exactly
CONTAINING = 150
TOGETHER = 50  # names in one query


@dataclass(frozen=True)
class Match:
    company_id: int
    name: str
    score: int  # per cent
    kind: Kind
    credit_code: str = ""

    @property
    def is_related(self) -> bool:
        return self.kind in RELATED


@dataclass(frozen=True)
class SoughtName:
    """The name that is looked for."""

    text: str
    plain: str
    parts: Parts

    @classmethod
    def from_name(cls, name: str):
        return cls(name, written_plainly(name), parts_of(name))


@dataclass(frozen=True)
class Question:
    """What is known of a company that is looked for; ``exclude`` are keys of companies that are not
    meant.
    """

    name: str
    name_en: str = ""
    credit_code: str = ""
    exclude: frozenset[int] = frozenset()

    @property
    def asked(self) -> list[SoughtName]:
        names = (SoughtName.from_name(self.name), SoughtName.from_name(self.name_en))
        return [asked for asked in names if asked.parts.core]

    def wanted(self) -> Wanted:
        keys = {key for asked in self.asked for key in (asked.parts.core, asked.parts.head) if key}
        pieces = frozenset().union(
            *(grams_of(asked.text, asked.parts.head or asked.parts.core) for asked in self.asked)
        )
        return Wanted(sorted(keys), pieces, normalised(self.credit_code))


def likely(
    name: str, *, name_en: str = "", credit_code: str = "", exclude=frozenset(), limit: int = 10
) -> list[Match]:
    """The ``limit`` stored companies that ``name`` most probably means, those in ``exclude`` left
    out.
    """
    return likely_each([Question(name, name_en, credit_code, frozenset(exclude))], limit=limit)[0]


def likely_each(questions: list[Question], *, limit: int = 10) -> list[list[Match]]:
    """``likely()`` for each of some names."""
    wanted = [question.wanted() for question in questions]
    return [
        _answer(question, sought.credit_code, faces, limit)
        for question, sought, faces in zip(questions, wanted, faces_for(wanted), strict=True)
    ]


def _answer(question, code, faces, limit) -> list[Match]:
    faces = [face for face in faces if face.company_id not in question.exclude]
    matches: dict[int, Match] = {}
    for asked in question.asked:
        for match in _best(asked, faces, limit):
            if match.company_id not in matches or matches[match.company_id].score < match.score:
                matches[match.company_id] = match
    for face in faces:
        if code and face.credit_code == code:
            matches[face.company_id] = Match(face.company_id, face.text, 100, Kind.CODE, code)
    return sorted(
        matches.values(),
        key=lambda match: (match.kind != Kind.CODE, -match.score, match.company_id),
    )[:limit]


def worth_a_look(matches: list[Match]) -> list[Match]:
    """Those that a person should see before another company of that name is stored."""
    threshold = Parameter.get("duplicate_likeness")
    return [match for match in matches if match.kind != Kind.SIMILAR or match.score >= threshold]


def likely_many(questions: list[Question], *, workers: int = 1) -> Iterator[list[Match]]:
    """``likely()`` for each of many names, in their order; several workers overlap with the
    database.
    """
    parts = [questions[start : start + TOGETHER] for start in range(0, len(questions), TOGETHER)]
    if workers == 1:
        for part in parts:
            yield from likely_each(part)
        return
    with ThreadPoolExecutor(workers) as pool:
        for answers in pool.map(_in_thread, parts):
            yield from answers


def _in_thread(questions) -> list[list[Match]]:
    """``likely_each`` in a thread, whose database connection is closed at the end."""
    try:
        return likely_each(questions)
    finally:
        connection.close()


def _best(asked: SoughtName, faces: list[Face], limit: int) -> list[Match]:
    best: dict[int, tuple[float, Face]] = {}
    for face in _shortlist(asked, faces):
        score = _likeness(asked, face)
        if face.company_id not in best or best[face.company_id][0] < score:
            best[face.company_id] = (score, face)
    top = sorted(best.values(), key=lambda pair: (-pair[0], pair[1].company_id))[: limit * 2]
    matches = [
        Match(
            face.company_id,
            face.text,
            min(100, round(score)),
            kind_between(asked.parts, parts_of(face.text)),
            face.credit_code,
        )
        for score, face in top
    ]
    certain = [
        replace(match, score=100) if parts_of(match.name).is_surely(asked.parts) else match
        for match in matches
    ]
    return sorted(certain, key=lambda match: -match.score)[:limit]


def _shortlist(asked: SoughtName, faces: list[Face]) -> list[Face]:
    """Those worth an exact look: a like core, a like whole name, the same characters in order, the
    core within.
    """
    if len(faces) <= SHORTLIST:
        return faces
    core, keys, texts = (
        asked.parts.core,
        [face.key for face in faces],
        [face.text.lower() for face in faces],
    )
    ways = (
        (core, keys, fuzz.ratio),
        (asked.plain, texts, fuzz.ratio),
        (asked.parts.stem, texts, LCSseq.similarity),
    )
    places = {
        place
        for query, choices, scorer in ways
        for _text, _score, place in process.extract(
            query, choices, scorer=scorer, processor=None, limit=SHORTLIST
        )
    }
    places.update([place for place, key in enumerate(keys) if core in key][:CONTAINING])
    return [faces[place] for place in places]


def _likeness(asked: SoughtName, face: Face) -> float:
    """Up to 104: half for the core, the rest for the whole name, for what a short name keeps of it,
    and for the same beginning.
    """
    core, key, text = asked.parts.core, face.key, face.text.lower()
    in_order = LCSseq.similarity(core, key) / len(core)
    of_core = max(fuzz.ratio(core, key), 94 if core in key else 80 * in_order)
    kept = LCSseq.similarity(asked.parts.stem, text) / len(asked.parts.stem)
    return (
        0.5 * of_core
        + 0.3 * fuzz.ratio(asked.plain, text)
        + 20 * kept
        + (4 if key[:1] == core[:1] else 0)
    )
