from .contribution import Contribution
from .entry import Enterprise, Entry
from .park import Park, ParkIndustry, Plot

__all__ = ["Contribution", "Enterprise", "Entry", "Park", "ParkIndustry", "Plot"]
