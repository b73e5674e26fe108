"""What the plumbing does unasked."""

from datetime import UTC, datetime, timedelta

import pytest

from recourse.people.models import Session
from recourse.people.sessions.store import SessionStore
from recourse.store.tasks import forget_sessions

pytestmark = pytest.mark.django_db


def begun(ends_in: timedelta) -> str:
    session = SessionStore()
    session.set_expiry(datetime.now(tz=UTC) + ends_in)
    session.save()
    return session.session_key


def test_a_session_that_is_over_is_forgotten_and_no_other():
    begun(timedelta(seconds=-1))
    living = begun(timedelta(hours=1))

    forget_sessions(now=datetime.now(tz=UTC))

    assert [session.session_key for session in Session.objects.all()] == [living]
