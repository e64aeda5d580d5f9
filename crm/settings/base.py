from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from crm.launch import database_roles, embedded, keys

from . import accounts, checks, identity
from .database import *  # noqa: F403
from .database import DATABASE_POOLER, STANDBY
from .object_store import STORED_AS_OBJECTS
from .scanning import *  # noqa: F403
from .watching import *  # noqa: F403

BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = BASE_DIR / "var"
env = environ.Env()

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="") or keys.read_or_create(VAR_DIR / "secret_key")
ACCOUNT_NUMBER_KEY = env.str("ACCOUNT_NUMBER_KEY", default="") or keys.read_or_create(
    VAR_DIR / "account_key"
)
# Texts are read by these too, until ``manage.py rotate_keys`` has encrypted them anew.
ACCOUNT_NUMBER_KEYS_BEFORE = env.list("ACCOUNT_NUMBER_KEYS_BEFORE", default=[])
FIELD_CIPHER = checks.one_of(env.str("FIELD_CIPHER", default="aes"), "FIELD_CIPHER", "aes", "sm4")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
# Site, portal and staff admin each under a name of its own; those without one share the others'.
HOSTS = {
    "site": env.str("SITE_HOST", default=""),
    "portal": env.str("PORTAL_HOST", default=""),
    "admin": env.str("ADMIN_HOST", default=""),
}
ALLOWED_HOSTS += [host.split(":")[0] for host in HOSTS.values() if host]
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "crm.demo",
    "crm.portal",
    "crm.site",
    "crm.desk",
    "crm.dispatch",
    "commissions",
    "parks",
    "leads",
    "crm.staff",
    "crm.accounts",
    "crm.core",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "simple_history",
    "axes",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "captcha",
    "django_celery_beat",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "django.contrib.humanize",
    "django.forms",
]

MIDDLEWARE = [
    "crm.core.request_ids.RequestIds",
    "crm.core.metrics.requests.Measured",
    "django.middleware.security.SecurityMiddleware",
    "crm.core.headers.PolicyOfPlace",
    "crm.core.headers.Headers",
    "crm.core.no_nul.RefuseNul",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "crm.core.audit.trail.Trail",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "crm.site.languages.LanguageOfAddress",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "crm.site.hosts.OwnHosts",
    "crm.staff.doors.Doors",
    "crm.accounts.sessions.LimitedSessions",
    "crm.accounts.required.SecondFactorRequired",
    "crm.accounts.again.AskedAgain",
    "crm.staff.tables.export_screen.ExportGuard",
    "crm.portal.who.ActingFor",
    "crm.core.limits.middleware.Limits",
    "crm.portal.wall.middleware.Wall",
    "crm.core.replica.own_writes.OwnWrites",
    "crm.core.once.OnceOnly",
]

ROOT_URLCONF = "crm.urls"
WSGI_APPLICATION = "crm.wsgi.application"
ASGI_APPLICATION = "crm.asgi.application"

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

# PostgreSQL alone: the one named by DATABASE_URL, or our own under var/. The application owns
# nothing in it; migrations run under DATABASE_OWNER_URL. With DATABASE_URL alone one account does
# both.
DATABASE_URL = env.str("DATABASE_URL", default="")
EMBEDDED_DATABASE = not DATABASE_URL
DATABASES = {
    "default": env.db_url_config(DATABASE_URL) if DATABASE_URL else embedded.settings(BASE_DIR)
}
DATABASE_OWNER_URL = env.str("DATABASE_OWNER_URL", default="")
DATABASE_OWNER = accounts.other(
    DATABASES["default"],
    env.db_url_config(DATABASE_OWNER_URL) if DATABASE_OWNER_URL else None,
    embedded.USER if EMBEDDED_DATABASE else "",
)
DATABASE_BACKUP_URL = env.str("DATABASE_BACKUP_URL", default="")
DATABASE_BACKUP = accounts.other(
    DATABASES["default"], env.db_url_config(DATABASE_BACKUP_URL) if DATABASE_BACKUP_URL else None
)
DATABASE_ROLES = accounts.roles(
    env.str("DATABASE_ROLE_PREFIX", default=database_roles.PREFIX),
    DATABASES["default"],
    DATABASE_OWNER,
)
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# What is written gathers in a short list before it goes into the GIN indexes that people search;
# each search reads that list too. Who writes thousands of rows makes it longer:
# crm/core/writing/bulk.py.
DATABASES["default"]["OPTIONS"] = {
    "options": "-c gin_pending_list_limit=128kB",
    **DATABASES["default"].get("OPTIONS", {}),
}
if DATABASE_POOLER:  # what lives longer than a transaction would be somebody else's next
    DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = True
    DATABASES["default"]["OPTIONS"].pop("options")
