"""Pages below a page."""

from django.core.paginator import Paginator

PAGE = 12


def first_below(page, kind: type, **conditions):
    """The first page of a kind below ``page``, at whatever depth; None where there is none."""
    if not page.pk:
        return None
    return kind.objects.live().descendant_of(page).filter(**conditions).order_by("path").first()


def children(page, kind: type):
    """The published pages of a kind right below ``page``, in the order of the tree."""
    return kind.objects.live().public().child_of(page)


def one_page(rows, request, size: int = PAGE):
    """The page of ``rows`` that ``?p=`` asks for; the last one where there are fewer."""
    return Paginator(rows, size).get_page(request.GET.get("p"))
