"""The service to enterprises as a page: the form of the desk, answered in the page's language."""

from django.template.response import TemplateResponse

from crm.desk.public.views import answer

from ..models import ServicePage, answers


@answers(ServicePage)
def service(page, request):
    def draw(values: dict):
        context = page.get_context(request) | values
        return TemplateResponse(request, page.get_template(request), context)

    return answer(request, draw)
