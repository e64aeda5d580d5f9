from .activity import Activity
from .agent import Agent, PayeeAccount
from .classification import Industry, Region
from .company import Company, CompanyAlias, Contact
from .lead import Channel, Lead
from .project import Milestone, Project, Referral
from .target import MatchCandidate, TargetEntry, TargetList

__all__ = [
    "Activity",
    "Agent",
    "Channel",
    "Company",
    "CompanyAlias",
    "Contact",
    "Industry",
    "Lead",
    "MatchCandidate",
    "Milestone",
    "PayeeAccount",
    "Project",
    "Referral",
    "Region",
    "TargetEntry",
    "TargetList",
]
