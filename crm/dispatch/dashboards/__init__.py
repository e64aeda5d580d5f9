"""Dashboards: the city, a district, a park or a chain at a glance, from indicators alone."""
