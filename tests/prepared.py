"""Databases that have people, or people with a whole deal, in them already. Each process of tests
makes them once; a test that asks for the fixtures works on the one that has most of them, and takes
its changes back.
"""

import os
import shutil
from contextlib import ExitStack, contextmanager
from copy import deepcopy
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management.color import no_style
from django.db import connection, connections, transaction
from django.test import override_settings
from django.utils.translation import override

from tests import cast, demonstration
from tests.template_database import administration, copied, link_or_copy

EMPTY, PEOPLE, DEAL, DEMONSTRATION = "empty", "people", "deal", "demonstration"
# What a deal is made of. A test that has one of these in its own way has the deal made anew.
PARTS = ("people", "plot", "policy_version", "agent", "agreement")


class Prepared:
    """``behind``: Django's connection to each database; ``chosen`` is that of the running test."""

    def __init__(self):
        self.behind, self.chosen, self.files = {}, EMPTY, None
        self.dropping = ExitStack()


_HERE = Prepared()


def choose_for(item):
    """Put the database that suits a test behind Django's connection."""
    _HERE.chosen = _wanted(item)
    if _HERE.behind:
        _connect(_HERE.chosen)


def _wanted(item) -> str:
    names = set(getattr(item, "fixturenames", ()))
    if "in_the_demonstration" in names:
        return DEMONSTRATION
    if "db" not in names or names & {"transactional_db", "live_server"}:
        return EMPTY
    definitions = item._fixtureinfo.name2fixturedefs
    if "deal" in names and all(len(definitions.get(part, ())) == 1 for part in PARTS):
        return DEAL
    return PEOPLE if "people" in names else EMPTY


def holds(what: str) -> bool:
    return what == _HERE.chosen or (what, _HERE.chosen) == (PEOPLE, DEAL)


def make(files: Path):
    _HERE.files = files
    _HERE.behind[EMPTY] = connections["default"]
    surroundings = override_settings(
        STORAGES={**settings.STORAGES, "private": _stored_in(files)},
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        SEAL_TEST_CERTIFICATE=True,
    )
    with surroundings, override(settings.LANGUAGE_CODE):
        _prepare(PEOPLE, EMPTY, cast.make_people)
        _prepare(DEAL, PEOPLE, _make_deal)
    _connect(_HERE.chosen)


def _make_deal():
    people = cast.people()
    agent = cast.make_agent(people)
    cast.make_agreement(agent, cast.make_policy_version(people))
    cast.make_deal(people, cast.make_plot(people), agent)


def _stored_in(files: Path) -> dict:
    return {"BACKEND": "crm.core.private.PrivateFiles", "OPTIONS": {"location": str(files)}}


def _prepare(name: str, based_on: str, fill):
    _connect(based_on)
    connection.close()
    _connect_copy(name, connection.settings_dict["NAME"])
    with transaction.atomic():
        fill()
        connection.run_on_commit = []  # no worker takes up what would follow
    connection.close()


def _connect_copy(name: str, template: str):
    copy = f"{name}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"
    _HERE.dropping.enter_context(copied(template, copy))
    server = {**deepcopy(_HERE.behind[EMPTY].settings_dict), "NAME": copy}
    _HERE.behind[name] = type(_HERE.behind[EMPTY])(server, "default")
    _connect(name)


def _connect(name: str):
    if name not in _HERE.behind:
        _connect_copy(name, demonstration.template())
    connections["default"] = _HERE.behind[name]


@contextmanager
def alone():
    """An empty database for one test, whose commits every connection of this process sees; it goes
    with what was committed.
    """
    _connect(EMPTY)
    empty = _HERE.behind[EMPTY]
    empty.close()
    shared, server = empty.settings_dict["NAME"], connections.settings["default"]
    own = f"alone_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"
    with copied(shared, own):
        _number_from_one(own)
        server["NAME"] = own
        try:
            yield
        finally:
            connections.close_all()
            server["NAME"] = shared


def _number_from_one(name: str):
    """Earlier tests have used numbers up, though none of their rows is there any more."""
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    with administration(name) as database:
        rows = database.execute("select tablename from pg_tables where schemaname = 'public'")
        tables = {table for (table,) in rows}
        stored = [model for model in models if model._meta.db_table in tables]
        database.execute(";".join(connection.ops.sequence_reset_sql(no_style(), stored)))


def drop_all():
    for name in (*_HERE.behind,):
        _HERE.behind[name].close()
    _connect(EMPTY)
    _HERE.dropping.close()


def copy_files(to: Path):
    """Those of the deal."""
    shutil.copytree(_HERE.files, to, copy_function=link_or_copy, dirs_exist_ok=True)
