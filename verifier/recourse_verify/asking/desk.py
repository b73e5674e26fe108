"""Ask, and take one answer: yes, as of when, in which domain; everything else is let go.

A question lives for five minutes in memory. Whoever asks is told nothing of a person who refuses,
or who has no such statement: both look like nobody having come.

Law:
    OpenID4VP 1.0 sections 5, 5.10 (request_uri post), 8.3 (direct_post.jwt), 8.6 (validation),
    14 (replay, session fixation); HAIP 1.0 section 5; RFC 9101 (JAR); PIPL art. 6, 19.

"""

import secrets
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from recourse_verify import credentials, es256, statuses
from recourse_verify.asking import encryption
from recourse_verify.asking.lists import Kept
from recourse_verify.asking.registrations import MATCHED, QUERY, Registration
from recourse_verify.asking.signing import client_id_of, signed
from recourse_verify.certificates import is_below
from recourse_verify.credentials import Asked, Expected
from recourse_verify.errors import Malformed, NotFound, Wrong
from recourse_verify.trust import Trust

LIVES = timedelta(minutes=5)
TOLD_FOR = timedelta(seconds=30)
"""How long an answer can be read again, for the first reading may get lost on its way."""

MOST_OPEN = 1000
MOST_TRIES = 20
NO_ADVERSE_ENTRY = "no_adverse_entry"
WALLET = "openid4vp://"
NONCE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~")
WAITING, ANSWERED, NOT_GOOD, OVER = "waiting", "answered", "not good", "over"


class Gone(NotFound):
    """There is no such question, or not any more."""


@dataclass(slots=True)
class _Question:
    """One question, until it is answered or over."""

    desk: str
    nonce: str
    state: str
    key: ec.EllipticCurvePrivateKey = field(repr=False)
    kid: str
    registration: Registration
    until: datetime
    return_to: str = ""
    code: str = ""
    tries: int = 0
    outcome: Mapping[str, Any] | None = None

    @property
    def comes_back_to(self) -> str:
        """Return where the wallet sends its holder, with the code of their session; or nothing."""
        joint = "&" if "?" in self.return_to else "?"
        return f"{self.return_to}{joint}response_code={self.code}" if self.return_to else ""


@dataclass(frozen=True, slots=True)
class Opened:
    """A question that was begun: `id` is the desk's own, `link` is for the person's wallet.

    `about` is what the city registered: what for, under which article, in which domain.
    """

    id: str
    link: str
    until: datetime
    about: Mapping[str, Any]


