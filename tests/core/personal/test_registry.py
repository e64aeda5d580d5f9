"""Every field that can hold something of a person is declared, one way or the other."""

import re

import pytest
from django.apps import apps
from django.db import models
from django.utils import translation

from crm.core.models import Parameter, User
from crm.core.models.parameter import RULE_NUMBERS
from crm.core.personal import registry
from crm.core.personal.labels import called
from crm.core.personal.registry import HOLDINGS, IMPERSONAL, Kind, can_hold
from leads.models import Agent, Contact, Lead, PayeeAccount


def test_no_field_that_can_hold_personal_data_is_undeclared():
    assert registry.undeclared() == []


def test_no_field_is_declared_both_ways():
    assert registry.declared_twice() == []


def test_a_field_that_nobody_declared_is_named(monkeypatch):
    """What a colleague adds and forgets: taken out of the tables, it is found in the model and in
    its history.
    """
    monkeypatch.delitem(HOLDINGS[Contact].fields, "wechat")
    monkeypatch.delitem(IMPERSONAL[Lead], "title")
    assert set(registry.undeclared()) == {
        "leads.Contact.wechat",
        "leads.HistoricalContact.wechat",
        "leads.Lead.title",
        "leads.HistoricalLead.title",
    }


def test_a_name_that_no_field_has_is_refused():
    with pytest.raises(Exception, match="has no field named 'nickname'"):
        registry.may_name(Contact, "nickname")


def test_a_model_is_declared_once():
    with pytest.raises(LookupError, match=r"leads\.Contact is declared already"):
        registry.holds(Contact, who="", phone=Kind.PHONE)


@pytest.mark.parametrize(
    ("each", "fits"),
    [
        (models.CharField(name="anything"), True),
        (models.JSONField(name="facts"), True),
        (models.FileField(name="scan"), True),
        (models.BinaryField(name="key"), True),
        (models.GenericIPAddressField(name="address"), True),
        (models.CharField(name="state", choices=[("a", "A")]), False),
        (models.CharField(name="gender", choices=[("f", "F")]), True),
        (models.DateField(name="born_on"), True),
        (models.DateField(name="planned_on"), False),
        (models.IntegerField(name="pages"), False),
        (models.IntegerField(name="age"), True),
        (models.ForeignKey(User, models.CASCADE, name="by"), False),
    ],
)
def test_kind_and_name_decide(each, fits):
    assert can_hold(each) is fits


def test_what_everybody_expects_to_be_personal_is():
    """Identity numbers, accounts and phones, by the kind of their fields; nobody declares an
    encrypted one away.
    """
    assert HOLDINGS[Agent].fields["id_number"] == Kind.IDENTITY
    assert HOLDINGS[PayeeAccount].fields["number"] == Kind.ACCOUNT
    assert HOLDINGS[User].fields["phone"] == Kind.PHONE
    declared_away = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.local_fields
        if (getattr(field, "secret", False) or isinstance(field, models.EmailField))
        and not hasattr(model, "instance_type")
        and field.name not in (HOLDINGS[model].fields if model in HOLDINGS else {})
    ]
    assert declared_away == ["site.City.email", "core.Webhook.address", "core.Webhook.secret"]


def test_each_time_is_a_rule_number_of_whole_months():
    kept = {each.keeping.code: each.keeping for each in HOLDINGS.values() if each.keeping}
    assert {code: RULE_NUMBERS[code].value for code in kept} == {
        "keep_applicants_months": 60,
        "keep_callers_months": 36,
        "keep_contacts_months": 36,
        "keep_ended_subscriptions_months": 3,
        "keep_enquiries_months": 24,
        "keep_former_logins_months": 24,
        "keep_invitations_months": 12,
        "keep_login_traces_months": 6,
        "keep_mails_months": 12,
        "keep_natives_months": 60,
        "keep_objections_months": 36,
        "keep_person_answers_months": 6,
        "keep_person_requests_months": 36,
        "keep_spreadsheets_months": 12,
    }


@pytest.mark.django_db
def test_the_bureau_sees_the_times_on_the_screen_of_rule_numbers():
    assert Parameter.objects.get(code="keep_contacts_months").value == 36


def test_the_register_names_everything_in_the_readers_language():
    """Fields of libraries too, and those that no other screen shows."""
    with translation.override("zh-hans"):
        names = [called(model) for model in HOLDINGS]
        names += [
            called(model._meta.get_field(name))
            for model, holding in HOLDINGS.items()
            for name in holding.fields
        ]
    foreign = {name for name in names if re.search("[A-Za-z]{2}", name)}
    assert foreign <= {"IP地址", "用户ID", "内容JSON"}
