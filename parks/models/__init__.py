from .channel_facts import ExpansionFacts, ParkFacts
from .contribution import Contribution
from .entry import Enterprise, Entry
from .exchange_rate import ExchangeRate
from .park import Park, ParkIndustry, Plot

__all__ = ["Contribution", "Enterprise", "Entry", "ExchangeRate", "ExpansionFacts", "Park", "ParkFacts", "ParkIndustry", "Plot"]
