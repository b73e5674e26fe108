"""Settings, from the environment; each has a default that suits `make demo`.

RECOURSE_DATABASE_URL  address of PostgreSQL >= 15; empty: the embedded one
RECOURSE_VAR           folder for everything that changes (default `var`)
RECOURSE_KEY_DIR       key directory (default `$RECOURSE_VAR/keys`); not on the database's disk
RECOURSE_JOURNAL_DIR   erasure journal (default `erasures` beside the key directory)
RECOURSE_KEY_COPIES_DAYS for how many days copies of the key directory are kept (default 30)
RECOURSE_CATALOGUE     folder of the catalogue
RECOURSE_CALENDAR      folder of the years' days off
RECOURSE_CONTENT       folder of the pages in Markdown
RECOURSE_FONTS         folder of fonts with Chinese, for letters as PDF (default /usr/share/fonts)
RECOURSE_DEMO          1: synthetic people only, ready-made logins
RECOURSE_SECRET_KEY    secret of sessions; made on first use in the key directory
RECOURSE_HOSTS         names the site answers to, by comma
RECOURSE_PUBLIC_URL    address under which others know the site, in what people carry away
                       (default https://FIRST-HOST)
RECOURSE_SECURITY_CONTACT whom to tell of a weakness, as an address (`mailto:…`); see security.txt
RECOURSE_ISSUER_DIR    certificates of what signs statements (default `$RECOURSE_VAR/issuer`)
RECOURSE_TSA_URL       authority that stamps seals with the time (RFC 3161; default: none)
RECOURSE_STATUS_DIR    published status lists (default `$RECOURSE_VAR/status`)
RECOURSE_HOLDER        credit code of the agency that answers for the service itself: gives people
                       their file in another form; the demo takes its first department
RECOURSE_LOG_NAME      name of the log of look-ups; the year is added (default `localhost/log`)
RECOURSE_LOG_FILES_DIR folder of the published log (default `$RECOURSE_VAR/log-files`)
RECOURSE_SIGNER_DIR    keys and memory of the log's signer (default `$RECOURSE_VAR/signer`)
RECOURSE_LOG_POLICY    witnesses of the log, as a C2SP tlog-policy (default: beside its files)
RECOURSE_OIDC_ISSUER   address of the identity service with which people sign in
RECOURSE_OIDC_CLIENT_ID, RECOURSE_OIDC_CLIENT_SECRET  who we are to it
RECOURSE_OIDC_ACR      levels of assurance that open a file, by comma
RECOURSE_OIDC_CLAIMS   its names for document type, number and name, by comma
RECOURSE_OIDC_SCOPES   what is asked of it (default `openid`)
RECOURSE_OIDC_RETURN_TO where it sends people back (default https://FIRST-HOST/login/answer/)
RECOURSE_DATABASE_LOGIN `own`: each role logs in as itself (the embedded one does); else as the
                       address names, then SET ROLE
RECOURSE_DATABASE_ROLE role the application works under (empty: the owner, for migrations)
"""

import os
from pathlib import Path

from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from recourse.config.database import database
from recourse.config.identity_service import identity_service
from recourse.ground.keydir import KeyDirectory
from recourse.intake.limits import FILE_BYTES, MIB

ROOT = Path(__file__).resolve().parent.parent.parent
VAR = Path(os.environ.get("RECOURSE_VAR", ROOT / "var"))
KEY_DIR = Path(os.environ.get("RECOURSE_KEY_DIR", VAR / "keys"))
KEY_COPIES_DAYS = int(os.environ.get("RECOURSE_KEY_COPIES_DAYS", "30"))
JOURNAL_DIR = Path(os.environ.get("RECOURSE_JOURNAL_DIR", KEY_DIR.parent / "erasures"))
DELIVERIES_DIR = VAR / "deliveries"
SPOOL_DIR = VAR / "spool"
LOG_FILES_DIR = Path(os.environ.get("RECOURSE_LOG_FILES_DIR", VAR / "log-files"))
LOG_POLICY = Path(os.environ.get("RECOURSE_LOG_POLICY", LOG_FILES_DIR / "policy"))
SIGNER_DIR = Path(os.environ.get("RECOURSE_SIGNER_DIR", VAR / "signer"))
CATALOGUE_DIR = Path(os.environ.get("RECOURSE_CATALOGUE", ROOT / "catalogue"))
CALENDAR_DIR = Path(os.environ.get("RECOURSE_CALENDAR", ROOT / "calendar"))
CONTENT_DIR = Path(os.environ.get("RECOURSE_CONTENT", ROOT / "content"))
FONTS_DIR = Path(os.environ.get("RECOURSE_FONTS", "/usr/share/fonts"))
DEMO = os.environ.get("RECOURSE_DEMO") == "1"
HOLDER = os.environ.get("RECOURSE_HOLDER", "")
LOG_NAME = os.environ.get("RECOURSE_LOG_NAME", "localhost/log")
TSA_URL = os.environ.get("RECOURSE_TSA_URL", "")
ISSUER_DIR = Path(os.environ.get("RECOURSE_ISSUER_DIR", VAR / "issuer"))
STATUS_DIR = Path(os.environ.get("RECOURSE_STATUS_DIR", VAR / "status"))

