"""Settings, all from the environment (or `.env` beside manage.py); `.env.example` lists them."""

from __future__ import annotations

import os
import secrets
import shlex
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF, UNSAFE_EVAL, UNSAFE_INLINE
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse_lazy

from povtrack.unfold import UNFOLD as UNFOLD

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

POVTRACK_DATA = Path(env.str("POVTRACK_DATA", str(BASE_DIR / "var"))).resolve()
try:
    POVTRACK_DATA.mkdir(parents=True, exist_ok=True)
except OSError as error:
    raise ImproperlyConfigured(f"POVTRACK_DATA: {POVTRACK_DATA} cannot be used: {error.strerror}.") from None
os.environ.setdefault("JIEBA_CACHE", str(POVTRACK_DATA / "jieba"))  # for reading/, which knows no settings
POVTRACK_DEMO = env.bool("POVTRACK_DEMO", False)
POVTRACK_URL = env.str("POVTRACK_URL", "http://localhost:8000").rstrip("/")
"""Where the links in mails lead."""


def own_secret_key() -> str:
    """A key made for this installation on its first start and kept, readable by its owner only."""
    path = POVTRACK_DATA / "secret-key"
    if not path.exists():
        # Web and workers may start at once: the key appears whole, and the first one stays.
        draft = POVTRACK_DATA / f"secret-key-{secrets.token_hex(8)}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(50))
        with suppress(FileExistsError):
            path.hardlink_to(draft)
        draft.unlink()
    return path.read_text().strip()


def day(name: str) -> date | None:
    """A date from the environment.

    Raises:
        ImproperlyConfigured: when it is not of the form YYYY-MM-DD.
    """
    value = env.str(name, "")
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        raise ImproperlyConfigured(f"{name} must look like 2017-04-20, not {value!r}.") from None


POVTRACK_TODAY = day("POVTRACK_TODAY")
"""Sets the business clock to a fixed day, for a demo or a drill; None lets it run true."""

DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY", "") or own_secret_key()
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "directives",
    "unfold.apps.BasicAppConfig",
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "unfold.contrib.simple_history",
    "povtrack.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "axes",
    "csp",
    "django_filters",
    "django_tables2",
    "simple_history",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "povtrack.middleware.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "povtrack.middleware.LanguageMiddleware",
    "povtrack.middleware.FirstPasswordMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "povtrack.urls"
WSGI_APPLICATION = "povtrack.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "directives.context.page",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES: dict[str, dict[str, Any]] = {
    "default": env.db_url_config(env.str("DATABASE_URL", "") or f"sqlite:///{POVTRACK_DATA / 'povtrack.sqlite3'}")
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Web, worker and beat share one file: readers never wait (WAL), and a writer takes its lock at BEGIN,
    # so that two transactions queue up instead of failing half-way.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("DATABASE_CONN_MAX_AGE", 60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "directives.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
PASSWORD_RESET_TIMEOUT = 7 * 86_400  # the longest holidays; logging in or a new password ends a link at once
LOGIN_URL = reverse_lazy("login")
LOGIN_REDIRECT_URL = reverse_lazy("home")
# A whole county shares one address, so only a user and an address together are locked out.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_VERBOSE = False
AXES_LOCKOUT_TEMPLATE = "locked_out.html"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False  # its pages ask Django's permission rows, which nobody here has: roles are the one rule

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale" / "addons"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = POVTRACK_DATA / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": POVTRACK_DATA}},
    "files": {
        "BACKEND": env.str("POVTRACK_FILE_STORAGE", "django.core.files.storage.FileSystemStorage"),
        "OPTIONS": env.json("POVTRACK_FILE_STORAGE_OPTIONS", default={"location": str(POVTRACK_DATA / "files")}),
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 25 * 1024 * 1024  # a pasted report of 20 MB, and its form
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # the issuing matrix of a province: directives × units
DATA_UPLOAD_MAX_NUMBER_FILES = 5_000  # more than `uploads.MOST_FILES`, so that the page can say what is too many
UPLOAD_MAX_SIZE = 512 * 1024 * 1024
"""Bytes of one request, all its files together."""
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "povtrack.uploads.OneFileUploadHandler",
]

# Mail.  Without EMAIL_URL it goes to the catcher that `manage.py mailcatcher` runs.
MAILCATCHER_PORT = env.int("MAILCATCHER_PORT", 8025)
POVTRACK_MAILCATCHER = env.str("EMAIL_URL", "") == ""
_email = env.email_url_config(env.str("EMAIL_URL", "") or f"smtp://127.0.0.1:{MAILCATCHER_PORT}")
EMAIL_BACKEND = _email["EMAIL_BACKEND"]
EMAIL_HOST = _email.get("EMAIL_HOST") or "localhost"
EMAIL_PORT = _email.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = _email.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = _email.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = _email.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = _email.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", 20)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "povtrack@localhost")
POVTRACK_MAIL_FROM_HOUR = env.int("POVTRACK_MAIL_FROM_HOUR", 8)
"""No digest leaves before this hour of TIME_ZONE; a calendar set by hand does not wait."""
POVTRACK_LINK_DAYS = env.int("POVTRACK_LINK_DAYS", 14)
"""How long the link in a mail opens its item without a login."""
POVTRACK_SCAN_COMMAND = shlex.split(env.str("POVTRACK_SCAN_COMMAND", ""))
"""What looks at each proof for viruses, if anything; see directives/proof.py."""

# Celery.  Its messages are hints: the database says what is to be done, and the sweep finds what was lost.
REDIS_URL = env.str("REDIS_URL", "") or "redis://127.0.0.1:6379/0"
SWEEP_SECONDS = env.int("SWEEP_SECONDS", 300)
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600, "socket_connect_timeout": 3, "socket_timeout": 10}
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_step": 0.2}
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(POVTRACK_DATA / "beat-schedule")
CELERY_BEAT_SCHEDULE = {"sweep": {"task": "directives.tasks.sweep", "schedule": SWEEP_SECONDS}}

# Content security: our pages need no script at all.  The admin's Alpine evaluates expressions and sets styles.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
ADMIN_CONTENT_SECURITY_POLICY = {"script-src": [SELF, UNSAFE_EVAL], "style-src": [SELF, UNSAFE_INLINE]}

# Behind TLS (production): POVTRACK_TLS=1 turns on what `check --deploy` asks for.
POVTRACK_TLS = env.bool("POVTRACK_TLS", False)
SECURE_SSL_REDIRECT = POVTRACK_TLS
SESSION_COOKIE_SECURE = POVTRACK_TLS
CSRF_COOKIE_SECURE = POVTRACK_TLS
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", 31_536_000 if POVTRACK_TLS else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = POVTRACK_TLS
SECURE_HSTS_PRELOAD = POVTRACK_TLS
if env.bool("POVTRACK_BEHIND_PROXY", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_AGE = 12 * 3600
X_FRAME_OPTIONS = "DENY"

SIMPLE_HISTORY_REVERT_DISABLED = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO")},
}
