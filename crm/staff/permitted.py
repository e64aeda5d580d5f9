"""The record that a screen is about, for who may see it and do with it what the screen is for."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404


def permitted(request, rows, pk, permission):
    """The one of ``rows`` that the address names, of those that the person sees: ``rows`` begins at
    ``visible_to(request.user)``. Raises Http404 where it is not among them, PermissionDenied where
    the person lacks ``permission``.
    """
    record = get_object_or_404(rows, pk=pk)
    if not request.user.has_perm(permission):
        raise PermissionDenied
    return record
