"""Spreadsheets in and out: one map of columns per model serves its template, its import and its
export.
"""