DATABASES["default"]["TEST"] = {"NAME": env.str("TEST_DATABASE", default="test_deshang")}
DATABASES |= STANDBY
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "core.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "crm.accounts.passwords.LongEnough"},
    {"NAME": "crm.accounts.passwords.NotCommon"},
    {"NAME": "crm.accounts.passwords.NoKnownName"},
    {"NAME": "crm.accounts.passwords.Audited"},
]
PASSWORD_RESET_TIMEOUT = 24 * 3600
# The code that whoever objects to a public notice copies from a picture.
CAPTCHA_CHALLENGE_FUNCT = "crm.portal.code_to_copy.digits"
CAPTCHA_FONT_SIZE = 34
CAPTCHA_TIMEOUT = 30  # minutes
LOGIN_URL = "portal:login"
LOGIN_REDIRECT_URL = "portal:home"
# Wrong passwords and codes are counted in the database, which all processes share; how many are
# suffered are rule numbers (crm/accounts/rule_numbers.py).
AXES_HANDLER = "crm.accounts.lockout.ByAccountAndAddress"
AXES_FAILURE_LIMIT = "crm.accounts.lockout.account_limit"
AXES_COOLOFF_TIME = "crm.accounts.lockout.cool_off"
AXES_CLIENT_IP_CALLABLE = "crm.accounts.lockout.address_counted"
AXES_LOCKOUT_PARAMETERS = ["username", "ip_address"]
AXES_LOCKOUT_TEMPLATE = "accounts/locked_out.html"

