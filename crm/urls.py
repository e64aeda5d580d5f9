from functools import update_wrapper

from django.templatetags.static import static
from django.urls import include, path
from django.views.generic import RedirectView
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.admin.auth import require_admin_access

from commissions.documents.download import download as document
from crm.accounts.login_screens import StaffEntrance
from crm.core.calendar.feed import feed
from crm.core.files import download
from crm.core.health import healthz
from crm.portal.verification import verify_any, verify_document
from crm.site.addresses import public
from crm.site.feeds import robots, sitemap
from crm.site.pictures import picture
from crm.staff.account import OwnSettings
from crm.staff.notification_screens import count, open_notification, read_all

own_settings = update_wrapper(require_admin_access(OwnSettings.as_view()), OwnSettings.as_view())


class Icon(RedirectView):
    """What browsers ask for beside a file that names no icon of its own."""

    def get_redirect_url(self, *args, **kwargs):
        return static("core/icon.svg")


urlpatterns = [
    path("favicon.ico", Icon.as_view()),
    path("healthz", healthz, name="healthz"),
    path("files/<int:pk>/", download, name="download"),
    path("documents/<int:pk>/", document, name="document"),
    path("verify/", verify_any, name="verify_any"),
    path("verify/<str:token>/", verify_document, name="verify"),
    path("calendar/<str:secret>.ics", feed, name="calendar"),
    path("notifications/<int:pk>/", open_notification, name="notification"),
    path("notifications/read/", read_all, name="notifications_read"),
    path("notifications/count/", count, name="notifications_count"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("robots.txt", robots, name="robots"),
    path("media/images/<str:name>", picture, name="picture"),
    path("captcha/", include("captcha.urls")),
    path("service/", include("crm.desk.public.urls")),
    path("accounts/", include("crm.accounts.urls")),
    path("admin/login/", StaffEntrance.as_view(), name="wagtailadmin_login"),
    path("admin/account/", own_settings, name="own_settings"),
    path("admin/", include(wagtailadmin_urls)),
    path("", include("crm.portal.urls")),
    # Last, since pages have whatever address their editors give them.
    public(),
]
handler404 = "crm.site.errors.not_found"
handler500 = "crm.site.errors.broken"
