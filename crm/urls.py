from django.urls import include, path
from wagtail.admin import urls as wagtailadmin_urls

from commissions.documents.download import download as document
from crm.core.files import download
from crm.core.health import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("files/<int:pk>/", download, name="download"),
    path("documents/<int:pk>/", document, name="document"),
    path("admin/", include(wagtailadmin_urls)),
    path("", include("crm.portal.urls")),
]
