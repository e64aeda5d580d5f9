"""What the verification of an export knows of agents: who speaks for one does so by its history."""

from collections import defaultdict
from collections.abc import Iterator

from django.utils.translation import gettext_noop as _

from crm.core.proof.exported import Exported
from crm.core.proof.fault import Fault, what

LOGINS, AGENTS = "leads_agent_users", "leads_agent"
H_LOGINS, H_AGENTS = "leads_historicalagent_users", "leads_historicalagent"


def check(export: Exported) -> Iterator[Fault]:
    speakers = _by_history(export)
    logins = {(row["agent_id"], row["user_id"]): row["id"] for row in export.rows(LOGINS)}
    for (agent, person), row in logins.items():
        if person not in speakers[agent]:
            message = what(
                _("person %(person)s speaks for agent %(agent)s, past its history"),
                person=person,
                agent=agent,
            )
            yield export.seen.fault(LOGINS, row, message)
    for agent, people in sorted(speakers.items()):
        for person in sorted(people):
            if (agent, person) not in logins:
                message = what(
                    _("person %(person)s speaks for it no longer, past its history"), person=person
                )
                yield export.seen.fault(AGENTS, agent, message)


def _by_history(export: Exported) -> dict[str, set[str]]:
    """{agent: those who speak for it} by the last row of its history."""
    last = {row["id"]: row["history_id"] for row in export.rows(H_AGENTS)}
    people = defaultdict(set)
    for row in export.rows(H_LOGINS):
        people[row["history_id"]].add(row["user_id"])
    return defaultdict(set, {agent: people[version] for agent, version in last.items()})
