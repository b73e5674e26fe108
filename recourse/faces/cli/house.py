"""Open the house for a command: find the database, wake Django."""

import os
from pathlib import Path


def open_house(*, owner: bool = False, demo: bool | None = None) -> None:
    """Start or find the database and set Django up.

    Args:
        owner: Work as the owner of the tables; for migrations only.
        demo: Switch demo mode on (synthetic people only); None leaves the environment alone.

    """
    from recourse.store import embedded

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "recourse.config.settings")
    if owner:
        os.environ["RECOURSE_DATABASE_ROLE"] = ""
    if demo is not None:
        os.environ["RECOURSE_DEMO"] = "1" if demo else "0"
    embedded.ensure(Path(os.environ.get("RECOURSE_VAR", "var")) / "postgres")
    import django

    django.setup()
