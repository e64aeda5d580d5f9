from django.contrib.auth import views as auth_views
from django.urls import include, path, reverse_lazy

from . import agreements, disputes, invitations, leads, lists, members, own, pwa, statements
from .forms import LoginForm
from .home import home
from .inbox import notification_choices, notifications
from .password_reset import ResetInThePortal
from .who import act_for

app_name = "portal"
LOGIN = auth_views.LoginView.as_view(
    template_name="portal/login.html", authentication_form=LoginForm
)
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
    path("login/", LOGIN, name="login"),
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
    path("leads/new/", leads.register, name="register"),
    path("leads/<int:pk>/", leads.lead, name="lead"),
    path("leads/<int:pk>/messages/", leads.write, name="write"),
    path("registrations/<int:pk>/", leads.registration, name="registration"),
    path("registrations/<int:pk>/arbitration/", disputes.ask, name="ask_arbitration"),
    path("disputes/<int:pk>/", disputes.dispute, name="dispute"),
    path("projects/<int:pk>/", leads.project, name="project"),
    path("agreements/<int:pk>/", agreements.agreement, name="agreement"),
    path("mine/<slug:kind>/", lists.everything, name="all"),
    path("results/", agreements.results, name="results"),
    path("notifications/", notifications, name="notifications"),
    path("notifications/choices/", notification_choices, name="notification_choices"),
    path("own/", own.own, name="own"),
    path("own/account/", own.account, name="account"),
    path("members/", members.members, name="members"),
    path("members/<int:pk>/", members.answer, name="answer_membership"),
    path("statements/<int:pk>/", statements.statement, name="statement"),
    path("statements/<int:pk>/invoice/", statements.invoice, name="invoice"),
    path("notice/", statements.notices, name="notices"),
    path("notice/<int:pk>/", statements.notice, name="notice"),
    path("manifest.webmanifest", pwa.manifest, name="manifest"),
    path("sw.js", pwa.service_worker, name="service_worker"),
    path("offline/", pwa.offline, name="offline"),
]
