"""What the house prints, seals and signs holds for whoever checks it without the house."""

import base64
import zlib
from dataclasses import replace

import pytest

from recourse.attestation import issuer
from recourse.attestation.paper import codes, sealing, sheets
from recourse.attestation.signing import Signer
from recourse.attestation.status import rules
from recourse.attestation.wallets.claims import claims_of
from recourse.attestation.wallets.credentials import Maker
from recourse_verify import credentials, papers, sealed
from recourse_verify.certificates import from_pem
from recourse_verify.credentials import Expected
from recourse_verify.errors import Wrong
from recourse_verify.trust import Trust
from tests.attestation.paper import making

pytestmark = pytest.mark.slow
FOR_ONE = replace(making.NO_VIOLATION, recipient=making.RECIPIENT)
OF_MANY = replace(making.NO_VIOLATION, domains=making.ADVERSE)


def listed(revoked=()):
    """Sign a status list."""
    array = rules.packed(dict.fromkeys(revoked, 1))
    packed = base64.urlsafe_b64encode(zlib.compress(bytes(array), 9)).rstrip(b"=").decode()
    now = int(making.NOW.timestamp())
    told = {"sub": making.STATUS.uri, "iat": now - 60, "exp": now + 48 * 3600, "ttl": 3600}
    kept = {"bits": 1, "lst": packed}
    return Signer(issuer.issuer(), typ="statuslist+jwt").sign(told | {"status_list": kept})


def expected(statement, revoked=()):
    """Trust what anybody can fetch from the site."""
    recipient = statement.recipient
    return Expected(
        at=making.NOW,
        trust=Trust(anchors=from_pem(issuer.published_anchors())),
        recipient=None if recipient is None else recipient.address,
        lists=[listed(revoked)],
    )


def made(statement):
    maker = Maker(issuer.issuer())
    return [
        maker.make(claims, status=making.STATUS, holder=None, now=making.NOW)
        for claims in claims_of(statement)
    ]


@pytest.mark.parametrize(
    "statement",
    [*making.EVERY_KIND, FOR_ONE, OF_MANY],
    ids=[*(str(one.kind) for one in making.EVERY_KIND), "for one recipient", "of many domains"],
)
def test_whatever_kind_it_is_it_holds_on_paper_in_its_code_and_in_a_wallet(statement):
    told = expected(statement)
    texts = made(statement)
    pdf = sheets.unsealed(
        statement,
        status=making.STATUS,
        credential="\n".join(texts),
        catalogue=making.catalogue(),
    )
    chains = [from_pem(one) for one in issuer.published_chains()]

    page = sealed.check(sealing.seal().applied(pdf, at=making.NOW), told)

    assert page["says"]["statement_id"] == statement.number
    assert page["says"].get("domains", []) == list(statement.domains)
    assert page["credentials inside"] == len(texts)
    for text in texts:
        assert credentials.check(text, told)["says"]["name"] == statement.subject.name
    found = [
        papers.check(text, told, chains=chains) for text in codes.qr_texts(statement, making.STATUS)
    ]
    shown = [domain for one in found for domain in one["says"].get("domains", [])]
    assert shown == list(statement.domains)
    assert {one["type"] for one in found} == {str(statement.kind)}


def test_a_code_signed_with_a_key_that_was_replaced_still_finds_its_certificates(
    settings, tmp_path
):
    settings.KEY_DIR, settings.ISSUER_DIR = tmp_path / "keys", tmp_path / "issuer"
    issuer.make_demo_authority(making.NOW)
    before, before_list = codes.qr_text(making.NO_VIOLATION, making.STATUS), listed()
    anchor, use = issuer.issuer().anchor, issuer.Use.STATEMENTS
    issuer.next_key(use)
    authority = issuer.private_key("demo-authority")
    issuer.install(use, [issuer._vouched(use, authority, anchor, making.NOW)], anchor)
    chains = [from_pem(one) for one in issuer.published_chains()]
    told = expected(making.NO_VIOLATION)

    assert len(chains) == 2
    assert chains[0][0] == issuer.issuer().chain[0]
    for text in (before, codes.qr_text(making.NO_VIOLATION, making.STATUS)):
        assert papers.check(text, told, chains=chains)
    assert papers.check(before, replace(told, lists=[before_list]), chains=chains)
    with pytest.raises(Wrong, match="newer chain"):
        papers.check(before, told, chains=chains[:1])


@pytest.mark.parametrize("statement", making.EVERY_KIND, ids=lambda one: str(one.kind))
def test_nobody_can_cut_out_of_a_paper_whose_it_is(statement):
    told = expected(statement)

    for text in made(statement):
        signed, *disclosures, _ = text.split("~")
        found = credentials.check(f"{signed}~", told)

        assert disclosures
        assert found["says"] == {
            "name": statement.subject.name,
            "id_last4": statement.subject.id_last4,
            "birth_year": statement.subject.birth_year,
            "statement_id": statement.number,
        }


def test_what_was_called_back_holds_no_more():
    (text,) = made(making.NO_VIOLATION)

    with pytest.raises(Wrong, match="revoked"):
        credentials.check(text, expected(making.NO_VIOLATION, {making.STATUS.index}))
