"""Addresses of one's own login; their names are those by which allauth finds them."""

from django.urls import include, path

from . import factor_screens as factors
from . import login_screens as entrance
from .confirm_screens import Confirm, ConfirmAndGoOn
from .session_screens import OwnSessions

urlpatterns = [
    path("login/", entrance.entrance, name="account_login"),
    path("second-step/", entrance.SecondStep.as_view(), name="mfa_authenticate"),
    path("passkey/", entrance.PasskeyLogin.as_view(), name="mfa_login_webauthn"),
    path("city/", include("allauth.socialaccount.providers.openid_connect.urls")),
    path("city/cancelled/", entrance.cancelled, name="socialaccount_login_cancelled"),
    path("confirm/", Confirm.as_view(), name="confirm_factor"),
    path("confirm/<uuid:key>/", ConfirmAndGoOn.as_view(), name="confirm"),
    path("factors/", factors.OwnFactors.as_view(), name="mfa_index"),
    path("factors/app/", factors.NewApp.as_view(), name="mfa_activate_totp"),
    path("factors/app/end/", factors.EndApp.as_view(), name="mfa_deactivate_totp"),
    path("factors/passkey/", factors.NewPasskey.as_view(), name="mfa_add_webauthn"),
    path("factors/passkey/<int:pk>/end/", factors.EndPasskey.as_view(), name="mfa_remove_webauthn"),
    path("factors/codes/", factors.RecoveryCodes.as_view(), name="mfa_view_recovery_codes"),
    path(
        "factors/codes/new/",
        factors.NewRecoveryCodes.as_view(),
        name="mfa_generate_recovery_codes",
    ),
    path("sessions/", OwnSessions.as_view(), name="usersessions_list"),
]
