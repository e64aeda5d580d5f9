"""A page that asks for one thing about a record: a form and its button."""

from django.shortcuts import render

from crm.core.refusals import refusals_on


def form_page(request, form, act, *, title, subtitle, at=None):
    """The form; once it is valid, what ``act()`` does with it, and the page to which it leads.

    ``act`` calls the use case and returns the response. What it refuses is not stored, and stands
    on the form that comes again: at its own field, else at ``at`` (``refusals_on``). ``title``
    stands on the button too; ``subtitle`` is the record that the form is about.
    """
    if request.method == "POST" and form.is_valid():
        with refusals_on(form, at=at):
            return act()
    context = {"form": form, "title": title, "subtitle": subtitle}
    return render(request, "core/form_page.html", context)
