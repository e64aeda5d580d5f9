"""A string of its own in every text of every record: no colleague reads one of a record that is not
theirs to know.
"""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.apps import apps
from django.db import DatabaseError, models, transaction
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from django.utils import timezone
from wagtail.models import ReferenceIndex

from commissions.models import Agreement
from commissions.settlement.settle import settle
from commissions.statements.draw_up import draw_up
from crm.core.granting import give_role
from crm.core.models import User
from crm.desk.knowledge.write import write_entry
from crm.desk.models import AssignmentRule, ServiceKind
from crm.desk.requests.joint import ask_for_help, supervise
from crm.desk.requests.receive import receive
from crm.desk.requests.say import reply
from crm.portal.agency.logins import invite
from crm.staff.doors import is_open
from leads.agents.accounts import ask_change, change_account
from leads.knowledge.enter import enter_acquaintance, enter_note, enter_relation
from leads.knowledge.introductions import ask
from leads.models import Activity, Agent, Company, Contact, Lead, Membership, Referral
from leads.protection.register import register
from parks.capital.invest import create_fund
from parks.contributions.report import report
from parks.models import Alliance, AllianceAction, Park, Plot, Reservation, Stake
from tests.hostile.share import WHOLE
from tests.leads.campaigns.at_work import campaign_at_work

TOKEN = re.compile(r"金丝\d+雀")
# What everybody of the house may read, or what is no text.
PUBLIC = {"user", "department", "parameter", "region", "industry", "policy", "policyversion"}
SPARED = {
    "credit_code",
    "id_number",
    "number",
    "email",
    "website",
    "state",
    "kind",
    "channel",
    "name_key",
}
SPARED |= {
    "name_en_key",
    "sha256",
    "file",
    "hash",
    "code",
    "metric",
    "outcome",
    "currency",
    "path",
    "query",
}
OURS = ("leads", "parks", "commissions", "portal", "desk")


def copy_of(record, **changes):
    copy = type(record).objects.get(pk=record.pk)
    copy.pk, copy._state.adding = None, True
    for field, value in changes.items():
        setattr(copy, field, value)
    copy.save()
    return copy


def colleague(people, name, role):
    user = User.objects.create_user(
        name, password="a-long-password-1", department=people.other_department
    )
    give_role(user, role)
    return User.objects.get(pk=user.pk)


@pytest.fixture(autouse=True)
def sessions_in_memory(settings):
    """A query less for each of some thousand pages."""
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.cache"


@pytest.fixture
def strangers(people):
    """One of each role that does not see the whole city, in another district than the deal's."""
    roles = ("section_head", "park_officer", "assessor")
    return {"officer": people.outsider} | {
        role: colleague(people, f"other_{role}", role) for role in roles
    }


@pytest.fixture
def world(people, strangers, deal, agent, agreement, evidence, plot):
    """The city's records, and those of the other district that have to do with them."""
    other, today = people.other_department, timezone.localdate()
    own = Agent.objects.create(name="外区机构", kind="chamber", department=other)
    change_account(own, holder=own.name, bank="某行", number="62220000111122223", by=people.finance)
    copy_of(agreement, number="XY-2020-0002", agent=own)
    Referral.objects.create(
        project=deal.project, agent=own, is_lead=False, registered_on=date(2022, 1, 10)
    )
    money = report(
        deal.enterprise,
        by=people.park_officer,
        metric="fixed_assets",
        amount=Decimal(120_000_000),
        happened_on=date(2022, 12, 20),
        evidence=evidence(),
    )
    money.state, money.verified_by, money.verified_at = "verified", people.finance, timezone.now()
    money.save()
    settle(as_of=date(2026, 1, 1), by=people.finance)
    for payee in (own, agent):
        draw_up(payee, by=people.head)
    invite(agent, name="李", by=people.officer)
    ask_change(agent, holder=agent.name, bank="新行", number="6217000011112222", by=people.agency)
    Membership.objects.create(chamber=own, member=agent)
    Contact.objects.create(
        company=Company.objects.create(name="只与市里往来"), name="密", department=people.city
    )
    knowledge(people, deal, agent)
    campaign_at_work(people.city, people.officer)
    campaign_at_work(other, people.outsider)
    lead = copy_of(deal.lead, number="XS-9", department=other, owner=people.outsider, agent=None)
    Activity.objects.create(
        lead=lead, kind="call", happened_at=timezone.now(), summary="x", by=people.outsider
    )
    copy_of(
        deal.project,
        number="XM-9",
        lead=lead,
        owner=people.outsider,
        department=other,
        host_department=None,
        extends=deal.project,
        state="negotiating",
    )
    park = Park.objects.create(name="外区园区", level="provincial", department=other)
    room = Plot.objects.create(park=park, code="B-01", kind="land", area_sqm=Decimal(1000))
    Reservation.objects.create(
        plot=room,
        lead=deal.lead,
        starts_on=today,
        expires_on=today + timedelta(days=9),
        reserved_by=people.officer,
    )
    fund = create_fund(
        by=people.finance,
        name="基金",
        department=other,
        size=Decimal(100_000_000),
        founded_on=today,
    )
    Stake.objects.create(
        fund=fund,
        company=deal.project.company,
        project=deal.project,
        amount=Decimal(100),
        invested_on=today,
    )
    alliance = Alliance.objects.create(park=park, partner_park="p")
    AllianceAction.objects.create(
        alliance=alliance, kind="event", what="x", planned_on=today, lead=deal.lead
    )
    register(by=people.agency, agent=agent, company_name="持有示范有限公司", title="x", content="x")
    service(people, deal)
    return marked()


