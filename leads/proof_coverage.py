"""What of the pipeline the checkpoints cover: who is paid, where, and for which project."""

from crm.core.proof.registry import cover, noted, register_check, tracked

from .models import AccountChange, Agent, Milestone, PayeeAccount, Project, Referral


def register():
    from .agents import proof

    register_check(proof.check)
    cover(
        tracked(Agent),
        noted(Agent.users.through),
        tracked(PayeeAccount, fixed=("agent", "holder", "bank", "number", "changed_on")),
        tracked(AccountChange, fixed=("agent", "holder", "bank", "number", "asked_by")),
        tracked(Referral),
        tracked(Milestone),
        tracked(Project),
    )
