"""The address of the database: who works there, and as whom they come in.

Two ways, chosen by `RECOURSE_DATABASE_LOGIN`:

* `own`: the role is its own login. A session that came in so has nothing to go back
  to: `RESET ROLE` leaves it where it is. The embedded database works so.
* otherwise: the login that the address names, then `SET ROLE`. Right when that login is the
  role itself; with the owner of the tables as the login it is good for a demo only, for
  whoever can slip in one statement can slip in `RESET ROLE`.
"""

import os

from django.db import connection
from psycopg.conninfo import conninfo_to_dict, make_conninfo

URL = "RECOURSE_DATABASE_URL"
LOGIN = "RECOURSE_DATABASE_LOGIN"
OWN = "own"
CAN_SEE_EVERYTHING = """
SELECT r.rolsuper OR pg_has_role(r.oid, c.relowner, 'MEMBER')
FROM pg_roles r, pg_class c WHERE r.rolname = session_user AND c.oid = to_regclass('record')
"""


def coming_in_as(role: str) -> dict[str, str]:
    """Return the parameters of a connection that works under `role`."""
    if not role:
        return {}
    if os.environ.get(LOGIN) == OWN:
        return {"user": role, "password": ""}
    return {"options": f"-c role={role}"}


def address(*, role: str) -> dict[str, str]:
    """Return the parameters of a connection that works under `role`; empty is the owner."""
    given = conninfo_to_dict(os.environ.get(URL) or "dbname=recourse")
    named = {key: str(value) for key, value in given.items() if value is not None}
    return {key: value for key, value in {**named, **coming_in_as(role)}.items() if value}


def dsn(*, role: str) -> str:
    """Return the same as one line, for the few who do not come through Django."""
    return make_conninfo(**address(role=role))


def login_sees_everything() -> bool:
    """Whether the session could put its role off and read every file.

    Law:
        Charter G8; PIPL art. 51(4).

    """
    with connection.cursor() as cursor:
        cursor.execute(CAN_SEE_EVERYTHING)
        found = cursor.fetchone()
        return found is not None and bool(found[0])