class Desk:
    """Asks for one registered purpose."""

    def __init__(
        self,
        *,
        address: str,
        key: ec.EllipticCurvePrivateKey,
        chain: Sequence[x509.Certificate],
        trust: Trust,
        registration: Callable[[datetime], Registration],
        lists: Kept,
        wallet: str = WALLET,
        clock: Callable[[], datetime],
    ) -> None:
        """Open a desk.

        Args:
            address: Under which wallets reach it.
            key: Signs its requests.
            chain: Certificates of that key, its own first.
            trust: The city's authority.
            registration: Returns what the city signed, in force at a time.
            lists: Where the city's status lists are had from.
            wallet: What a link for wallets begins with.
            clock: Tells the time.

        """
        self.address, self._key, self._chain, self._trust = address, key, chain, trust
        self._registration, self._lists, self._wallet = registration, lists, wallet
        self._clock = clock
        self._questions: dict[str, _Question] = {}
        self._lock = threading.Lock()

    @property
    def client_id(self) -> str:
        """Return the name by which wallets know who asks."""
        return client_id_of(self._chain[0])

    def ask(self, *, return_to: str = "") -> Opened:
        """Begin to ask somebody.

        Args:
            return_to: Address of ours where somebody who is asked on their own device, on our
                site, comes back to; empty where they stand in front of us.

        Raises:
            Wrong: The registration does not hold any more, too many questions are open, or the
                address is not ours.

        """
        now = self._clock()
        registration = self._registration(now)
        if return_to and not is_below(return_to, registration.recipient):
            raise Wrong(f"{return_to} is not below {registration.recipient}")
        name, desk, nonce, state, kid, code = (secrets.token_urlsafe(24) for _ in range(6))
        made = _Question(
            desk=desk,
            nonce=nonce,
            state=state,
            key=ec.generate_private_key(ec.SECP256R1()),
            kid=kid,
            registration=registration,
            until=now + LIVES,
            return_to=return_to,
            code=code,
        )
        with self._lock:
            self._sweep(now)
            if len(self._questions) >= MOST_OPEN:
                raise Wrong("too many people are being asked at once")
            self._questions[name] = made
        asked = {
            "client_id": self.client_id,
            "request_uri": f"{self.address}/ask/{name}",
            "request_uri_method": "post",
        }
        joint = "&" if "?" in self._wallet else "?"
        link = f"{self._wallet}{joint}{urlencode(asked)}"
        return Opened(desk, link, made.until, registration.claims["request"])

    def request(self, name: str, *, wallet_nonce: str | None = None) -> str:
        """Return the signed request that a wallet fetches.

        Raises:
            Gone: There is none of this name, or it was answered.
            Malformed: The nonce of the wallet is none.

        """
        if wallet_nonce is not None and not (
            0 < len(wallet_nonce) <= 200 and NONCE.issuperset(wallet_nonce)
        ):
            raise Malformed("the nonce of the wallet is none")
        with self._lock:
            question = self._open(name)
        now = self._clock()
        claims = {
            "iss": self.client_id,
            "aud": "https://self-issued.me/v2",
            "client_id": self.client_id,
            "response_type": "vp_token",
            "response_mode": "direct_post.jwt",
            "response_uri": f"{self.address}/answer/{name}",
            "nonce": question.nonce,
            "state": question.state,
            "iat": int(now.timestamp()),
            "exp": int(question.until.timestamp()),
            "dcql_query": question.registration.query,
            "client_metadata": _metadata(question),
            "verifier_info": [{"format": "jwt", "data": question.registration.token}],
        }
        if wallet_nonce is not None:
            claims["wallet_nonce"] = wallet_nonce
        return signed(claims, key=self._key, chain=self._chain)

    def take(self, name: str, body: str) -> str:
        """Take the answer of a wallet; a question is answered once, whether well or badly.

        Returns:
            Where the wallet sends its holder next; empty if nowhere.

        Raises:
            Gone: There is no such question, or it was answered.
            Wrong: What is wrong with the answer; only the wallet is told.

        """
        with self._lock:
            question = self._open(name)
            form = _form(body)
            if "response" not in form and "error" in form:
                return ""  # a person who refuses looks like one who never came
            question.tries += 1
            if question.tries > MOST_TRIES:
                question.outcome = {"state": NOT_GOOD}
                raise Gone("this question was answered too often")
            answer = _opened(form, question)
            question.outcome = {"state": NOT_GOOD}  # nothing answers it a second time
        outcome = self._checked(answer, question)
        with self._lock:
            question.outcome = outcome
        return question.comes_back_to

    def outcome(self, desk: str, *, code: str = "") -> Mapping[str, Any]:
        """Return what came of a question; half a minute after it was told it is forgotten.

        Args:
            desk: The question.
            code: With which its holder came back, in the session in which they were asked. If
                they were to come back, nothing is told without it (HAIP 1.0 section 5.1).

        """
        now = self._clock()
        with self._lock:
            self._sweep(now)
            for question in self._questions.values():
                if secrets.compare_digest(question.desk.encode(), desk.encode()):
                    if question.outcome is None or not _came_back(question, code):
                        return {"state": WAITING, "until": question.until.isoformat()}
                    question.until = min(question.until, now + TOLD_FOR)
                    return question.outcome
        return {"state": OVER}

    def _open(self, name: str) -> _Question:
        """Return a question that waits for its answer."""
        self._sweep(self._clock())
        question = self._questions.get(name)
        if question is None or question.outcome is not None:
            raise Gone("nothing is asked here any more")
        return question

    def _sweep(self, now: datetime) -> None:
        """Forget what is over."""
        over = [name for name, question in self._questions.items() if question.until <= now]
        for name in over:
            del self._questions[name]

    def _checked(self, presented: str, question: _Question) -> Mapping[str, Any]:
        """Check what was presented, and return as little of it as answers the question.

        Only what this city signed for whoever shows it makes us fetch a list: a stranger who knows
        a question cannot send us anywhere.

        Raises:
            Wrong: The first thing that does not hold.

        """
        now, registration = self._clock(), question.registration
        read = credentials.credential_from(presented)
        if read.claims.get("iss") != registration.issuer:
            raise Wrong("another city made this statement")
        place = statuses.place_in(read.claims)
        if place is None:
            raise Wrong("it does not say where one learns whether it was taken back")
        expected = Expected(
            at=now,
            trust=self._trust,
            asked=Asked(self.client_id, question.nonce),
            recipient=registration.recipient,
            may_lack_status=True,
        )
        least = _least(credentials.check(presented, expected), registration)
        kept = self._lists.list_for(place, at=now)
        statuses.check(kept, place=place, trust=self._trust, at=now)
        return least


