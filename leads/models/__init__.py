from .activity import Activity
from .agent import Agent, PayeeAccount
from .classification import Industry, Region
from .company import Company, CompanyAlias, Contact
from .handover import Handover
from .lead import Channel, Lead
from .merge import CompanyMerge, MergedRow
from .project import Milestone, Project, Referral
from .tag import Tag, Tagging
from .target import MatchCandidate, TargetEntry, TargetList
from .warning import Urging, WarningLight, WarningRule

__all__ = [
    "Activity",
    "Agent",
    "Channel",
    "Company",
    "CompanyAlias",
    "CompanyMerge",
    "Contact",
    "Handover",
    "Industry",
    "Lead",
    "MatchCandidate",
    "MergedRow",
    "Milestone",
    "PayeeAccount",
    "Project",
    "Referral",
    "Region",
    "Tag",
    "Tagging",
    "TargetEntry",
    "TargetList",
    "Urging",
    "WarningLight",
    "WarningRule",
]
