"""What the pages of policies show besides their fields, and the matching page."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from commissions import engine

from ..matching.words import condition_in_words
from ..models import (
    FormPage,
    PolicyIndexPage,
    PolicyMatchPage,
    PolicyPage,
    PublicForm,
    answers,
    shows,
)
from ..models.policy_blocks import language
from .answers import AnswersForm
from .benefit_words import benefits_of
from .compared import changes_between
from .fitting import fits_for
from .library import (
    PolicyFilter,
    commission_versions,
    departments_in,
    kinds_in,
    page_of,
    policies_of,
)


@shows(PolicyIndexPage)
def library(page, request) -> dict:
    asked = PolicyFilter.of(request.GET)
    return {
        "asked": asked,
        "policies": page_of(policies_of(page, request.user, asked), request.GET.get("p")),
        "kinds": kinds_in(page, request.user),
        "departments": departments_in(page, request.user),
        "commission_versions": [] if asked.kind or asked.is_past else commission_versions(page),
        "match_page": match_page(page),
        "query": _query_without(request, "p"),
    }


def match_page(index):
    return PolicyMatchPage.objects.live().child_of(index).first()


def _query_without(request, name: str) -> str:
    query = request.GET.copy()
    query.pop(name, None)
    return query.urlencode()


@shows(PolicyPage)
def policy(page, request) -> dict:
    rules, speaks = page.rules_read(), language()
    older = page.versions_before()
    return {
        "conditions": [
            (condition_in_words(condition, speaks), condition.get("clause", ""))
            for condition in rules.conditions
        ],
        "gives": benefits_of(rules, speaks),
        "cap": rules.cap,
        "older": older,
        "newer": PolicyPage.objects.visible_to(request.user).filter(replaces=page).first(),
        "changed": changes_between(older[0].rules_read(), rules, speaks) if older else [],
        "match_page": match_page(page.get_parent()),
    }


@shows(PolicyMatchPage)
def matching(page, request) -> dict:
    form = AnswersForm(request.GET or None)
    is_answered = bool(request.GET) and form.is_valid()
    fits = fits_for(form.facts(), request.user) if is_answered else None
    return {
        "form": form,
        "found": fits,
        "more": form.more(fits.asks) if fits else [],
        "query": _query_without(request, "part"),
        "in_force": [] if is_answered else _matched_in(page, request),
        "talk": _form_of_talks(page),
    }


def _form_of_talks(page) -> FormPage | None:
    """Where a talk with an officer is booked, in the page's language."""
    pages = FormPage.objects.live().filter(form=PublicForm.TALK, locale=page.locale)
    return pages.order_by("path").first()


def _matched_in(page, request) -> list[PolicyPage]:
    """The policies that answers will be matched with, shown before there are any."""
    library = page.get_parent()
    return list(policies_of(library, request.user, PolicyFilter()))


@answers(PolicyMatchPage)
def match_answer(page, request):
    """The page, or, for the script that asks while one types, its answer alone."""
    template = (
        "site/policies/_matched.html" if "part" in request.GET else page.get_template(request)
    )
    return render(request, template, page.get_context(request))


@require_safe
def open_policy(request, pk):
    """From the key of a policy to its page in the reader's language."""
    page = get_object_or_404(PolicyPage.objects.visible_to(request.user), pk=pk)
    translations = PolicyPage.objects.visible_to(request.user).filter(
        translation_key=page.translation_key, locale__language_code=get_language()
    )
    return redirect((translations.first() or page).get_url(request))


@require_safe
def commission_policy(request, code):
    """A policy on commissions as its own record says it: in sentences, with its clauses."""
    index = PolicyIndexPage.objects.live().filter(commission_policies__code=code).first()
    versions = commission_versions(index) if index else []
    version = next((version for version in versions if version.policy.code == code), None)
    if version is None:
        raise Http404
    rules = engine.read_published(version.document)
    context = {
        "page": None,
        "version": version,
        "title": rules.document["name"][language()],
        "sentences": version.sentences(language()),
        "clauses": list(rules.document["clauses"].items()),
        "index": index,
    }
    return render(request, "site/policies/commission_policy.html", context)
