"""The tax and finance bureaus' files of a month: their rows become contributions, or wait on a
worklist with the reason.
"""
