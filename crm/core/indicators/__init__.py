"""Indicators 指标: every figure of the city under one name, the same on each screen."""
