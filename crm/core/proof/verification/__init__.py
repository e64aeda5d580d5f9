"""Verifying an export against the checkpoints. No module in here asks a database."""
