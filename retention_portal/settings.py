"""Settings of every kind of copy: local, test, production. `environment` reads what differs."""

import datetime
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from retention_portal import environment
from retention_portal.local.place import redis_socket, socket_dir, var_dir

ROOT = Path(__file__).resolve().parent.parent
LOCAL = environment.is_local()
if not LOCAL:
    environment.check_production()

DEBUG = False
DEMO = environment.flag("DEMO")
HOST = environment.text("HOST", "127.0.0.1")
PORT = environment.number("PORT", 8000)
PUBLIC_URL = environment.text("PUBLIC_URL", f"http://{HOST}:{PORT}").rstrip("/")
SECURE = PUBLIC_URL.startswith("https://")
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS", f"127.0.0.1,localhost,[::1],{HOST}")
if DEMO and HOST not in ("127.0.0.1", "localhost", "::1"):
    raise ImproperlyConfigured(
        f"DEMO=1 publishes the passwords of its accounts, so it is refused on HOST={HOST}. "
        "Use HOST=127.0.0.1, or DEMO=0."
    )

# The date may be moved in the demo and in tests, never in production.
PORTAL_TODAY = (
    datetime.date.fromisoformat(environment.text("PORTAL_TODAY"))
    if (environment.text("PORTAL_TODAY") and LOCAL)
    else None
)

SECRET_KEY = environment.text("SECRET_KEY") or environment.local_secret("secret-key")
SECRET_KEY_FALLBACKS = environment.words("SECRET_KEY_FALLBACKS")
FIELD_KEYS = environment.words("FIELD_KEYS") or [environment.local_field_key()]
METRICS_TOKEN = environment.text("METRICS_TOKEN")
SCANNER_URL = environment.text("SCANNER_URL")
ADMIN = environment.flag("ADMIN")

INSTALLED_APPS = [
    "django.contrib.admin.apps.SimpleAdminConfig",  # its addresses exist only with ADMIN=1
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "retention_portal.core",
    "retention_portal.organisations",
    "retention_portal.accounts",
    "action_plans.toolkit",
    "action_plans.funding",
    "workforce.extracts",
    "workforce.profile",
    "schemes.catalogue",
    "schemes.mentoring",
    "schemes.support",
    "schemes.opportunities",
    "schemes.applications",
    "schemes.awards",
    "schemes.pools",
    "action_plans.plans",
    "action_plans.assurance",
    "retention_portal.desk",
    "retention_portal.local",
    # after ours, so that our templates and commands win
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "csp",
]

MIDDLEWARE = [
    "retention_portal.core.middleware.RequestIdMiddleware",
    "retention_portal.core.middleware.HostileInputMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "retention_portal.accounts.middleware.SessionLimitsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "retention_portal.core.middleware.PrivatePagesMiddleware",
]

ROOT_URLCONF = "retention_portal.urls"
WSGI_APPLICATION = "retention_portal.wsgi.application"
ASGI_APPLICATION = "retention_portal.asgi.application"
APPEND_SLASH = True
CSRF_FAILURE_VIEW = "retention_portal.desk.error_pages.csrf_failure"

_CONTEXT_PROCESSORS = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
]
TEMPLATES = [
    {
        "BACKEND": "retention_portal.core.nhsuk.backend.JinjaTemplates",
        "NAME": "jinja",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "retention_portal.core.nhsuk.environment.environment",
            "context_processors": [*_CONTEXT_PROCESSORS[1:], "retention_portal.desk.navigation.frame"],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "NAME": "django",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": _CONTEXT_PROCESSORS},
    },
]


# --- database: the runtime role for everything, the owner for migrations only -------------------------


def _database(url: str, local_role: str) -> dict[str, object]:
    shared: dict[str, object] = {
        "ATOMIC_REQUESTS": False,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "TIME_ZONE": "Europe/London",
    }
    if LOCAL:
        return shared | {
            "ENGINE": "retention_portal.local.postgres",
            "NAME": "portal",
            "USER": local_role,
            "HOST": str(socket_dir()),
        }
    return dict(environ.Env.db_url_config(url)) | shared


