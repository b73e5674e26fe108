"""From the database's address to what Django needs to know."""

import os
from typing import Any

from recourse.store.dsn import address


def database() -> dict[str, Any]:
    """Return Django's settings for the database named in the environment.

    The application works under a role that owns nothing and cannot read rows of more
    than one person; only migrations work as the owner.
    """
    given = address(role=os.environ.get("RECOURSE_DATABASE_ROLE", "recourse_app"))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": given.pop("dbname", "recourse"),
        "USER": given.pop("user", ""),
        "PASSWORD": given.pop("password", ""),
        "HOST": given.pop("host", ""),
        "PORT": given.pop("port", ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": given,
    }
