from django.contrib.auth import views as auth_views
from django.urls import path

from . import views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("login/", auth_views.LoginView.as_view(template_name="portal/login.html"), name="login"),
    path("logout/", auth_views.LogoutView.as_view(next_page="portal:login"), name="logout"),
    path("leads/new/", views.register, name="register"),
    path("leads/<int:pk>/", views.lead, name="lead"),
    path("notifications/", views.notifications, name="notifications"),
    path("statements/<int:pk>/", views.statement, name="statement"),
    path("statements/<int:pk>/invoice/", views.invoice, name="invoice"),
    path("notice/", views.notices, name="notices"),
    path("notice/<int:pk>/", views.notice, name="notice"),
]
