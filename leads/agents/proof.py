"""What the verification of an export knows of agents: who speaks for one does so by its history."""

from collections import defaultdict
from collections.abc import Iterator

from django.utils.translation import gettext_noop as _

from crm.core.proof.exported import Exported
from crm.core.proof.fault import Fault, what

LOGINS, AGENTS = "leads_agent_users", "leads_agent"
H_LOGINS, H_AGENTS = "leads_historicalagent_users", "leads_historicalagent"


def check(export: Exported) -> Iterator[Fault]:
    told = _by_history(export)
    now = {(row["agent_id"], row["user_id"]): row["id"] for row in export.rows(LOGINS)}
    for (agent, person), row in now.items():
        if person not in told[agent]:
            said = what(
                _("person %(person)s speaks for agent %(agent)s, past its history"),
                person=person,
                agent=agent,
            )
            yield export.seen.fault(LOGINS, row, said)
    for agent, people in sorted(told.items()):
        for person in sorted(people):
            if (agent, person) not in now:
                said = what(
                    _("person %(person)s speaks for it no longer, past its history"), person=person
                )
                yield export.seen.fault(AGENTS, agent, said)


def _by_history(export: Exported) -> dict[str, set[str]]:
    """{agent: those who speak for it} by the last row of its history."""
    last = {row["id"]: row["history_id"] for row in export.rows(H_AGENTS)}
    people = defaultdict(set)
    for row in export.rows(H_LOGINS):
        people[row["history_id"]].add(row["user_id"])
    return defaultdict(set, {agent: people[version] for agent, version in last.items()})