SECRET_KEY = os.environ.get("RECOURSE_SECRET_KEY") or SimpleLazyObject(
    lambda: KeyDirectory(KEY_DIR).named("sessions").hex()
)
DEBUG = False
ALLOWED_HOSTS = os.environ.get("RECOURSE_HOSTS", "localhost,127.0.0.1").split(",")
SECURITY_CONTACT = os.environ.get("RECOURSE_SECURITY_CONTACT", "")
PUBLIC_URL = os.environ.get("RECOURSE_PUBLIC_URL", f"https://{ALLOWED_HOSTS[0]}").rstrip("/")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "procrastinate.contrib.django",
    "recourse.store",
    "recourse.ledger",
    "recourse.people",
    "recourse.agencies",
    "recourse.officials",
    "recourse.catalogue",
    "recourse.intake",
    "recourse.records",
    "recourse.notice",
    "recourse.redress",
    "recourse.schemes",
    "recourse.disclosure",
    "recourse.attestation",
    "recourse.oversight",
    "recourse.faces",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "recourse.faces.middleware.ProblemsForMachines",
    "recourse.faces.middleware.Readable",
    "recourse.faces.middleware.SizeLimit",
    "recourse.faces.middleware.NothingKept",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "recourse.faces.sessions.Hours",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "recourse.faces.middleware.RefusedAsPage",
]
ROOT_URLCONF = "recourse.config.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "recourse" / "faces" / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "recourse.faces.context.page",
            ],
        },
    }
]
AUTH_USER_MODEL = "people.Account"
DATABASES = {"default": database()}
PROCRASTINATE_IMPORT_PATHS = ["recourse.journeys.tasks"]  # the rooms' own are found by themselves
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [ROOT / "locale"]
STATIC_URL = "/static/"
STATICFILES_DIRS = [ROOT / "recourse" / "faces" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "recourse.faces.static_files.Digested"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_ALLOW_ALL_ORIGINS = False  # our style sheets and scripts are for our own pages
WHITENOISE_MAX_AGE = 365 * 24 * 3600
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
UPLOAD_MAX_BYTES = FILE_BYTES + MIB
SESSION_ENGINE = "recourse.people.sessions.store"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEMO
if not DEMO:  # the web server in front says that a request came over TLS
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_AGE = 2 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "recourse.faces.errors.stale_form"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
AUTHENTICATION_BACKENDS = [
    "recourse.faces.ways_in.ReadyMadeRoles",
    "recourse.faces.ways_in.IdentityService",
    "recourse.faces.ways_in.LetterCode",
    "recourse.faces.ways_in.Officials",
]
LOGIN_URL = "public:login"
PASSKEY_HOST = ALLOWED_HOSTS[0]  # passkeys are bound to this name
IDENTITY_SERVICE = identity_service(ALLOWED_HOSTS[0])
LOGGING = {  # what goes wrong, on stderr, for the operator's journal
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = SPOOL_DIR / "email"

_HERE_ONLY = ["'self'"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": _HERE_ONLY,
        "style-src": _HERE_ONLY,
        "img-src": _HERE_ONLY,
        "font-src": _HERE_ONLY,
        "connect-src": _HERE_ONLY,
        "form-action": _HERE_ONLY,
        "manifest-src": _HERE_ONLY,
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
        "require-trusted-types-for": ["'script'"],
        "trusted-types": ["'none'"],
    }
}
