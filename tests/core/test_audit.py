"""The audit log: what comes into it, that it stays, who reads it, and what makes it ring."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.http import HttpResponse
from django.test import override_settings
from django.urls import path, reverse
from django.utils import timezone

from commissions.statements.batch import bank_file
from crm.core.audit import readings
from crm.core.audit.alarms import watch
from crm.core.audit.forget import forget
from crm.core.audit.trail import file_name
from crm.core.audit.write import note, store
from crm.core.database.owner import as_owner
from crm.core.granting import give_role
from crm.core.models import AuditEntry, Notification, Parameter
from crm.core.writing.history import save_as
from crm.staff.doors import OURS
from crm.urls import urlpatterns as own
from tests.database_accounts import tampering

pytestmark = pytest.mark.django_db
LOGIN = "wagtailadmin_login"


def refuse_after_writing(request):
    note("setting", record="told in a transaction that is taken back")
    note("refused", record="told of what was refused", outcome="refused")
    raise PermissionDenied


urlpatterns = [path("try/refused/", refuse_after_writing), *own]


@pytest.fixture(autouse=True)
def nothing_noted(db):
    """Nothing of how the people of the test came to their roles."""
    clear()


def sql(text: str, *values):
    with connection.cursor() as cursor:
        cursor.execute(text, values)


def clear():
    with tampering(AuditEntry):
        sql("delete from core_auditentry")


def told(*fields) -> list:
    return [tuple(row) for row in AuditEntry.objects.order_by("pk").values_list(*fields)]


def aged(kind, days, **facts):
    """An entry as it would stand there after so many days."""
    store([AuditEntry(kind=kind, **facts)])
    newest = AuditEntry.objects.order_by("-pk").first()
    with tampering(AuditEntry):
        sql(
            "update core_auditentry set at = at - make_interval(days => %s) where id = %s",
            days,
            newest.pk,
        )
    return newest


class TestWhatComesIn:
    def test_logging_in_and_out_and_what_failed(self, client, people):
        for password in ("wrong", "a-long-password-1"):
            client.post(
                reverse(LOGIN),
                {"username": "finance", "password": password},
                REMOTE_ADDR="10.1.2.3",
            )
        client.post(reverse("wagtailadmin_logout"), REMOTE_ADDR="10.1.2.3")
        assert told("kind", "outcome", "person", "roles", "address") == [
            ("login", "failed", "finance", "finance", "10.1.2.3"),
            ("login", "done", "finance", "finance", "10.1.2.3"),
            ("logout", "done", "finance", "finance", "10.1.2.3"),
        ]

    def test_a_name_that_nobody_has_is_not_kept(self, client, people):
        client.post(reverse(LOGIN), {"username": "my-secret-password", "password": "finance"})
        assert told("kind", "outcome", "person", "record") == [("login", "failed", "", "")]
        assert "my-secret" not in str(AuditEntry.objects.values_list())

    @override_settings(BEHIND_PROXY=True)
    def test_behind_our_proxy_the_address_is_the_one_that_it_names(self, client, people):
        forged = {"HTTP_X_FORWARDED_FOR": "1.2.3.4, 203.0.113.9", "REMOTE_ADDR": "127.0.0.1"}
        client.post(reverse(LOGIN), {"username": "hq", "password": "wrong"}, **forged)
        assert told("address") == [("203.0.113.9",)]

    def test_a_record_out_of_sight_is_told_with_its_name_and_one_that_is_not_there_is_not(
        self, client, people, deal
    ):
        client.force_login(people.outsider)
        clear()
        lead = deal.project.lead
        assert client.get(reverse("lead:inspect", args=[lead.pk])).status_code == 404
        assert client.get(reverse("lead:inspect", args=[lead.pk + 1000])).status_code == 404
        assert told("kind", "outcome", "by", "object_id") == [
            ("refused", "refused", people.outsider.pk, lead.pk)
        ]

    def test_what_wagtail_answers_with_its_home_page_is_a_refusal(self, client, people):
        client.force_login(people.officer)
        clear()
        client.get(reverse("parameter:index"))
        assert told("kind", "outcome", "person", "path") == [
            ("refused", "refused", "officer", reverse("parameter:index"))
        ]

    def test_an_agency_at_the_door_of_the_house_is_one_too(self, client, people):
        client.force_login(people.agency)
        clear()
        client.get(reverse("lead:index"))
        assert told("kind", "outcome", "person") == [("refused", "refused", "agency")]

    @override_settings(ROOT_URLCONF="tests.core.test_audit")
    def test_a_refused_form_keeps_its_entry_though_its_transaction_is_taken_back(
        self, client, people, monkeypatch
    ):
        monkeypatch.setattr("crm.staff.doors.OURS", {*OURS, "tests"})
        client.force_login(people.officer)
        clear()
        answer = client.post("/try/refused/", {"csrfmiddlewaretoken": "t" * 64})
        assert answer.status_code == 403
        assert told("record") == [("told of what was refused",), ("",)]

    def test_roles_rules_and_settings(self, people):
        give_role(people.officer, "park_officer", by=people.headquarters)
        number = Parameter.objects.get(code="audit_minutes")
        number.value = 15
        save_as(number, by=people.headquarters)
        rows = told("kind", "by", "object_id")
        assert rows == [
            ("roles", people.headquarters.pk, people.officer.pk),
            ("rule", people.headquarters.pk, number.pk),
        ]
        assert "15" in AuditEntry.objects.get(kind="rule").said

    def test_an_export_once_with_its_rows_and_reason(self, client, people, deal):
        client.force_login(people.officer)
        clear()
        address = f"{reverse('lead:index')}?export=csv"
        answer = client.post(address, {"reason": "月度例会材料", "format": "csv"})
        assert b"".join(answer.streaming_content)
        assert [row[:2] for row in told("kind", "count")] == [("export", 1)]
        assert "月度例会材料" in AuditEntry.objects.get().said

    def test_a_file_that_is_downloaded(self, client, people, deal):
        client.force_login(people.finance)
        clear()
        from crm.core.models import Attachment

        file = Attachment.objects.order_by("pk").first()
        assert client.get(reverse("download", args=[file.pk])).status_code == 200
        assert told("kind", "person") == [("download", "finance")]

    def test_a_kind_that_nobody_registered_is_an_error(self):
        with pytest.raises(LookupError):
            note("gossip")

    def test_what_can_not_be_written_ends_the_request(self, client, people, monkeypatch):
        client.force_login(people.officer)

        def full(_entries):
            raise OSError("no space left on device")

        monkeypatch.setattr("crm.core.audit.trail.store_apart", full)
        monkeypatch.setattr("crm.core.audit.write.store", full)
        client.raise_request_exception = False
        assert client.get(reverse("parameter:index")).status_code == 500


class TestItStays:
    @pytest.mark.parametrize(
        "attempt",
        [
            "update core_auditentry set person = 'nobody'",
            "update core_auditentry set at = at",
            "delete from core_auditentry",
            "truncate core_auditentry",
        ],
    )
    def test_no_entry_is_changed_or_taken_away(self, attempt):
        note("setting", record="x")
        with (
            as_owner(),
            pytest.raises(DatabaseError, match="only ever added to"),
            transaction.atomic(),
        ):
            sql(attempt)
        assert AuditEntry.objects.count() == 1

    def test_its_moment_is_the_databases(self):
        store([AuditEntry(kind="setting", at=timezone.now() - timedelta(days=900))])
        assert timezone.now() - AuditEntry.objects.get().at < timedelta(minutes=1)

    @pytest.mark.parametrize(("months", "left"), [(12, [1, 200]), (6, [1]), (1, [1, 100])])
    def test_only_what_is_older_than_the_rule_and_than_six_months_goes(self, months, left):
        Parameter.objects.filter(code="audit_months").update(value=months)
        clear()
        old = 400 if months > 6 else 200
        days = [1, 200, old] if months == 12 else [1, old] if months == 6 else [1, 100, old]
        for day in days:
            aged("setting", day, record=str(day))
        assert forget() == 1
        kept = [int(row) for (row,) in told("record") if row]
        assert kept == left
        removal = AuditEntry.objects.get(kind="forgotten")
        assert (removal.count, removal.roles) == (1, "program")
        assert forget() == 0


class TestWhoReadsIt:
    @pytest.mark.parametrize(
        ("person", "sees"),
        [("auditor", True), ("officer", False), ("leader", False), ("finance", False)],
    )
    def test_auditors_and_administrators_alone(self, client, people, person, sees):
        client.force_login(getattr(people, person))
        answer = client.get(reverse("auditentry:index"))
        assert (answer.status_code == 200) is sees
        lines = client.get(reverse("auditentry:lines"))
        assert (lines.status_code == 200) is sees

    def test_by_days_person_and_kind(self, client, people):
        client.force_login(people.auditor)
        clear()
        note("setting", by=people.headquarters, record="记录甲")
        note("rule", by=people.headquarters, record="记录乙")
        aged("rule", 40, by=people.headquarters, record="记录丙")
        today = timezone.localdate().isoformat()
        found = client.get(
            reverse("auditentry:index"),
            {"kind": "rule", "by": people.headquarters.pk, "since": today},
        ).content.decode()
        assert "记录乙" in found
        assert "记录甲" not in found and "记录丙" not in found

    def test_as_lines_of_json(self, client, people):
        client.force_login(people.auditor)
        clear()
        note("rule", by=people.headquarters, record="记录乙")
        note("setting", by=people.headquarters, record="记录甲")
        address = f"{reverse('auditentry:lines')}?kind=rule"
        answer = client.post(address, {"reason": "年度审计取证"})
        first, *rest = b"".join(answer.streaming_content).decode().splitlines()
        assert "年度审计取证" in json.loads(first)["export"]
        assert [json.loads(line)["record"] for line in rest] == ["记录乙"]
        assert AuditEntry.objects.filter(kind="export").count() == 1


class TestAlarms:
    def alarms(self):
        return [row for row in told("kind", "record") if row[0] == "alarm"]

    @pytest.mark.parametrize(("times", "rings"), [(19, False), (20, True)])
    def test_many_refusals_of_one_person(self, people, times, rings):
        for _time in range(times):
            note("refused", by=people.officer, outcome="refused")
        assert watch() == int(rings)
        assert watch() == 0, "the same one rings once"
        assert len(self.alarms()) == int(rings)
        bell = Notification.objects.filter(kind="audit_alarm")
        assert [each.recipient for each in bell] == [people.auditor] * rings

    @pytest.mark.parametrize(("times", "rings"), [(14, 0), (15, 1)])
    def test_spraying_from_one_address(self, times, rings, rf):
        request = rf.post("/", REMOTE_ADDR="203.0.113.9")
        for _time in range(times):
            note("login", outcome="failed", request=request)
        assert watch() == rings

    @pytest.mark.parametrize(("hour", "rings"), [(22, 0), (23, 1), (5, 1), (6, 0), (12, 0)])
    def test_a_log_in_at_night(self, people, hour, rings):
        note("login", by=people.finance)
        night = timezone.localtime().replace(hour=hour, minute=30)
        with tampering(AuditEntry):
            sql("update core_auditentry set at = %s", night)
        assert watch(night + timedelta(minutes=4)) == rings

    @pytest.mark.parametrize(("rows", "rings"), [(2999, 0), (3000, 1)])
    def test_rows_that_leave_the_house(self, people, rows, rings):
        note("export", by=people.officer, count=rows)
        assert watch() == rings

    def test_three_hundred_pages_within_an_hour(self, client, people, deal):
        client.force_login(people.officer)
        clear()  # a log-in at night rings too
        readings.forget()
        Parameter.objects.filter(code="audit_pages").update(value=20)
        page = reverse("lead:inspect", args=[deal.project.lead.pk])
        for _time in range(19):
            client.get(page)
        assert watch() == 0
        client.get(page)
        assert watch() == 1


def test_a_file_for_the_bank_shows_every_account_in_full(people):
    from commissions.models import PaymentBatch

    batch = PaymentBatch.objects.create(number="ZF1", created_by=people.finance)
    clear()
    bank_file(batch)
    assert told("kind", "object_id", "count") == [("secret_read", batch.pk, 0)]


def test_a_file_is_named_as_people_read_it():
    table = HttpResponse(headers={"Content-Disposition": "attachment; filename*=utf-8''%E5%8F%B0"})
    assert file_name(table) == "台"
    paper = HttpResponse(headers={"Content-Disposition": 'inline; filename="a b.pdf"'})
    assert file_name(paper) == "a b.pdf"
    assert file_name(HttpResponse()) == ""
