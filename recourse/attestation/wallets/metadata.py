"""What wallets read of us: what there is to fetch, where, how it is called in both languages.

Law:
    OpenID4VCI 1.0, section 12; RFC 8414; SD-JWT VC (draft-ietf-oauth-sd-jwt-vc-25), sections
    4 (JWT VC Issuer Metadata) and 5 (Type Metadata).

"""

from collections.abc import Iterator, Mapping

from recourse.attestation.issuer import Issuer
from recourse.attestation.signing import ALGORITHM, public_jwk, thumbprint
from recourse.attestation.terms import Kind
from recourse.attestation.wallets.claims import configuration_of
from recourse.attestation.wallets.credentials import IDENTITY, TYPE, type_of
from recourse.attestation.wallets.offers import GRANT
from recourse.attestation.wallets.proofs import MOST_INSTANCES
from recourse.attestation.wallets.terms import Json
from recourse.attestation.wording import TITLES
from recourse.ground.words import Words

TOKEN, NONCE = "/oid4vci/token", "/oid4vci/nonce"
CREDENTIAL, NOTIFICATION = "/oid4vci/credential", "/oid4vci/notification"
LOCALES = ("zh-Hans", "en")
Domains = Mapping[str, Words]

NAME = Words(zh="有据", en="Recourse")
MEANINGS: Mapping[Kind, Words] = {
    Kind.NO_VIOLATION: Words(
        zh="只说明一个领域、一段期间内没有不利记录，不是评价。您可以不出示。",
        en="Says of one field and one period that there is no adverse record. It is no judgement"
        " of anybody. You may refuse to show it.",
    ),
    Kind.REPORT: Words(
        zh="本人选定的记录，每个领域可以分开出示。您可以不出示。",
        en="Records that the person chose, each field to be shown by itself."
        " You may refuse to show it.",
    ),
    Kind.CORRECTION: Words(
        zh="说明一条记录从哪天起不再成立。",
        en="Says which record no longer holds, and since when.",
    ),
    Kind.BENEFIT: Words(
        zh="说明本人申请的一项惠民办法已经给予。",
        en="Says that the person applied for a benefit and may have it.",
    ),
}
CLAIMS: Mapping[str, Words] = {
    "domain": Words(zh="领域", en="Field"),
    "finding": Words(zh="结论", en="Finding"),
    "period_from": Words(zh="期间第一天", en="First day of the period"),
    "period_to": Words(zh="期间最后一天", en="Last day of the period"),
    "entry": Words(zh="原来的记录", en="The record"),
    "what": Words(zh="现在的情况", en="What became of it"),
    "on": Words(zh="从哪天起", en="Since"),
    "scheme": Words(zh="惠民办法", en="Scheme"),
    "eligible": Words(zh="是否符合条件", en="Eligible"),
    "rule_version": Words(zh="规则版本", en="Version of the rule"),
    "as_of": Words(zh="截至", en="As of"),
    "statement_id": Words(zh="证明编号", en="Number of the statement"),
    "name": Words(zh="姓名", en="Name"),
    "id_last4": Words(zh="证件号码后四位", en="Last four of the document number"),
    "birth_year": Words(zh="出生年份", en="Year of birth"),
}
_EVERY = ("as_of", "statement_id", "name", "id_last4", "birth_year")
_OF_KIND: Mapping[Kind, tuple[str, ...]] = {
    Kind.NO_VIOLATION: ("domain", "finding", "period_from", "period_to"),
    Kind.REPORT: ("period_from", "period_to"),
    Kind.CORRECTION: ("entry", "what", "on"),
    Kind.BENEFIT: ("scheme", "eligible", "rule_version"),
}
ALWAYS_VISIBLE = ("iss", "vct", "iat", "exp", "cnf", "status")


def name_of(configuration: str, domains: Domains) -> Words:
    """Return the name of what is fetched under a configuration."""
    kind, _, domain = configuration.partition(".")
    words = TITLES[Kind(kind)]
    return _of_domain(words, domains[domain]) if domain in domains else words


