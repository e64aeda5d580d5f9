"""The signs of crm.core.punctuation in templates."""

from django import template

from .. import punctuation

register = template.Library()

for tag in (punctuation.colon, punctuation.comma, punctuation.semicolon):
    register.simple_tag(tag)
for words in (punctuation.listed, punctuation.clauses, punctuation.aside):
    register.filter(words)
