from .activity import Activity
from .agent import Agent, PayeeAccount
from .classification import Industry, Region
from .company import Company, CompanyAlias, Contact
from .lead import Channel, Lead
from .merge import CompanyMerge, MergedRow
from .project import Milestone, Project, Referral
from .target import MatchCandidate, TargetEntry, TargetList

__all__ = [
    "Activity",
    "Agent",
    "Channel",
    "Company",
    "CompanyAlias",
    "CompanyMerge",
    "Contact",
    "Industry",
    "Lead",
    "MatchCandidate",
    "MergedRow",
    "Milestone",
    "PayeeAccount",
    "Project",
    "Referral",
    "Region",
    "TargetEntry",
    "TargetList",
]
