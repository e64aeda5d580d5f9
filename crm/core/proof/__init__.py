"""Proof outside the database: signed checkpoints over what money and rights rest on, exports of it,
and their verification, which needs neither the database nor a function in it.
"""
