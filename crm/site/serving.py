"""Pages as visitors get them."""

from django.views.decorators.csrf import csrf_exempt
from wagtail import views


@csrf_exempt
def serve(request, path):
    """The page at ``path`` of the address's language. No cookie is needed to post a form of the
    public site: nothing is done in the name of whoever is logged in (docs/decisions/0181).
    """
    return views.serve(request, path)
