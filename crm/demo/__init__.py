"""The demonstration: a city with deals in every stage, made by the use cases that the screens call,
each on its day.
"""
