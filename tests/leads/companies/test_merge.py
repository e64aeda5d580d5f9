"""Merging two stored companies moves everything that points at the one, and can be taken back."""

from threading import Barrier, Thread

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, models
from django.test.utils import isolate_apps

from crm.core.database.owner import as_owner
from crm.core.errors import NotPermitted, Refused
from crm.core.files import attach
from crm.core.granting import give_role
from crm.core.models import Attachment, User
from crm.core.writing.history import save_as
from leads.companies.merge import merge, plan_merge
from leads.companies.relations import relations_to
from leads.companies.unmerge import undo_merge
from leads.models import (
    Company,
    CompanyAlias,
    CompanyMerge,
    Contact,
    Lead,
    MatchCandidate,
    TargetEntry,
    TargetList,
)
from leads.pipeline.convert import convert
from parks.models import Enterprise

CODE = "91430700MA4L16JQ9C"


@pytest.fixture
def kept(db):
    return Company.objects.create(name="光翔新能源有限公司", remark="老客户")


@pytest.fixture
def dropped(db):
    return Company.objects.create(
        name="潍坊光翔新能源有限责任公司",
        credit_code=CODE,
        website="https://example.com",
        remark="新登记",
    )


def one(kept, dropped, people, **more):
    return merge(kept, dropped, by=people.head, reason="同一家企业", **more)


def test_everything_that_can_point_at_a_company_is_known():
    assert {relation.name for relation in relations_to(Company) if not relation.kind_field} >= {
        "leads.Company.parent",
        "leads.CompanyAlias.company",
        "leads.Contact.company",
        "leads.Lead.company",
        "leads.Project.company",
        "leads.TargetEntry.company",
        "leads.MatchCandidate.company",
        "leads.MatchCandidate.other",
        "parks.Enterprise.company",
    }
    assert "core.Attachment.object_id" in {relation.name for relation in relations_to(Company)}
    assert not [
        relation.name for relation in relations_to(Company) if "Historical" in relation.name
    ]


def test_every_relation_is_moved(people, deal, kept):
    dropped = deal.project.company
    dropped.name = "湖南光翔新能源有限公司"
    dropped.save()
    contact = Contact.objects.create(company=dropped, name="张三")
    member = Company.objects.create(name="大桃纺织有限公司", parent=dropped)
    third = Company.objects.create(name="光祥新能源有限公司")
    pair = MatchCandidate.objects.create(company=third, other=dropped, score=90)
    target_list = TargetList.objects.create(kind_id="china500", year=2026)
    target = TargetEntry.objects.create(
        target_list=target_list, rank=1, company=dropped, name_as_listed=dropped.name
    )
    file = attach(dropped, SimpleUploadedFile("licence.pdf", b"%PDF-1.7"), by=people.officer)
    record = one(kept, dropped, people, take={"credit_code"})
    assert not Company.objects.filter(pk=dropped.pk).exists()
    for moved in (contact, target, deal.lead, deal.project, deal.enterprise):
        moved.refresh_from_db()
        assert moved.company_id == kept.pk
    member.refresh_from_db()
    pair.refresh_from_db()
    assert (member.parent_id, pair.other_id) == (kept.pk, kept.pk)
    assert list(Attachment.objects.of(kept)) == [file]
    assert (record.by, record.reason, record.rows.filter(act="moved").count()) == (
        people.head,
        "同一家企业",
        8,
    )
    newest = deal.lead.history.first()
    assert (newest.history_user, newest.history_change_reason) == (people.head, str(record))
    assert Company.history.filter(id=dropped.pk, history_type="-").get().history_user == people.head


def test_values_are_chosen_field_by_field(people, kept, dropped):
    one(kept, dropped, people, take={"name", "credit_code", "website"})
    kept.refresh_from_db()
    assert (kept.name, kept.credit_code, kept.website, kept.remark) == (
        "潍坊光翔新能源有限责任公司",
        CODE,
        "https://example.com",
        "老客户",
    )
    assert [alias.name for alias in kept.aliases.all()] == ["光翔新能源有限公司"]
    assert kept.history.first().history_user == people.head
    assert CompanyMerge.history.count() == 1


