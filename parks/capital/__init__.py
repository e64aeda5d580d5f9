"""The industry fund at work: calling capital, investing, leaving, and what is to be invested here
in return.
"""