def _came_back(question: _Question, code: str) -> bool:
    """Whether the holder came back where they were to, or need not."""
    return not question.return_to or secrets.compare_digest(question.code.encode(), code.encode())


def _form(body: str) -> dict[str, list[str]]:
    """Read a form.

    Raises:
        Malformed: It is none.

    """
    try:
        return parse_qs(body, keep_blank_values=True, max_num_fields=8, errors="strict")
    except ValueError as error:
        raise Malformed("this is no form") from error


def _metadata(question: _Question) -> dict[str, Any]:
    """Return how a wallet encrypts its answer, and what it may be made of."""
    return {
        "jwks": {"keys": [encryption.public_jwk(question.key.public_key(), kid=question.kid)]},
        "encrypted_response_enc_values_supported": ["A128GCM", "A256GCM"],
        "vp_formats_supported": {
            "dc+sd-jwt": {"sd-jwt_alg_values": ["ES256"], "kb-jwt_alg_values": ["ES256"]}
        },
    }


def _opened(form: Mapping[str, list[str]], question: _Question) -> str:
    """Return the one presentation in an encrypted answer to this question."""
    sent = form.get("response", [])
    if len(sent) != 1 or len(form) != 1:
        raise Malformed("send one encrypted response, and nothing beside it")
    answer = es256.object_from(encryption.decrypted(sent[0], key=question.key, kid=question.kid))
    if answer.get("state") != question.state:
        raise Wrong("it answers another question (state)")
    shown = answer.get("vp_token")
    if not isinstance(shown, dict) or shown.keys() != {QUERY}:
        raise Malformed("the answer is not what was asked for")
    presented = shown[QUERY]
    if not isinstance(presented, list) or len(presented) != 1 or not isinstance(presented[0], str):
        raise Malformed("one statement is to be shown, and one only")
    return presented[0]


def _least(told: Mapping[str, Any], registration: Registration) -> Mapping[str, Any]:
    """Return yes, as of when, in which domain, for which period; whatever else was shown is let go.

    Raises:
        Wrong: It states something else than what was asked.

    """
    says: Mapping[str, Any] = told["says"]
    if told["type"] != registration.kind:
        raise Wrong("this is another kind of statement")
    if missing := [name for name in registration.wanted if not isinstance(says.get(name), str)]:
        raise Wrong(f"it does not show {', '.join(missing)}")
    if (says["domain"], says["finding"]) != (registration.domain, NO_ADVERSE_ENTRY):
        raise Wrong("it states something else than what was asked")
    as_of, first, last = (_day(says, name) for name in ("as_of", "period_from", "period_to"))
    if not first <= last or first > registration.reaches_back_from(as_of):
        raise Wrong(f"it does not reach back {registration.back_months} months")
    matched = {name: says[name] for name in MATCHED if name in registration.wanted}
    period = {"from": says["period_from"], "to": says["period_to"]}
    yes = {"state": ANSWERED, "yes": True, "domain": registration.domain}
    return yes | {"period": period, "as_of": says["as_of"]} | matched


def _day(says: Mapping[str, Any], name: str) -> date:
    """Return a day; an instant is none, since it would tell one showing from all others.

    Raises:
        Malformed: It is none.

    """
    try:
        found = date.fromisoformat(says[name])
    except ValueError as error:
        raise Malformed(f"{name} is no day") from error
    if found.isoformat() != says[name]:
        raise Malformed(f"{name} is no day")
    return found