def credential_issuer(url: str, domains: Domains) -> Json:
    """Return what there is to fetch, and where (OpenID4VCI 1.0, section 12.2)."""
    return {
        "credential_issuer": url,
        "credential_endpoint": url + CREDENTIAL,
        "nonce_endpoint": url + NONCE,
        "notification_endpoint": url + NOTIFICATION,
        "batch_credential_issuance": {"batch_size": MOST_INSTANCES},
        "display": _display(NAME),
        "credential_configurations_supported": dict(_configurations(url, domains)),
    }


def authorization_server(url: str) -> Json:
    """Return how a token is got (RFC 8414; OpenID4VCI 1.0, section 12.3)."""
    return {
        "issuer": url,
        "token_endpoint": url + TOKEN,
        "response_types_supported": [],
        "grant_types_supported": [GRANT],
        "token_endpoint_auth_methods_supported": ["none"],
        "pre-authorized_grant_anonymous_access_supported": True,
        "dpop_signing_alg_values_supported": [ALGORITHM],
    }


def jwt_vc_issuer(issuer: Issuer) -> Json:
    """Return which key signs credentials; who vouches for it stands in each of them."""
    jwk = public_jwk(issuer.key.public_key())
    key = {"kid": thumbprint(jwk), "alg": ALGORITHM, "use": "sig", **jwk}
    return {"issuer": issuer.url, "jwks": {"keys": [key]}}


def type_metadata(url: str, kind: Kind, domains: Domains) -> Json:
    """Return what a type of credential says, in both languages."""
    words, meaning = TITLES[kind], MEANINGS[kind]
    shown = [{"path": [name], "sd": "never"} for name in ALWAYS_VISIBLE]
    return {
        "vct": type_of(url, kind),
        "name": words.en,
        "description": meaning.en,
        "display": [
            {
                "locale": locale,
                "name": words.to(locale),
                "description": meaning.to(locale),
                "rendering": {"simple": {"background_color": "#1d4f91", "text_color": "#ffffff"}},
            }
            for locale in LOCALES
        ],
        "claims": [
            *shown,
            *(
                {
                    "path": [name],
                    "sd": "allowed" if name in IDENTITY else "always",
                    "display": _labels(label),
                }
                for name, label in _claims_of(kind, domains)
            ),
        ],
    }


def _configurations(url: str, domains: Domains) -> Iterator[tuple[str, Json]]:
    """Yield each kind under its name; what is said of one domain is one for each."""
    for kind, words in TITLES.items():
        if kind is Kind.NO_VIOLATION:
            for domain, name in domains.items():
                named = _of_domain(words, name)
                yield configuration_of(kind, domain), _configuration(url, kind, named, domains)
        else:
            yield configuration_of(kind), _configuration(url, kind, words, domains)


def _of_domain(words: Words, domain: Words) -> Words:
    return Words(zh=f"{domain.zh}：{words.zh}", en=f"{words.en}: {domain.en}")


def _configuration(url: str, kind: Kind, name: Words, domains: Domains) -> Json:
    """Return one credential that can be fetched."""
    return {
        "format": TYPE,
        "vct": type_of(url, kind),
        "cryptographic_binding_methods_supported": ["jwk"],
        "credential_signing_alg_values_supported": [ALGORITHM],
        "proof_types_supported": {"jwt": {"proof_signing_alg_values_supported": [ALGORITHM]}},
        "credential_metadata": {
            "display": _display(name),
            "claims": [
                {"path": [claim], "display": _display(label)}
                for claim, label in _claims_of(kind, domains)
            ],
        },
    }


def _claims_of(kind: Kind, domains: Domains) -> Iterator[tuple[str, Words]]:
    """Yield the claims of a kind, each with its name."""
    for name in _OF_KIND[kind]:
        yield name, CLAIMS[name]
    if kind is Kind.REPORT:
        for domain, words in domains.items():
            yield f"section_{domain}", words
    for name in _EVERY:
        yield name, CLAIMS[name]


def _display(words: Words) -> list[Json]:
    return [{"name": words.to(locale), "locale": locale} for locale in LOCALES]


def _labels(words: Words) -> list[Json]:
    return [{"label": words.to(locale), "locale": locale} for locale in LOCALES]
