"""Rows of a ledger of leads that name an agent: each is a registration for that agent, received in
the order of the rows.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from crm.core.writing import bulk

from ..models import Agent, Company, Lead, Registration
from ..naming.names import parts_of
from ..protection.clocks import start_clocks
from ..protection.holds import holders_of, wait_for_turn
from ..protection.register import DUE
from .find import identity, surely_named


@dataclass(frozen=True)
class Row:
    """``company`` is the key of a stored one or {"new": name}; of a lead that is stored already the
    agent alone is asked about.
    """

    number: int
    company: object
    agent: int | None
    is_new: bool


def check_brought(comparison, *, user):
    """[(row, column, message)] of the rows that can not be registered for the agent they name.

    Who is first has the company: what is stored before the file, a row before those below it.
    Nothing is told of what ``user`` may not see.
    """
    rows = [
        Row(number, values.get("company"), values.get("agent"), True)
        for number, values in comparison.new
    ]
    rows += [
        Row(number, lead.company_id, changes["agent"], False)
        for number, lead, changes in comparison.changed
        if changes.get("agent")
    ]
    brought = [row for row in rows if row.agent and row.company]
    if not brought:
        return
    if not user.has_perm("leads.add_registration"):
        yield from (
            (
                row.number,
                "agent",
                _("You do not have the right to register for agents. Leave the agent out."),
            )
            for row in brought
        )
        return
    wait_for_turn()
    agents = Agent.objects.in_bulk({row.agent for row in brought})
    keys = _keys(brought)
    holders = _holders(set().union(*keys.values()))
    visible = _visible(holders.values(), user)
    earlier = {}
    for row in sorted(rows, key=lambda row: row.number):
        row_keys = keys.get(row.number) or _own_keys(row.company)
        if row.agent and row.company:
            yield from (
                (row.number, "agent", message)
                for message in _problems(
                    row, agents[row.agent], row_keys, holders, earlier, visible
                )
            )
        for key in row_keys if row.is_new else ():
            earlier.setdefault(key, row.number)


def _keys(brought) -> dict[int, set[tuple]]:
    """{row: the keys by which its company may be held}: every stored company that surely bears its
    name, the core of the name, the credit code.
    """
    stored = {row.company for row in brought if not isinstance(row.company, dict)}
    companies = (
        {
            pk: (name, code)
            for pk, name, code in Company.objects.filter(pk__any_of=stored).values_list(
                "pk", "name", "credit_code"
            )
        }
        if stored
        else {}
    )
    names = {
        row.number: companies.get(row.company)
        if not isinstance(row.company, dict)
        else (row.company["new"], "")
        for row in brought
    }
    alike = surely_named([name for name, _code in names.values()], Company.objects.all())
    keys = {}
    for row in brought:
        name, code = names[row.number]
        keys[row.number] = {
            *_own_keys(row.company),
            *(("company", pk) for pk in alike.get(name, ())),
            ("name_key", parts_of(name).core),
            ("credit_code", code),
        }
        keys[row.number] -= {("name_key", ""), ("credit_code", "")}
    return keys


def _own_keys(company) -> set[tuple]:
    if company is None:
        return set()
    return {
        ("new", identity(company["new"])) if isinstance(company, dict) else ("company", company)
    }


def _holders(keys):
    by_kind = {
        kind: [value for key, value in keys if key == kind]
        for kind in ("company", "name_key", "credit_code")
    }
    return holders_of(by_kind["company"], by_kind["name_key"], by_kind["credit_code"])


def _visible(holders, user) -> set:
    """Those of ``holders`` that the user may see."""
    visible = set()
    for model in (Registration, Lead):
        ids = {holder.pk for holder in holders if type(holder) is model}
        visible |= (
            {
                (model, pk)
                for pk in model.objects.visible_to(user)
                .filter(pk__any_of=ids)
                .values_list("pk", flat=True)
            }
            if ids
            else set()
        )
    return visible


def _problems(row, agent, keys, holders, earlier, visible):
    """The bureau's own lead does not stand in the way of naming an agent on it; a registration for
    another agent does.
    """
    if not agent.is_active:
        yield _("%(agent)s is no longer active.") % {"agent": agent}
    records = [holders[key] for key in keys if key in holders]
    registrations = [holder for holder in records if isinstance(holder, Registration)]
    if not row.is_new:
        records = registrations = [
            holder for holder in registrations if holder.agent_id != agent.pk
        ]
    first = (
        min(registrations or records, key=lambda record: record.received_at) if records else None
    )
    earlier_row = (
        min((earlier[key] for key in keys if key in earlier), default=None) if row.is_new else None
    )
    if first is not None and (type(first), first.pk) in visible:
        yield _(
            "The company is already in hand: %(record)s. Leave the agent out, or ask for "
            "arbitration."
        ) % {"record": _named(first)}
    elif first is not None:
        yield _(
            "The company is already in hand. Registered for the agent it could only be "
            "refused; leave the agent out, or ask for arbitration."
        )
    elif earlier_row is not None:
        yield (
            _(
                "Row %d brings in the same company first. Keep one of them, or leave the "
                "agent out of this one."
            )
            % earlier_row
        )


def _named(record) -> str:
    return f"{record.number} {record.agent}" if isinstance(record, Registration) else record.number


def register_brought(leads, *, by):
    """Register the new leads that name an agent, in their order, each at a moment of its own on the
    server's clock.
    """
    brought = [lead for lead in leads if lead.agent_id]
    if not brought:
        return
    wait_for_turn()
    companies = Company.objects.in_bulk({lead.company_id for lead in brought})
    start = timezone.now()
    registrations = [
        Registration(
            number=number,
            agent_id=lead.agent_id,
            registered_by=by,
            department_id=lead.department_id,
            received_at=start + timedelta(microseconds=place),
            company_name=companies[lead.company_id].name,
            credit_code=companies[lead.company_id].credit_code,
            company_id=lead.company_id,
            lead=lead,
            title=lead.title,
            industry_id=lead.industry_id,
            investment=lead.investment,
            content=lead.content,
            is_demo=lead.is_demo,
        )
        for place, (lead, number) in enumerate(
            zip(brought, Registration.NUMBERS.take_many(len(brought)), strict=True)
        )
    ]
    bulk.insert(Registration, registrations, by=by, reason=_("registered (reason)"))
    start_clocks(registrations, DUE, by=by)
