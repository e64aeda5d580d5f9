"""The city's identity provider, as allauth is told of it."""

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

THIS_MACHINE = {"127.0.0.1", "localhost", "::1"}


def providers(issuer: str, name: str, client_id: str, secret: str) -> dict:
    """The value of SOCIALACCOUNT_PROVIDERS; nothing without an issuer. Raises
    ImproperlyConfigured for one that is reached without encryption.
    """
    if not issuer:
        return {}
    parts = urlsplit(issuer)
    if parts.scheme != "https" and parts.hostname not in THIS_MACHINE:
        raise ImproperlyConfigured("OIDC_ISSUER has to begin with https://")
    if not client_id or not secret:
        raise ImproperlyConfigured("OIDC_ISSUER needs OIDC_CLIENT_ID and OIDC_SECRET beside it")
    app = {
        "provider_id": "city",
        "name": name or issuer,
        "client_id": client_id,
        "secret": secret,
        "settings": {"server_url": issuer},
    }
    return {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
