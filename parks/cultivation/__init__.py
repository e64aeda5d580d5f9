"""Cultivation lists: what enterprises have reached, who stands on a list, and the plan for each."""
