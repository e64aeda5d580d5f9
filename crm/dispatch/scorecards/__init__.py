"""Scorecards 考核: schemes as data, cards worked out, explained, contested and frozen."""
