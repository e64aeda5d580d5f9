"""What a start does once, and how far it says it is."""

import io

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.models.signals import class_prepared
from django.test import override_settings

from crm.core.database.owner import as_owner
from crm.core.management import past_models
from crm.demo.management.commands import prepare
from crm.launch.progress import Progress
from leads.models import WarningRule
from leads.warnings import light


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_progress_says_each_quarter_where_nobody_watches():
    out = io.StringIO()
    progress = Progress(out, "Loading")
    for done in range(9):
        progress.at(done, 8)
    assert out.getvalue().splitlines() == [
        "Loading … 0 %",
        "Loading … 25 %",
        "Loading … 50 %",
        "Loading … 75 %",
        "Loading … 100 %",
    ]


def test_progress_rewrites_its_line_on_a_terminal():
    out = Terminal()
    progress = Progress(out, "Loading")
    progress.at(1, 2)
    progress.at(2, 2)
    assert out.getvalue() == "\rLoading … 0 %\rLoading … 50 %\rLoading … 100 %\n"


@pytest.fixture
def collected(monkeypatch, tmp_path):
    calls = []
    monkeypatch.setattr(prepare, "call_command", lambda name, **options: calls.append(name))
    (tmp_path / "static").mkdir()
    with override_settings(STATIC_ROOT=tmp_path / "static"):
        yield calls


def test_styles_are_collected_again_only_where_a_source_has_changed(collected, monkeypatch):
    command = prepare.Command(stdout=io.StringIO())
    command._collect_static()
    command._collect_static()
    assert collected == ["collectstatic"]
    monkeypatch.setattr(prepare, "_static_sources", lambda: "others")
    command._collect_static()
    assert collected == ["collectstatic", "collectstatic"]


def test_where_very_many_records_change_all_are_relit_once(deal, monkeypatch):
    relit = []
    monkeypatch.setattr(light, "relight", lambda rule, **only: relit.append((rule.measure, only)))
    with light.lights_at_the_end():
        light.relight_record(deal.project)
        light.relight_record(deal.project)
        assert relit == []
    assert relit == [(rule.measure, {}) for rule in WarningRule.objects.active()] != []


def test_logins_that_share_a_password_are_checked_once(monkeypatch, django_user_model, db, capsys):
    checked = []
    from crm.core.management.commands import demo_logins

    monkeypatch.setattr(demo_logins, "check_password", lambda word, stored: checked.append(stored))
    for name in ("demo_finance", "demo_leader"):
        django_user_model.objects.create(username=name, password="one hash")
    call_command("demo_logins")
    assert checked == ["one hash"]


@pytest.mark.parametrize("command", ["migrate", "prepare"])
def test_a_database_from_before_the_first_release_is_told_what_to_do(command, db):
    recorder = MigrationRecorder(connection)
    with as_owner():  # others that rest on it are noted as applied
        recorder.migration_qs.filter(app="core").delete()
    with pytest.raises(CommandError, match="delete the folder var/") as refused:
        call_command(command, verbosity=0)
    assert "lost" in str(refused.value)


def test_models_of_the_past_are_made_without_asking_again():
    told = list(class_prepared.receivers)
    with past_models.made_without_asking_again():
        assert class_prepared.receivers == []
        assert apps.get_swappable_settings_name("core.User") == "AUTH_USER_MODEL"
        assert apps.get_swappable_settings_name("leads.Lead") is None
    assert class_prepared.receivers == told != []
    assert "get_swappable_settings_name" not in vars(apps)
