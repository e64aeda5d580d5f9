from .account_change import AccountChange
from .acquaintance import Acquaintance, Introduction
from .activity import Activity
from .agent import Agent, PayeeAccount
from .agent_target import AgentTarget
from .campaign import Campaign, CampaignEvent, CampaignMember
from .campaign_target import CampaignMeeting, CampaignTarget
from .chain import Chain, Edge, Link, LinkCompany
from .channel_facts import (
    AgentFacts,
    CapitalFacts,
    ChainFacts,
    HometownFacts,
    LeadFacts,
    List500Facts,
)
from .classification import Industry, Region
from .company import Company, CompanyAlias, Contact
from .consent import Consent, ConsentText
from .dispute import Dispute, Plea
from .fit import FitScore, FitWeight
from .handover import Handover
from .hometown import Chamber, Invitation, Native, TalkEvent
from .judgement import Answer, Assessment, Opinion
from .knowledge import CompanyNote, CompanyRelation
from .lead import Channel, Lead
from .membership import Membership
from .merge import CompanyMerge, MergedRow
from .message import Message
from .name_check import NameCheck
from .own_word import OwnMilestone
from .project import Milestone, Project, Referral
from .registration import Clock, Registration
from .scheme import Criterion, Scheme
from .tag import Tag, Tagging
from .target import ListKind, MatchCandidate, TargetEntry, TargetList
from .warning import Urging, WarningLight, WarningRule

__all__ = [
    "AccountChange",
    "Acquaintance",
    "Activity",
    "Agent",
    "AgentFacts",
    "AgentTarget",
    "Answer",
    "Assessment",
    "Campaign",
    "CampaignEvent",
    "CampaignMeeting",
    "CampaignMember",
    "CampaignTarget",
    "CapitalFacts",
    "Chain",
    "ChainFacts",
    "Chamber",
    "Channel",
    "Clock",
    "Company",
    "CompanyAlias",
    "CompanyMerge",
    "CompanyNote",
    "CompanyRelation",
    "Consent",
    "ConsentText",
    "Contact",
    "Criterion",
    "Dispute",
    "Edge",
    "FitScore",
    "FitWeight",
    "Handover",
    "HometownFacts",
    "Industry",
    "Introduction",
    "Invitation",
    "Lead",
    "LeadFacts",
    "Link",
    "LinkCompany",
    "List500Facts",
    "ListKind",
    "MatchCandidate",
    "Membership",
    "MergedRow",
    "Message",
    "Milestone",
    "NameCheck",
    "Native",
    "Opinion",
    "OwnMilestone",
    "PayeeAccount",
    "Plea",
    "Project",
    "Referral",
    "Region",
    "Registration",
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
