"""Settings of one installation. Everything that differs between installations comes from the environment:

PARTWELL_DATA     folder of the data: `keys/`, `files/`, `db.sqlite3`          (default: var/demo)
PARTWELL_KEYS     folder of the keys, when they live elsewhere                 (default: DATA/keys)
PARTWELL_DB       "sqlite" or a `postgresql://user:password@host:port/name`    (default: sqlite)
PARTWELL_DEMO     "1" when the demo company may be shown and one may sign in by role card
PARTWELL_HOSTS    host names the server answers to, comma separated            (default: loopback)
PARTWELL_HTTPS    "1" behind a proxy that ends TLS: cookies become secure
PARTWELL_ADMIN    "1" opens Django's admin, read-only where an action exists
PARTWELL_SMTP     smtp://user:password@host:port?from=…&bounces=… for outgoing mail (kinds/channels/email)
PARTWELL_TSA      addresses of RFC 3161 time-stamp authorities, comma separated
PARTWELL_TSA_ROOTS  PEM file with the root certificates of those authorities
PARTWELL_ANCHOR_MAIL  addresses that get the newest checkpoint by mail every day, comma separated
PARTWELL_ANCHOR_DROP  folder into which the newest checkpoint is written every day
PARTWELL_RETENTION_YEARS  how long a case file is kept after the separation (default and least: 2)
PARTWELL_SEQUENCER  "elsewhere": a process of its own signs the log (PostgreSQL)
PARTWELL_URL      where people reach the site, for links in messages           (default: http://127.0.0.1:8000)
"""

import logging
import os
import re
import sys
from pathlib import Path
from typing import NoReturn
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext_lazy as _

from partwell.lib.keys.keyring import NotAKey, make, read


def _unusable(sentence: str) -> NoReturn:
    """End the process with a sentence: what somebody set up can't be used, and no request may begin with it."""
    sys.stderr.write(f"{sentence}\n")
    raise SystemExit(2)


PACKAGE = Path(__file__).resolve().parents[1]
ROOT = PACKAGE.parent
DATA_DIR = Path(os.environ.get("PARTWELL_DATA", ROOT / "var" / "demo"))
KEYS_DIR = Path(os.environ.get("PARTWELL_KEYS", DATA_DIR / "keys"))
FILES_DIR = DATA_DIR / "files"
DEMO = os.environ.get("PARTWELL_DEMO") == "1"
HTTPS = os.environ.get("PARTWELL_HTTPS") == "1"
ADMIN_OPEN = os.environ.get("PARTWELL_ADMIN") == "1"
SMTP = os.environ.get("PARTWELL_SMTP", "")
TSA = [one.strip() for one in os.environ.get("PARTWELL_TSA", "").split(",") if one.strip()]
TSA_ROOTS = os.environ.get("PARTWELL_TSA_ROOTS", "")
ANCHOR_MAIL = [one.strip() for one in os.environ.get("PARTWELL_ANCHOR_MAIL", "").split(",") if one.strip()]
ANCHOR_DROP = os.environ.get("PARTWELL_ANCHOR_DROP", "")
_years = os.environ.get("PARTWELL_RETENTION_YEARS", "2")
RETENTION_YEARS = int(_years) if re.fullmatch("[0-9]{1,3}", _years) else 0
if RETENTION_YEARS < 2:
    _unusable("PARTWELL_RETENTION_YEARS is at least 2: the law keeps files of employees for two years.")
SEQUENCER_ELSEWHERE = os.environ.get("PARTWELL_SEQUENCER", "") == "elsewhere"
BASE_URL = os.environ.get("PARTWELL_URL", "http://127.0.0.1:8000")

try:
    make(KEYS_DIR)
    SECRET_KEY = read(KEYS_DIR).django
except NotAKey as why:
    _unusable(str(why))
DEBUG = False
ALLOWED_HOSTS = os.environ.get("PARTWELL_HOSTS", "127.0.0.1,localhost,[::1]").split(",")