def service(people, deal):
    """What enterprises ask of the city's department, of the other district, and in confidence."""
    kinds = {kind.code: kind for kind in ServiceKind.objects.all()}
    day = timezone.localdate() + timedelta(days=1)
    asked = {"channel": "hotline", "content": "x", "phone": "13900000000", "by": people.officer}
    rule = AssignmentRule.objects.create(department=people.city, person=people.officer)
    ours = receive(kind=kinds["land"], enterprise=deal.enterprise, **asked)
    secret = receive(kind=kinds["complaint"], enterprise=deal.enterprise, **asked)
    ask_for_help(ours, department=people.park_department, task="x", due_on=day, by=people.officer)
    for request in (ours, secret):
        supervise(request, text="x", due_on=day, by=people.headquarters)
        reply(request, "x", by=people.officer)
    write_entry(question="x", answer="x", kind=kinds["land"], by=people.officer)
    rule.department, rule.person = people.other_department, None
    rule.save()
    receive(kind=kinds["land"], enterprise=deal.enterprise, **asked | {"by": None})


def knowledge(people, deal, agent):
    """What the city's department knows of a company, and whom it knows there."""
    by, day, company = people.officer, date(2026, 9, 1), deal.lead.company
    only_ours = Company.objects.get(name="只与市里往来")
    facts = {"source": "x", "said_on": day, "by": by}
    enter_relation(company=company, kind="supplier", other=only_ours, **facts)
    enter_note(company=company, kind="plant", text="x", source="x", noted_on=day, by=by)
    contact = Contact.objects.get(company=only_ours)
    for person in ({"contact": contact}, {"agent": agent}):
        known = enter_acquaintance(company=only_ours, how="x", **person, **facts)
        ask(known, only_ours, by=by, wish="x")


def scoped_models():
    for app in OURS:
        for model in apps.get_app_config(app).get_models():
            if hasattr(model.objects, "visible_to") and model._meta.model_name not in PUBLIC:
                yield model


def texts_of(model) -> list:
    fields = (
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
    )
    return [
        field
        for field in fields
        if not (field.choices or field.primary_key or field.name in SPARED)
    ]


def marked() -> dict[str, tuple]:
    """{string: (model, key, field)} of every text that could be marked; the rest are append-only
    rows.
    """
    found = {}
    for model in scoped_models():
        for record in model._base_manager.all():
            for field in texts_of(model):
                token = f"金丝{len(found)}雀"
                if _write(record, field, token):
                    found[token] = (model, record.pk, field.name)
            ReferenceIndex.create_or_update_for_object(model._base_manager.get(pk=record.pk))
    return found


def _write(record, field, token) -> bool:
    if (field.max_length or len(token)) < len(token):
        return False
    try:
        with transaction.atomic():
            return bool(
                type(record)._base_manager.filter(pk=record.pk).update(**{field.attname: token})
            )
    except DatabaseError:
        return False


