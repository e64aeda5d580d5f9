from django.urls import include, path
from wagtail.admin import urls as wagtailadmin_urls

from crm.core.files import download
from crm.core.health import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("files/<int:pk>/", download, name="download"),
    path("admin/", include(wagtailadmin_urls)),
    path("", include("crm.portal.urls")),
]