INSTALLED_APPS = [
    "partwell.site",
    "partwell.lib.files",
    "partwell.lib.jobs",
    "partwell.lib.requests",
    "partwell.lib.ui",
    "partwell.apps.accounts",
    "partwell.apps.people",
    "partwell.apps.evidence",
    "partwell.apps.notices",
    "partwell.apps.law",
    "partwell.apps.documents",
    "partwell.apps.appraisals",
    "partwell.apps.attendance",
    "partwell.apps.training",
    "partwell.apps.cases",
    "partwell.apps.settlements",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_cotton.apps.SimpleAppConfig",
    *(["django.contrib.admin.apps.SimpleAdminConfig"] if ADMIN_OPEN else []),
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "partwell.site.middleware.HeadMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "partwell.site.middleware.ActorMiddleware",
    "partwell.lib.ui.language.LanguageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
    "partwell.lib.ui.refusals.RefusalMiddleware",
]

ROOT_URLCONF = "partwell.site.urls"
WSGI_APPLICATION = "partwell.site.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "lib" / "ui" / "templates"],
        "OPTIONS": {
            # Cotton's loader comes first and by hand: another app that sets loaders would drop it silently.
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "partwell.site.nav.shell",
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "django.templatetags.i18n",
                "django.templatetags.static",
                "partwell.lib.ui.templatetags.pw",
            ],
        },
    }
]


def _database() -> dict[str, object]:
    """The database the environment names: embedded SQLite, or PostgreSQL by URL."""
    url = os.environ.get("PARTWELL_DB", "sqlite")
    if url == "sqlite":
        return {
            "ENGINE": "partwell.lib.sqlite",
            "NAME": DATA_DIR / "db.sqlite3",
            "ATOMIC_REQUESTS": False,
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                # FULL: a commit that was acknowledged survives a power cut; evidence needs that.
                # Each thread has a connection with pages of its own: 1 MB each, the system's cache has the rest.
                "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA recursive_triggers=ON;"
                "PRAGMA cache_size=-1000;",
            },
        }
    parts = urlsplit(url)
    try:
        port = parts.port or 5432
    except ValueError:
        port = 0
    if parts.scheme not in ("postgresql", "postgres") or not port or not parts.path.lstrip("/"):
        # Not the address itself: it holds a password.
        _unusable("PARTWELL_DB is neither sqlite nor postgresql://USER:PASSWORD@HOST:PORT/NAME.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(port),
        "ATOMIC_REQUESTS": False,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


DATABASES = {"default": _database()}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = sorted(path for path in PACKAGE.rglob("locale") if path.is_dir())
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "static/"
STATICFILES_DIRS = [("ui", PACKAGE / "lib" / "ui" / "static")]
WHITENOISE_USE_FINDERS = True

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 8 * 3600
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "partwell.lib.ui.refusals.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["partwell.lib.files.upload.BoundedUpload"]
MAX_UPLOAD_BYTES = 20 * 1024 * 1024

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "partwell.apps.accounts.adapter.ClosedAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
# Failed sign-ins are counted by axes, in the database that all processes share.
ACCOUNT_RATE_LIMITS = {"login_failed": None, "login": "60/m/ip", "former": "20/m/ip"}
MFA_ADAPTER = "partwell.apps.accounts.adapter.SealedFactors"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "PartWell"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_LOCKOUT_CALLABLE = "partwell.lib.ui.refusals.too_many"


def _in_one_line(record: logging.LogRecord) -> bool:
    """A refused request (a wrong host name) is a line of the log: where Django raised it helps nobody."""
    if record.name.startswith("django.security."):
        record.exc_info = None
    return True


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"in_one_line": {"()": "django.utils.log.CallbackFilter", "callback": _in_one_line}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["in_one_line"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # Its queue depth is told hundreds of times under load and says nothing a person can act on.
    "loggers": {"waitress.queue": {"level": "ERROR"}},
}
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008"]