def forbidden_to(user, world) -> set[str]:
    """The strings of records that are not the person's to know, and of fields that are hidden from
    them.
    """
    known = {}
    for model in {model for model, _pk, _field in world.values()}:
        ask = getattr(model.objects, "known_to", model.objects.visible_to)
        known[model] = {
            record.pk: record for record in model.objects.filter(pk__in=ask(user).values("pk"))
        }
    return {
        token
        for token, (model, pk, field) in world.items()
        if pk not in known[model]
        or field in getattr(known[model][pk], "hidden_from", lambda _user: ())(user)
    }


def keys_by_model() -> dict[str, list[int]]:
    """Some keys of each model's records; one that no record has where there are none."""
    ours = [
        model
        for model in apps.get_models()
        if model.__module__.split(".")[0] in (*OURS, "crm") and model._meta.pk.name == "id"
    ]
    return {
        model._meta.model_name: sorted(model._base_manager.values_list("pk", flat=True))[:4] or [1]
        for model in ours
    }


def addresses(world) -> list[str]:
    """Every address of the staff admin, with the keys of the records that it may be about; one key
    where it is closed to everybody, whatever the key.
    """
    keys = keys_by_model()
    every = sorted({pk for model in scoped_models() for pk in keys.get(model._meta.model_name, ())})
    found = set()
    for names, route in routes(get_resolver().url_patterns):
        asked = re.findall(r"<(?:(\w+):)?(\w+)>", route)
        if any(kind not in ("int", "") and name not in ("pk", "object_id") for kind, name in asked):
            continue
        about = next(
            (
                keys[name.removesuffix("_chooser")]
                for name in names
                if name.removesuffix("_chooser") in keys
            ),
            every,
        )
        named = [re.sub(r"<[^>]+>", str(pk), f"/{route}") for pk in (about if asked else [0])]
        found.update(named if is_open(resolve(named[0])) else named[:1])
    return sorted(found)


def routes(patterns, before="", names=()):
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route, (*names, pattern.namespace or ""))
        elif (
            isinstance(pattern, URLPattern)
            and route.startswith("admin/")
            and not re.search(r"\^|logout|results/$", route)
        ):
            yield names, route


def text_of(response) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode(errors="ignore") + str(dict(response.items()))


def read_by(client, user, addresses) -> dict[str, set[str]]:
    """{address: strings} over these pages, and the export of every list."""
    client.force_login(user)
    read = {}
    for address in addresses:
        response = client.get(address)
        read[address] = set(TOKEN.findall(text_of(response)))
        if (
            response.status_code == 200
            and response.context
            and "header_buttons" in response.context
            and not re.search(r"\d", address)
        ):
            export = client.post(
                f"{address}?export=csv", {"reason": "全市例会材料", "format": "csv"}
            )
            read[f"{address}?export=csv"] = set(TOKEN.findall(text_of(export)))
    return read


# Whoever has the most rights of them stands for all in a share.
CRAWLING = ("section_head", *(("officer", "park_officer", "assessor") if WHOLE else ()))


@pytest.mark.parametrize("role", CRAWLING)
def test_no_page_names_what_is_not_the_readers_to_know(client, strangers, world, role):
    user = strangers[role]
    forbidden = forbidden_to(user, world)
    assert len(forbidden) > 20
    leaks = {
        address: {f"{world[token][0].__name__}.{world[token][2]}" for token in tokens & forbidden}
        for address, tokens in read_by(client, user, addresses(world)).items()
    }
    assert {address: found for address, found in leaks.items() if found} == {}


def test_who_sees_the_whole_city_reads_nearly_all_of_it(client, people, world):
    """Otherwise the crawl above could not fail. The lists and the records' own pages say it all."""
    pages = [
        address for address in addresses(world) if re.search(r"^/admin/\w+/(inspect/|$)", address)
    ]
    read = set().union(*read_by(client, people.auditor, pages).values())
    kinds = {world[token][0] for token in read}
    assert {Lead, Agent, Company, Contact, Plot, Park, Agreement} <= kinds
    assert len(kinds) > 15
