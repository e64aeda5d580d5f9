"""Sends forms as a browser would, notes what was answered and stored, and takes it back."""

import re
import traceback
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape

from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import get_messages
from django.db import connection, transaction
from django.forms import BaseForm, BaseFormSet
from django.http import QueryDict
from django.template.backends.django import Template
from django.test import Client
from django.utils.safestring import SafeString

WRITE = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"')
# What a refused form may leave behind: sessions, the count of failed logins, the audit log.
ALLOWED = {
    "core_auditentry",
    "core_reading",
    "django_session",
    "wagtailusers_userprofile",
    "axes_accessattempt",
    "axes_accessfailurelog",
    "core_sequence",
}
# What a page is given that answers otherwise than by an error of a form: a preview with its
# problems, a comparison, likely duplicates, an assessment.
ANSWERS = ("problem", "plan", "same", "matches", "rival_ids", "refusal", "assessed")


@dataclass
class Answer:
    """``contexts`` of the pages drawn, ``stored`` the tables whose number of rows changed."""

    response: object
    contexts: list = field(default_factory=list)
    stored: dict = field(default_factory=dict)
    said: list = field(default_factory=list)

    @property
    def forms(self) -> list[BaseForm]:
        found = [form for context in self.contexts for form in forms_in(context.values())]
        return list({id(form): form for form in found}.values())

    @property
    def is_refusal(self) -> bool:
        return self.response.status_code == 200

    @property
    def says_why(self) -> bool:
        bound = [form for form in self.forms if form.is_bound]
        if any(form.errors or getattr(form, "non_form_errors", list)() for form in bound):
            return True
        return bool(self.said) or any(
            context.get(name) not in (None, "", []) for context in self.contexts for name in ANSWERS
        )

    @property
    def fault(self) -> str:
        if self.response.status_code < 500 or not getattr(self.response, "exc_info", None):
            # who answers 500 of itself (the page of the machine's health) says so in words
            return ""
        kind, error, trace = self.response.exc_info
        steps = traceback.extract_tb(trace)
        own = [
            step
            for step in steps
            if "site-packages" not in step.filename and "/tests/" not in step.filename
        ]
        last = (own or steps)[-1]
        return (
            f"{kind.__name__}: {str(error)[:150]} at "
            f"{last.filename.rsplit('/', 1)[-1]}:{last.lineno}"
        )


def forms_in(values, depth=3):
    for value in values:
        if isinstance(value, BaseForm):
            yield value
        elif isinstance(value, BaseFormSet):
            yield from (value.management_form, *value.forms)
        elif isinstance(value, list | tuple) and depth:
            yield from forms_in(value, depth - 1)


class Visitor:
    """A person at the screens. Everything that a request stores is taken back after it."""

    def __init__(self, user):
        self.user = user or AnonymousUser()
        self.client = Client(raise_request_exception=False)
        if user:
            self.client.force_login(user)

    def get(self, address: str, *, drawn=False) -> Answer:
        return self._ask(lambda: self.client.get(address), drawn)

    def post(self, address: str, data: dict, *, drawn=False) -> Answer:
        return self._ask(lambda: self.client.post(address, data), drawn)

    def _ask(self, request, drawn) -> Answer:
        contexts, written = [], set()
        with transaction.atomic():
            before = {}
            with (
                noting_writes(written, before),
                noting_contexts(contexts) if not drawn else drawing(contexts),
            ):
                response = request()
            answer = Answer(response, contexts)
            if not connection.needs_rollback:
                answer.stored = {
                    table: count
                    for table in written - ALLOWED
                    if (count := rows_of(table)) != before.get(table)
                }
                answer.said = (
                    [str(message) for message in get_messages(response.wsgi_request)]
                    if hasattr(response, "wsgi_request")
                    else []
                )
            transaction.set_rollback(True)
        return answer


def rows_of(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f'select count(*) from "{table}"')
        return cursor.fetchone()[0]


@contextmanager
def noting_writes(written: set, before: dict):
    """The number of rows of a table is taken before the first statement that changes it."""

    def note(execute, sql, params, many, context):
        if (hit := WRITE.match(str(sql))) and hit[1] not in written and hit[1] not in ALLOWED:
            written.add(hit[1])
            if not connection.needs_rollback:
                cursor = connection.connection.cursor()
                before[hit[1]] = cursor.execute(f'select count(*) from "{hit[1]}"').fetchone()[0]
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield


@contextmanager
def noting_contexts(contexts: list):
    """Pages are not drawn, which takes most of the time; what they would show is kept."""
    drawn = Template.render

    def note(self, context=None, request=None):
        contexts.append(context or {})
        return SafeString("")

    Template.render = note
    try:
        yield
    finally:
        Template.render = drawn


@contextmanager
def drawing(contexts: list):
    drawn = Template.render

    def note(self, context=None, request=None):
        contexts.append(context or {})
        return drawn(self, context, request)

    Template.render = note
    try:
        yield
    finally:
        Template.render = drawn


@contextmanager
def names_read():
    """The names that a view looks for in its address, or in what was posted."""
    found: dict[str, None] = {}
    kept = {
        name: getattr(QueryDict, name) for name in ("__getitem__", "getlist", "get", "__contains__")
    }

    def spy(name):
        def read(self, key, *rest, **more):
            if getattr(self, "_mutable", False) is False and isinstance(key, str):
                found[key] = None
            return kept[name](self, key, *rest, **more)

        return read

    for name in kept:
        setattr(QueryDict, name, spy(name))
    try:
        yield found
    finally:
        for name, was in kept.items():
            setattr(QueryDict, name, was)


def shows(answer: Answer, typed: str) -> bool:
    page = answer.response.content.decode(errors="replace")
    return (
        typed in page or escape(typed) in page or escape(typed).replace("&#x27;", "&#39;") in page
    )
