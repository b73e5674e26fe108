"""From the database's address to what Django needs to know."""

import os
from typing import Any

from psycopg.conninfo import conninfo_to_dict


def database() -> dict[str, Any]:
    """Return Django's settings for the database named in the environment.

    The application works under a role that owns nothing and cannot read rows of more
    than one person; only migrations work as the owner.
    """
    given = conninfo_to_dict(os.environ.get("RECOURSE_DATABASE_URL") or "dbname=recourse")
    role = os.environ.get("RECOURSE_DATABASE_ROLE", "recourse_app")
    options: dict[str, Any] = {}
    if role:
        options["options"] = f"-c role={role}"
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": given.pop("dbname", None) or "recourse",
        "USER": given.pop("user", None) or "",
        "PASSWORD": given.pop("password", None) or "",
        "HOST": given.pop("host", None) or "",
        "PORT": given.pop("port", None) or "",
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**given, **options},
    }
