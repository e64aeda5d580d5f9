"""What the steps of this app's records do besides changing the state: their use cases, and what
follows from them.
"""

from crm.core.transitions import register_sequels, register_use_cases

from .agents import accounts
from .campaigns.finish import campaign_closed
from .campaigns.to_lead import open_lead
from .judgement.finish import finish
from .judgement.schemes import put_in_force
from .models import (
    AccountChange,
    Assessment,
    Campaign,
    CampaignTarget,
    Dispute,
    Lead,
    Project,
    Registration,
    Scheme,
    Urging,
)
from .pipeline import milestones
from .pipeline.convert import convert
from .protection import arbitrate, follow
from .warnings.urge import answer


def register():
    register_use_cases(AccountChange, {"confirm": accounts.confirm_change})
    register_sequels(
        AccountChange, {"refuse": accounts.not_changed, "withdraw": accounts.not_changed}
    )
    register_use_cases(Dispute, {"hear": arbitrate.hear, "decide": arbitrate.decide})
    register_use_cases(Scheme, {"put_in_force": put_in_force})
    register_use_cases(Assessment, {"finish": finish})
    register_use_cases(Lead, {"convert": convert})
    register_sequels(
        Lead,
        dict.fromkeys(("judge", "reject", "lose", "lapse", "mark_duplicate"), follow.lead_moved),
    )
    register_use_cases(
        Project,
        {"start": milestones.start, "produce": milestones.produce, "fill": milestones.fill},
    )
    register_sequels(Project, dict.fromkeys(Project.TRANSITIONS, follow.project_moved))
    register_sequels(Registration, {"respond": follow.responded})
    register_sequels(Campaign, dict.fromkeys(("close", "give_up"), campaign_closed))
    register_use_cases(CampaignTarget, {"open_lead": open_lead})
    register_use_cases(Urging, {"answer": answer})
