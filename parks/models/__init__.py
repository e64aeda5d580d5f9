from .application import EntryApplication, ReviewOpinion
from .breach import Breach
from .channel_facts import ExpansionFacts, ParkFacts
from .contribution import Contribution
from .cultivation import CultivationList, Member, PlanAction, Threshold
from .enterprise_person import EnterprisePerson
from .entry import Enterprise, Entry
from .exchange_rate import ExchangeRate
from .fund import CapitalCall, Commitment, Exit, Fund, Stake
from .milestone_report import MilestoneReport
from .need import SpaceNeed
from .offer import Alliance, AllianceAction, Facility, ScienceProject
from .own_metric import OwnMetric
from .park import Park, ParkIndustry
from .plot import Availability, Plot
from .reservation import Reservation
from .supplement import Supplement
from .unmatched import UnmatchedRow

__all__ = [
    "Alliance",
    "AllianceAction",
    "Availability",
    "Breach",
    "CapitalCall",
    "Commitment",
    "Contribution",
    "CultivationList",
    "Enterprise",
    "EnterprisePerson",
    "Entry",
    "EntryApplication",
    "ExchangeRate",
    "Exit",
    "ExpansionFacts",
    "Facility",
    "Fund",
    "Member",
    "MilestoneReport",
    "OwnMetric",
    "Park",
    "ParkFacts",
    "ParkIndustry",
    "PlanAction",
    "Plot",
    "Reservation",
    "ReviewOpinion",
    "ScienceProject",
    "SpaceNeed",
    "Stake",
    "Supplement",
    "Threshold",
    "UnmatchedRow",
]
