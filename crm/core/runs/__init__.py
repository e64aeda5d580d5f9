"""A step taken with any number of rows of a list: in the background, some hundred in each
transaction, what is left listed with the reason.
"""
