"""Operations for migrations: hash partitions, grants, the view that shows one person.

They take only literals, so a migration stays true to the day it was written.
"""

from django.db import migrations

PARTITIONS = 16


def partitions_by_person(table: str, *, partitions: int = PARTITIONS) -> migrations.RunSQL:
    """Create the hash partitions of `table`."""
    return migrations.RunSQL(
        [
            f"CREATE TABLE {table}_{number:02d} PARTITION OF {table}"
            f" FOR VALUES WITH (MODULUS {partitions}, REMAINDER {number})"
            for number in range(partitions)
        ],
        [f"DROP TABLE {table}_{number:02d}" for number in range(partitions)],
    )


def one_person_view(view: str, *, of: str, update: tuple[str, ...] = ()) -> migrations.RunSQL:
    """Create the view through which the application sees `of`, one person at a time.

    Whom it shows is asked once for a statement, before its first row: a statement that moves
    the gate while it reads still sees one person.

    Args:
        view: Name of the view.
        of: Table with a `person_id`.
        update: Columns the application may change through the view.

    """
    columns = ", ".join(update)
    grants = [f"GRANT SELECT ON {view} TO recourse_app"]
    if update:
        grants.append(f"GRANT UPDATE ({columns}) ON {view} TO recourse_app")
    return migrations.RunSQL(
        [
            f"""
            CREATE VIEW {view} WITH (security_barrier) AS SELECT * FROM {of}
            WHERE person_id = (SELECT nullif(current_setting('recourse.person', true), '')::uuid)
            WITH LOCAL CHECK OPTION
            """,
            *grants,
        ],
        [f"DROP VIEW {view}"],
    )


def grant(rights: str, *, on: str, to: str = "recourse_app") -> migrations.RunSQL:
    """Grant `rights` on the table `on` to a role."""
    return migrations.RunSQL(
        f"GRANT {rights} ON {on} TO {to}", f"REVOKE {rights} ON {on} FROM {to}"
    )
