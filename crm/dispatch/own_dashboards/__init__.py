"""Dashboards that people put together themselves from the registry of indicators."""