def test_what_is_said_twice_is_taken_away_and_comes_back(people, kept, dropped):
    for company in (kept, dropped):
        CompanyAlias.objects.create(company=company, name="光翔")
    pair = MatchCandidate.objects.create(company=dropped, other=kept, score=95, verdict="different")
    record = one(kept, dropped, people)
    assert CompanyAlias.objects.filter(name="光翔").count() == 1
    assert not MatchCandidate.objects.exists()
    undo_merge(record, by=people.head, reason="看错了")
    assert CompanyAlias.objects.filter(name="光翔").count() == 2
    restored = MatchCandidate.objects.get()
    assert (restored.pk, restored.company_id, restored.other_id, restored.verdict) == (
        pair.pk,
        dropped.pk,
        kept.pk,
        "different",
    )


def test_a_relation_that_clashes_is_refused_by_name(people, kept, dropped):
    target_list = TargetList.objects.create(kind_id="china500", year=2026)
    for rank, company in enumerate((kept, dropped), start=1):
        TargetEntry.objects.create(
            target_list=target_list, rank=rank, company=company, name_as_listed=company.name
        )
    with pytest.raises(Refused, match=r"目标企业“2026 中国500强 #2 "):
        one(kept, dropped, people)
    assert Company.objects.count() == 2
    assert not CompanyMerge.objects.exists()


@isolate_apps("leads", attr_name="apps")
def test_a_relation_that_no_one_has_thought_of_is_refused_by_name(people, kept, dropped):
    class Licence(models.Model):
        company = models.ForeignKey(
            Company, models.CASCADE, to_field="credit_code", db_constraint=False
        )

        class Meta:
            app_label = "leads"

        def __str__(self):
            return str(self.company_id)

    from leads.companies import merge as module

    relation = module.Relation(Licence, "company", why_not="to_field")
    with as_owner(), connection.schema_editor() as editor:
        editor.create_model(Licence)
        editor.execute("grant select, insert on leads_licence to deshang_app")
    Licence.objects.bulk_create([Licence(company_id=str(dropped.pk))])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "relations_to", lambda model: [relation])
        patch.setattr(module.Relation, "rows", lambda self, company: Licence._base_manager.all())
        with pytest.raises(Refused, match=r"leads\.Licence\.company"):
            one(kept, dropped, people)


def test_what_still_points_at_the_company_keeps_it(people, kept, dropped):
    """Even if the search for relations overlooked one."""
    from leads.companies import merge as module

    Contact.objects.create(company=dropped, name="张三")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            module,
            "relations_to",
            lambda model: [
                relation for relation in relations_to(model) if relation.model is not Contact
            ],
        )
        with pytest.raises(Refused):
            one(kept, dropped, people)
    assert Contact.objects.get().company_id == dropped.pk


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"name": "光翔新能源集团有限公司"}, {"name": "光翔新能源有限公司"}),
        ({"name": "光翔新能源有限公司"}, {"name": "光翔新能源有限公司常德分公司"}),
        (
            {"name": "光翔新能源有限公司", "credit_code": "91310000717854505H"},
            {"name": "光翔新能源公司", "credit_code": CODE},
        ),
        ({"name": "光翔新能源有限公司", "is_demo": True}, {"name": "光翔新能源公司"}),
    ],
)
def test_two_bodies_are_never_made_one(people, first, second):
    with pytest.raises(Refused):
        one(Company.objects.create(**first), Company.objects.create(**second), people)
    assert Company.objects.count() == 2


def test_a_parent_group_and_its_member_are_never_made_one(people, kept):
    member = Company.objects.create(name="光翔新能源公司", parent=kept)
    for pair in ((kept, member), (member, kept)):
        with pytest.raises(Refused):
            one(*pair, people)
    with pytest.raises(Refused):
        one(kept, kept, people)


def test_only_those_with_the_right_merge_and_say_why(people, kept, dropped):
    with pytest.raises(NotPermitted):
        merge(kept, dropped, by=people.officer, reason="同一家")
    with pytest.raises(Refused):
        merge(kept, dropped, by=people.head, reason=" ")


def test_values_that_do_not_go_together_stop_the_merge(people, kept, dropped):
    Company.objects.filter(pk=dropped.pk).update(website="no address")
    with pytest.raises(ValidationError):
        one(kept, dropped, people, take={"website"})
    assert Company.objects.filter(pk=dropped.pk).exists()