ACCOUNT_ADAPTER = "crm.accounts.adapters.Accounts"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = {"login_failed": None}  # counted by axes
MFA_ADAPTER = "crm.accounts.adapters.Factors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_TOLERANCE = 1
SOCIALACCOUNT_ADAPTER = "crm.accounts.adapters.FromTheCity"
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_STORE_TOKENS = False
# The city's identity provider, by OpenID Connect; without an issuer nobody is offered it.
OIDC_ISSUER = env.str("OIDC_ISSUER", default="").rstrip("/")
OIDC_NAME = env.str("OIDC_NAME", default="")
# The claim by which a person is first known: "email" (which the provider must have verified), or
# another, which is compared with the login name.
OIDC_CLAIM = env.str("OIDC_CLAIM", default="email")
OIDC_IS_SECOND_FACTOR = env.bool("OIDC_IS_SECOND_FACTOR", default=False)
SOCIALACCOUNT_PROVIDERS = identity.providers(
    OIDC_ISSUER,
    OIDC_NAME,
    env.str("OIDC_CLIENT_ID", default=""),
    env.str("OIDC_SECRET", default=""),
)

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
# The public site has a tree of pages for each of them.
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale_wagtail"]
FORMAT_MODULE_PATH = "crm.settings.formats"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(VAR_DIR / "static")))
MEDIA_ROOT = VAR_DIR / "media"  # Wagtail's pictures for the public site
MEDIA_URL = "/media/"
WAGTAILIMAGES_IMAGE_FORM_BASE = "crm.site.pictures.PictureForm"
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png"]
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000
PRIVATE_ROOT = Path(env.str("PRIVATE_ROOT", default=str(VAR_DIR / "private")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {
        "BACKEND": env.str("PRIVATE_STORAGE", default="crm.core.private.PrivateFiles"),
        "OPTIONS": env.json(
            "PRIVATE_STORAGE_OPTIONS", default={"location": str(PRIVATE_ROOT), "base_url": None}
        ),
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    **STORED_AS_OBJECTS,
}
FILE_UPLOAD_HANDLERS = [
    "crm.core.incoming.handler.Bounded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
FILE_UPLOAD_MAX_BYTES = env.int("FILE_UPLOAD_MAX_BYTES", default=30 * 1024 * 1024)

# Backups: a folder on another machine's disk, and the file with the key, which lies elsewhere.
BACKUP_ROOT = env.str("BACKUP_ROOT", default="")
BACKUP_KEEP = env.int("BACKUP_KEEP", default=14)
BACKUP_KEY_FILE = Path(env.str("BACKUP_KEY_FILE", default=str(VAR_DIR / "backup_key")))

# The seal under issued documents: a PKCS#12 file or a PKCS#11 token. Without either, the embedded
# database's machine makes a test certificate.
SEAL_PKCS12 = env.str("SEAL_PKCS12", default="")
SEAL_PKCS11_MODULE = env.str("SEAL_PKCS11_MODULE", default="")
SEAL_PKCS11_TOKEN = env.str("SEAL_PKCS11_TOKEN", default="")
SEAL_PKCS11_LABEL = env.str("SEAL_PKCS11_LABEL", default="")
SEAL_PASSPHRASE = env.str("SEAL_PASSPHRASE", default="")
SEAL_PASSPHRASE_FILE = env.str("SEAL_PASSPHRASE_FILE", default="")
SEAL_TEST_CERTIFICATE = env.bool("SEAL_TEST_CERTIFICATE", default=EMBEDDED_DATABASE)

# Proof outside the database: signed checkpoints in a folder, with copies in other places. Their key
# is a file apart from the database, or lies in a PKCS#11 token.
CHECKPOINT_DIR = Path(env.str("CHECKPOINT_DIR", default=str(VAR_DIR / "checkpoints")))
CHECKPOINT_COPIES = env.list("CHECKPOINT_COPIES", default=[])
CHECKPOINT_KEY = Path(env.str("CHECKPOINT_KEY", default=str(VAR_DIR / "checkpoint_key")))
CHECKPOINT_PKCS11_MODULE = env.str("CHECKPOINT_PKCS11_MODULE", default="")
CHECKPOINT_PKCS11_TOKEN = env.str("CHECKPOINT_PKCS11_TOKEN", default="")
CHECKPOINT_PKCS11_LABEL = env.str("CHECKPOINT_PKCS11_LABEL", default="")
CHECKPOINT_PKCS11_PIN = env.str("CHECKPOINT_PKCS11_PIN", default="")
CHECKPOINT_PKCS11_PIN_FILE = env.str("CHECKPOINT_PKCS11_PIN_FILE", default="")
# Tables that are only added to are read whole every hour up to this many rows; above, the new rows.
CHECKPOINT_REREAD_ROWS = env.int("CHECKPOINT_REREAD_ROWS", default=100_000)
# One machine alone makes checkpoints: on all others this is off.
CHECKPOINTS = env.bool("CHECKPOINTS", default=True)
# Account and identity numbers stand in exports and checkpoints as digests by this key.
PROOF_DIGEST_KEY = env.str("PROOF_DIGEST_KEY", default="") or keys.read_or_create(
    VAR_DIR / "proof_digest_key"
)
# Fingerprints (SHA-256) of further certificates that documents were sealed with.
SEAL_PINNED = env.list("SEAL_PINNED", default=[])
SEAL_PINS = VAR_DIR / "seal_pins"  # those that this machine sealed with
# A time stamp server (RFC 3161) for checkpoints and documents, and a file with the certificates
# that its stamps are trusted by.
TIMESTAMP_URL = env.str("TIMESTAMP_URL", default="")
TIMESTAMP_CERTIFICATES = env.str("TIMESTAMP_CERTIFICATES", default="")
if TIMESTAMP_URL and not Path(TIMESTAMP_CERTIFICATES or "-").is_file():
    raise ImproperlyConfigured(
        "TIMESTAMP_URL needs TIMESTAMP_CERTIFICATES: a PEM file that its stamps are trusted by"
    )

SESSION_COOKIE_HTTPONLY = True
HTTPS_ONLY = env.bool("HTTPS_ONLY", default=False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS_ONLY
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
# Whose word on the client's address is believed: networks of our own proxies.
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", default=[])
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "SAMEORIGIN"
SILENCED_SYSTEM_CHECKS = ["security.W019"]  # editors see pages in a frame of the same host
SECURE_REFERRER_POLICY = "same-origin"
# With https, browsers come back by https alone, and a cookie is this very host's.
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=365 * 24 * 3600) if HTTPS_ONLY else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS_ONLY
if HTTPS_ONLY:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
CSRF_COOKIE_HTTPONLY = True
# Where forms may lead besides this host: the log-in of an identity provider.
CSP_FORM_ACTIONS = env.list("CSP_FORM_ACTIONS", default=[])
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        **dict.fromkeys(
            ("script-src", "style-src", "font-src", "connect-src", "manifest-src", "worker-src"),
            ["'self'"],
        ),
        "img-src": ["'self'", "data:", "blob:"],
        "frame-src": ["'self'"],
        "frame-ancestors": ["'self'"],
        "form-action": ["'self'", *CSP_FORM_ACTIONS],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    }
}

WAGTAIL_SITE_NAME = "德商"
WAGTAILADMIN_BASE_URL = env.str("BASE_URL", default="http://127.0.0.1:8000")
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = True
WAGTAILADMIN_USER_PASSWORD_RESET_FORM = "crm.portal.password_reset.ResetOfStaff"
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
# For how long a public page is handed out as it was drawn; 0 draws it anew each time.
SITE_KEPT_SECONDS = env.int("SITE_KEPT_SECONDS", default=30)
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

# Without a mail server nothing is sent by e-mail, and nobody is offered it.
# Letters that somebody asks for are printed then. A server is named as in
# smtp+tls://user:password@mail.example.cn:587.
EMAIL_URL = env.str("EMAIL_URL", default="")
EMAIL_IS_SET_UP = bool(EMAIL_URL)
vars().update(env.email_url_config(EMAIL_URL or "consolemail://"))
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", default="deshang@localhost")

# The mailbox of the service desk, as in imap+ssl://user:password@mail.example.cn:993/INBOX; without
# it no mail is read. The address is where enterprises write to.
DESK_MAILBOX_URL = env.str("DESK_MAILBOX_URL", default="")
DESK_MAIL_ADDRESS = env.str("DESK_MAIL_ADDRESS", default="")

SIMPLE_HISTORY_HISTORY_ID_USE_UUID = False
SIMPLE_HISTORY_REVERT_DISABLED = True

CELERY_BROKER_URL = env.str("BROKER_URL", default="filesystem://localhost")
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = TIME_ZONE
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULER = "crm.core.background.scheduler:KeptScheduler"
CELERY_BROKER_CONNECTION_TIMEOUT = 3  # seconds
# A request waits for no broker that is away: without these it would for seven seconds.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.2,
    "interval_max": 0.2,
}
if CELERY_BROKER_URL.startswith("redis"):
    CELERY_BROKER_TRANSPORT_OPTIONS["socket_connect_timeout"] = 3
if CELERY_BROKER_URL.startswith("filesystem://"):
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(VAR_DIR / "broker"),
        "data_folder_out": str(VAR_DIR / "broker"),
        "control_folder": str(VAR_DIR / "broker-control"),
        "store_processed": False,
        "polling_interval": 0.1,  # seconds; with one of a second it does two errands in each
    }
    (VAR_DIR / "broker").mkdir(parents=True, exist_ok=True)
    (VAR_DIR / "broker-control").mkdir(parents=True, exist_ok=True)