DATABASES = {
    "default": _database(environment.text("DATABASE_URL"), "portal_runtime"),
    "owner": _database(
        environment.text("DATABASE_OWNER_URL") or environment.text("DATABASE_URL"), "portal_owner"
    ),
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- queue, cache, sessions ------------------------------------------------------------------------------

_REDIS = environment.text("REDIS_URL").rstrip("/")
BROKER_URL = f"{_REDIS}/0" if _REDIS else f"redis+socket://{redis_socket()}?virtual_host=0"
CACHE_URL = f"{_REDIS}/1" if _REDIS else f"unix://{redis_socket()}?db=1"
CACHES = {
    "default": {
        "BACKEND": "retention_portal.core.cache.BreakerCache",
        "LOCATION": CACHE_URL,
        "TIMEOUT": 3600,  # nothing stays for ever: the queue's server may not drop anything to make room
        "KEY_PREFIX": "portal",
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_SERIALIZER = "django.contrib.sessions.serializers.JSONSerializer"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = SECURE
SESSION_IDLE_SECONDS = 15 * 60
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = SECURE
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- people -------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "full_name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 60 * 60
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_ADAPTER = "retention_portal.accounts.adapters.AccountAdapter"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SECURE else "http"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
SOCIALACCOUNT_ADAPTER = "retention_portal.accounts.adapters.SocialAccountAdapter"
SOCIALACCOUNT_PROVIDERS: dict[str, object] = {
    "openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": environment.single_sign_on()}
}
STAFF_MFA_REQUIRED = True  # the demo's own accounts do without, and only in the demo; see accounts.guards
# Per account rather than per address: a surgery, or the whole NHS network, may share one.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "5/5m/key",
    "signup": "60/m/ip",
    "reset_password": "100/m/ip,5/m/key",
    "register_interest": "60/h/ip,5/h/key",
    "paper": "60/h/user",
}
ACCOUNT_FORMS = {"signup": "retention_portal.accounts.forms.GPSignupForm"}
MFA_ADAPTER = "retention_portal.accounts.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
MFA_TOTP_ISSUER = "GP careers and support"
ALLAUTH_TRUSTED_PROXY_COUNT = environment.number("TRUSTED_PROXY_COUNT", 0)
GP_SERVICE_NAME = environment.text("GP_SERVICE_NAME", "GP careers and support")
STAFF_SERVICE_NAME = "GP Retention Portal"
SUPPORT_EMAIL = environment.text("SUPPORT_EMAIL")  # shown on the help page; none, no address shown

# --- mail ----------------------------------------------------------------------------------------------------

EMAIL_FROM = environment.text("EMAIL_FROM", f"{GP_SERVICE_NAME} <no-reply@example.org>")
DEFAULT_FROM_EMAIL = EMAIL_FROM
SERVER_EMAIL = EMAIL_FROM
EMAIL_TIMEOUT = 10
if environment.text("EMAIL_URL"):
    vars().update(environ.Env.email_url_config(environment.text("EMAIL_URL")))
else:
    EMAIL_BACKEND = "retention_portal.core.emails.backend.FolderBackend"
MAIL_FOLDER = var_dir() / "mail"

# --- files ---------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATICFILES_DIRS = [ROOT / "static" / "build"]
STATIC_ROOT = ROOT / "static" / "collected"
MEDIA_ROOT = Path(environment.text("MEDIA_ROOT") or var_dir() / "media")
STORAGES = {
    "default": (
        {
            "BACKEND": "storages.backends.s3.S3Storage",
            "OPTIONS": {"bucket_name": environment.text("S3_BUCKET")},
        }
        if environment.text("S3_BUCKET")
        else {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    ),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
UPLOAD_LIMIT_BYTES = 200 * 1024 * 1024
IMPORT_FILE_DAYS = environment.number("IMPORT_FILE_DAYS", 30)
IMPORT_PREVIEW_DAYS = environment.number("IMPORT_PREVIEW_DAYS", 14)
IMPORT_UPLOADS_AN_HOUR = environment.number("IMPORT_UPLOADS_AN_HOUR", 30)
FILE_UPLOAD_HANDLERS = [
    "retention_portal.core.uploads.SizeLimitHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_PERMISSIONS = 0o600

# --- safety --------------------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        # Signing in by single sign-on is a form that ends on the provider's pages.
        "form-action": [SELF, *environment.single_sign_on_origins()],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if ALLAUTH_TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- the API -------------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_PERMISSION_CLASSES": ["retention_portal.core.api_permissions.DenyAll"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.PageNumberPagination",
    "PAGE_SIZE": 50,
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "retention_portal.core.api_schema.PortalSchema",
    "EXCEPTION_HANDLER": "retention_portal.core.api_errors.sentence_handler",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "GP Retention Portal",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "ENUM_NAME_OVERRIDES": {
        "OfferKindEnum": "schemes.catalogue.statuses.OfferKind",
        "OfferStatusEnum": "schemes.catalogue.statuses.OfferStatus",
        "SchemeStateEnum": "schemes.catalogue.statuses.SchemeState",
        "OpportunityKindEnum": "schemes.opportunities.statuses.Kind",
    },
}

# --- language, time, logs ------------------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
USE_I18N = True  # allauth's own sentences; ours are English only
USE_TZ = True
TIME_ZONE = "Europe/London"
LOG_FORMAT = environment.text("LOG_FORMAT", "text" if LOCAL else "json")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s %(request_id)s",
        },
    },
    "filters": {"request_id": {"()": "retention_portal.core.middleware.RequestIdFilter"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT, "filters": ["request_id"]}
    },
    "root": {"handlers": ["stderr"], "level": environment.text("LOG_LEVEL", "WARNING" if LOCAL else "INFO")},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