def test_a_merge_is_undone_whole(people, deal, kept):
    dropped = deal.project.company
    before = Company.objects.filter(pk=dropped.pk).values().get()
    record = one(kept, dropped, people, take={"name", "credit_code"})
    company = undo_merge(record, by=people.head, reason="是两家")
    after = Company.objects.filter(pk=dropped.pk).values().get()
    assert {**after, "updated_at": None} == {**before, "updated_at": None}
    kept.refresh_from_db()
    assert (kept.name, kept.credit_code, kept.aliases.count()) == ("光翔新能源有限公司", "", 0)
    assert Lead.objects.get().company == company
    assert Enterprise.objects.get().company == company
    record.refresh_from_db()
    assert (record.undone_by, record.undo_reason) == (people.head, "是两家")
    assert Lead.objects.get().history.first().history_user == people.head
    with pytest.raises(Refused):
        undo_merge(record, by=people.head, reason="再来")


def give_away(record, kept, people, contact, lead):
    contact.company = Company.objects.create(name="第三家有限公司")
    save_as(contact, by=people.head)


def delete_it(record, kept, people, contact, lead):
    contact.delete()


def change_a_value(record, kept, people, contact, lead):
    kept.refresh_from_db()
    kept.website = "https://other.example.com"
    save_as(kept, by=people.head)


def take_the_code(record, kept, people, contact, lead):
    kept.refresh_from_db()
    kept.credit_code = CODE
    save_as(kept, by=people.head)


def merge_on(record, kept, people, contact, lead):
    kept.refresh_from_db()
    one(Company.objects.create(name="光翔新能源公司"), kept, people)


def build_on(record, kept, people, contact, lead):
    from decimal import Decimal

    from leads.models import Industry

    Lead.objects.filter(pk=lead.pk).update(
        state="negotiating",
        owner=people.officer,
        investment=Decimal(100),
        industry=Industry.objects.first(),
    )
    lead.refresh_from_db()
    convert(lead, by=people.head)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (give_away, "张三"),
        (delete_it, "张三"),
        (change_a_value, "other.example.com"),
        (take_the_code, CODE),
        (merge_on, "光翔新能源公司"),
        (build_on, "XM-"),
    ],
)
def test_undoing_is_refused_where_things_have_moved_on(people, kept, dropped, change, says):
    contact = Contact.objects.create(company=dropped, name="张三")
    lead = Lead.objects.create(
        number="XS-1",
        title="电池",
        company=dropped,
        channel="park",
        department=people.city,
        received_at="2026-01-01T00:00+08:00",
    )
    record = one(kept, dropped, people, take={"website"})
    for moved in (contact, lead):
        moved.refresh_from_db()
    change(record, kept, people, contact, lead)
    with pytest.raises(Refused, match=says):
        undo_merge(record, by=people.head, reason="是两家")
    record.refresh_from_db()
    assert record.undone_at is None
    assert not Company.objects.filter(pk=dropped.pk).exists()


def test_work_on_what_was_moved_does_not_forbid_undoing(people, kept, dropped):
    contact = Contact.objects.create(company=dropped, name="张三")
    record = one(kept, dropped, people)
    contact.refresh_from_db()
    contact.phone = "13800000000"
    contact.save()
    stays = Contact.objects.create(company=kept, name="李四")
    undo_merge(record, by=people.head, reason="是两家")
    contact.refresh_from_db()
    assert (contact.company_id, contact.phone) == (dropped.pk, "13800000000")
    assert Contact.objects.get(pk=stays.pk).company_id == kept.pk


def test_a_preview_writes_nothing(people, kept, dropped):
    Contact.objects.create(company=dropped, name="张三")
    plan = plan_merge(kept, dropped)
    assert [(relation.name, len(rows)) for relation, rows in plan.by_relation()] == [
        ("leads.Contact.company", 1)
    ]
    assert Contact.objects.get().company_id == dropped.pk
    assert not CompanyMerge.objects.exists()


@pytest.fixture
def committed(committed_database):
    """A person and two companies that other threads see as well."""
    person = User.objects.create_user("merger")
    give_role(person, "section_head")
    pair = [
        Company.objects.create(name=name)
        for name in ("光翔新能源有限公司", "光翔新能源有限责任公司")
    ]
    return person, *pair


def test_two_people_who_merge_one_pair_both_ways_lose_neither_company(committed):
    person, first, second = committed
    outcomes, together = [], Barrier(2)

    def attempt(kept, dropped):
        together.wait()
        try:
            merge(kept, dropped, by=person, reason="同一家")
            outcomes.append("merged")
        except Refused:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [Thread(target=attempt, args=pair) for pair in ((first, second), (second, first))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["merged", "refused"]
    assert Company.objects.count() == 1
