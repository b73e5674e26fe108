"""Where sessions are kept: Django's, with what its owner needs to know them again beside it."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions

from recourse.people.models import Session
from recourse.people.sessions.terms import BEGUN, BROWSER, ID, SEEN, WAY

NEEDED = (ID, WAY, BEGUN, SEEN, BROWSER)
Held = dict[str, Any]  # whatever the faces keep in a session


class SessionStore(DatabaseSessions):
    """Keeps, beside each session of an account, whose it is and since when."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Return our table."""
        return Session

    def __init__(self, session_key: str | None = None) -> None:
        """Take a key that may be one of ours; the database is asked for no other."""
        is_ours = session_key is not None and session_key.isascii() and session_key.isalnum()
        super().__init__(session_key if is_ours else None)

    def create_model_instance(self, data: Held) -> Session:
        """Return the row of a session that holds `data`."""
        row = super().create_model_instance(data)
        assert isinstance(row, Session)  # noqa: S101 - of `get_model_class`
        if SESSION_KEY in data and all(name in data for name in NEEDED):
            row.account_id = UUID(str(data[SESSION_KEY]))
            row.session_id, row.way = UUID(data[ID]), data[WAY]
            row.begun_at, row.used_at = _at(data[BEGUN]), _at(data[SEEN])
            row.browser = data[BROWSER]
        return row


def _at(seconds: int) -> datetime:
    """Return the instant."""
    return datetime.fromtimestamp(seconds, tz=UTC)
