from django.contrib.auth import views as auth_views
from django.urls import include, path, reverse_lazy

from crm.accounts.login_screens import PortalEntrance

from . import invitations, pwa
from .home import home
from .password_reset import ResetInThePortal
from .who import act_for

app_name = "portal"
CHANGE = auth_views.PasswordChangeView.as_view(
    template_name="portal/password_change.html", success_url=reverse_lazy("portal:home")
)
RESET = auth_views.PasswordResetView.as_view(
    form_class=ResetInThePortal,
    template_name="portal/password_reset.html",
    email_template_name="portal/password_reset_letter.txt",
    subject_template_name="portal/password_reset_subject.txt",
    success_url=reverse_lazy("portal:password_reset_sent"),
)
CONFIRM = auth_views.PasswordResetConfirmView.as_view(
    template_name="portal/password_reset_confirm.html", success_url=reverse_lazy("portal:login")
)

urlpatterns = [
    path("portal/", home, name="home"),
    path("acting-for/", act_for, name="act_for"),
    path("enterprise/", include("crm.portal.enterprise.urls")),
    path("login/", PortalEntrance.as_view(), name="login"),
    path("logout/", auth_views.LogoutView.as_view(next_page="portal:login"), name="logout"),
    path("password/", CHANGE, name="password_change"),
    path("password-reset/", RESET, name="password_reset"),
    path(
        "password-reset/sent/",
        auth_views.PasswordResetDoneView.as_view(template_name="portal/password_reset_sent.html"),
        name="password_reset_sent",
    ),
    path("password-reset/<uidb64>/<token>/", CONFIRM, name="password_reset_confirm"),
    path("invitations/<str:token>/", invitations.invitation, name="invitation"),
    path("", include("crm.portal.agency.urls")),
    path("manifest.webmanifest", pwa.manifest, name="manifest"),
    path("sw.js", pwa.service_worker, name="service_worker"),
    path("offline/", pwa.offline, name="offline"),
]
