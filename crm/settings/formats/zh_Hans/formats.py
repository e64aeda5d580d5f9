"""Where Django's own Chinese formats differ from what offices write: 61,480, not 61480."""

THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
