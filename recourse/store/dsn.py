"""The address of the database, for the few who do not come through Django."""

from django.conf import settings
from psycopg.conninfo import make_conninfo


def dsn(*, role: str) -> str:
    """Return how to connect and work under `role`; empty is the owner of the tables."""
    given = settings.DATABASES["default"]
    options = {key: value for key, value in given["OPTIONS"].items() if isinstance(value, str)}
    options["options"] = f"-c role={role}" if role else ""
    named = {
        "dbname": given["NAME"],
        "user": given["USER"],
        "password": given["PASSWORD"],
        "host": given["HOST"],
        "port": given["PORT"],
    }
    return make_conninfo(**{key: value for key, value in {**named, **options}.items() if value})
