from .activity import Activity
from .agent import Agent, PayeeAccount
from .agent_target import AgentTarget
from .chain import Chain, Edge, Link, LinkCompany
from .channel_facts import AgentFacts, CapitalFacts, ChainFacts, HometownFacts, LeadFacts, List500Facts
from .classification import Industry, Region
from .company import Company, CompanyAlias, Contact
from .handover import Handover
from .hometown import Chamber, Invitation, Native, TalkEvent
from .judgement import Answer, Assessment, Criterion, Opinion, Scheme
from .lead import Channel, Lead
from .merge import CompanyMerge, MergedRow
from .project import Milestone, Project, Referral
from .tag import Tag, Tagging
from .target import MatchCandidate, TargetEntry, TargetList
from .warning import Urging, WarningLight, WarningRule

__all__ = [
    "Activity",
    "Agent",
    "AgentFacts",
    "AgentTarget",
    "Answer",
    "Assessment",
    "CapitalFacts",
    "Chain",
    "ChainFacts",
    "Chamber",
    "Channel",
    "Company",
    "CompanyAlias",
    "CompanyMerge",
    "Contact",
    "Criterion",
    "Edge",
    "Handover",
    "HometownFacts",
    "Industry",
    "Invitation",
    "Lead",
    "LeadFacts",
    "Link",
    "LinkCompany",
    "List500Facts",
    "MatchCandidate",
    "MergedRow",
    "Milestone",
    "Native",
    "Opinion",
    "PayeeAccount",
    "Project",
    "Referral",
    "Region",
    "Scheme",
    "Tag",
    "Tagging",
    "TalkEvent",
    "TargetEntry",
    "TargetList",
    "Urging",
    "WarningLight",
    "WarningRule",
]
