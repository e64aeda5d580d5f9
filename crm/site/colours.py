"""The colours of the city, as a sheet of their own: no page carries a style in itself."""

from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe


@require_safe
@cache_control(public=True, max_age=3600)
def colours(request):
    return render(request, "site/colours.css", content_type="text/css; charset=utf-8")
