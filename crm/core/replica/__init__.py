"""Reports, dashboards and exports read from a standby, where the settings name one, so that none of
them slows the database in which people work. Everything else reads where it writes.
"""
