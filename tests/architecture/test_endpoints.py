"""Every address asks who comes, unless it is listed here as public, with its reason."""

import re
from uuid import UUID

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.architecture.house import FORBIDDEN

PUBLIC = {
    "public:home": "says what this is",
    "public:catalogue": "what may be collected is public",
    "public:item": "one kind of record, its law and its purposes",
    "public:schemes": "which benefits there are, by published rules",
    "public:scheme": "one rule, in words",
    "public:scheme-rules": "the rules as data",
    "public:rights": "what a person may do",
    "public:right": "one right: who, what to bring, how, by when",
    "public:guide": "how to object, how to repair, step by step",
    "public:form": "an empty form to print",
    "public:form-large": "the same in large print",
    "public:recipients": "which organisations may ask people for a statement, and for what",
    "recipients-list": "the same for machines; names organisations, and nobody they ask",
    "registration": "our signature on what one organisation may ask; nobody was asked yet",
    "public:demo-wallet": "a wallet to try, in a demo only; what it holds stays in the browser",
    "public:accessibility": "how to use the site, and who helps",
    "public:help-somebody": "takes the code of a helper; says of no code whether it opens anything",
    "public:share": "shows one statement to whoever has its code, once; says of no code why it opens nothing",
    "public:text-size": "keeps the visitor's own choice of letters",
    "public:login": "the way in",
    "letter-code:sign-in": "the way in with a letter: asks for document and code itself",
    "sign-in:start": "leads to the identity service",
    "sign-in-answer": "takes its answer, which proves itself",
    "sign-in:refused": "why somebody is not signed in, and about whom it does not say",
    "sign-in:signed-out": "says that one is signed out; knows nobody",
    "sign-in:nothing-held": "says to whoever was just recognised that they have no file",
    "officials:sign-in": "the way in of officials: asks for the code itself",
    "officials:passkey": "takes the answer of a passkey, which proves itself",
    "officials:invitation": "takes an invitation out of its link; without one nothing is shown",
    "officials:enrol": "an invitation opened in this browser; without one nothing is shown",
    "officials:other-half": "asks for the code that belongs to an opened link; tells nothing of the seat",
    "officials:enrol-codes": "an invitation opened in this browser; without one nothing is shown",
    "public:learn": "articles for everybody",
    "public:article": "one article",
    "public:exemplar": "one honour at a time, whose person agreed to that; no list, no search",
    "public:pages": "names every public page",
    "robots": "where nothing is for robots",
    "security": "whom to tell of a weakness",
    "public:statistics": "figures of departments and of the house; none small, none of a person",
    "public:statistics-csv": "the same figures",
    "public:statistics-json": "the same figures",
    "public:log-status": "how the log is; counts only",
    "public:log-status-json": "the same for a program that watches",
    "public:check": "how to check one's log without us, and the public keys it takes",
    "public:check-page": "the page that checks; it holds nothing",
    "public:verify": "the page on which anybody checks a statement; their browser does it",
    "log-file": "the published log: sealed commitments, which show how many there are",
    "schema": "describes what a person takes away; holds nothing",
    "issuer-anchor": "certificate of the city's authority, which checkers trust",
    "issuer-chain": "certificates that vouch for the key that signs statements",
    "issuer-chain-of": "the same by name, former ones too: old statements stay checkable",
    "issuer-withdrawn": "certificates whose keys are in wrong hands: checkers must not believe them",
    "wallets:credential-issuer": "what wallets can fetch here is public",
    "wallets:authorization-server": "how wallets get a token is public",
    "wallets:jwt-vc-issuer": "public half of the key that signs credentials",
    "wallets:type-metadata": "what a type of credential means is public",
    "wallets:status-list": "bits that were taken back; which is whose it does not say",
    "wallets:token": "the way in for wallets: asks for the code, the digits and a key",
    "wallets:nonce": "gives out a number; keeps nothing",
    "api-documentation:documentation": "what machines may ask is public",
    "api-documentation:problems": "every kind of problem, by its code",
    "api-documentation:problem": "one kind of problem, in words",
    "public:logout": "the way out; forgets only the visitor's own session",
}
API_PUBLIC = {
    "/api/oauth2/token": "the way in for machines: asks for the secret itself",
    "/api/data-tracker/heartbeat": "whether the house runs; says nothing of anybody",
    "/api/data-tracker/usagePeriod": "since when the log is kept, the same for everybody",
    "/api/problems": "every kind of problem, in words",
    "/api/problems/{code}": "one kind of problem, in words",
    "/api/v1/catalogue": "what may be collected is public",
    "/api/v1/keys": "public halves of the keys that sign receipts",
}
PERSON = {"name", "document_number", "document_type", "person", "person_id", "born_on"}
EXAMPLES = {
    "batch": "B-20261123-0001",
    "uuid": str(UUID(int=7)),
    "uuidstr": str(UUID(int=7)),
    "int": "7",
    "str": "x",
    "slug": "x",
    "log": "2026",
    "logfile": "checkpoint",
    "path": "x",
    "machine": "desk-1",
    "version": "2026-11-23.1",
    "cataloguecode": "adv.item",
}


def endpoints(
    patterns: list, prefix: str = "", names: tuple[str, ...] = ()
) -> list[tuple[str, str]]:
    """Return every address with an example for each variable part, and its name."""
    found = []
    for entry in patterns:
        part = prefix + example(entry)
        if isinstance(entry, URLResolver):
            inner = (*names, entry.namespace) if entry.namespace else names
            found += endpoints(entry.url_patterns, part, inner)
        elif isinstance(entry, URLPattern):
            found.append((f"/{part}", ":".join((*names, entry.name or ""))))
    return found


def example(entry: URLPattern | URLResolver) -> str:
    text = str(entry.pattern)
    return re.sub(r"<(?:(\w+):)?\w+>", lambda match: EXAMPLES[match[1] or "str"], text)


def described() -> dict:
    return Client(headers={"host": "localhost"}).get("/api/openapi.json").json()


def operations(schema: dict) -> list[tuple[str, str, dict]]:
    return [
        (method, path, operation)
        for path, by_method in schema["paths"].items()
        for method, operation in by_method.items()
    ]


def properties(schema: object) -> set[str]:
    """Return every property named anywhere in a piece of the description."""
    if isinstance(schema, list):
        return set().union(*map(properties, schema))
    if not isinstance(schema, dict):
        return set()
    return set(schema.get("properties", {})).union(*map(properties, schema.values()))


ALL = endpoints(get_resolver().url_patterns)
PAGES = [(address, name) for address, name in ALL if "/api/" not in address]


def asks_who_comes(client: Client, address: str, method: str) -> bool:
    answer = getattr(client, method)(address)
    return answer.status_code in {401, 403, 405} or (
        answer.status_code == 302 and "/login/" in answer.headers["Location"]
    )


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    ("address", "name"), [(address, name) for address, name in PAGES if name not in PUBLIC]
)
def test_a_page_that_is_not_listed_asks_who_comes(address: str, name: str, method: str):
    assert asks_who_comes(Client(headers={"host": "localhost"}), address, method), name


def test_the_list_of_public_pages_names_only_pages():
    assert set(PUBLIC) <= {name for _, name in PAGES}


def test_no_address_is_named_like_a_score_or_a_list_of_people():
    assert [address for address, name in ALL if FORBIDDEN.search(address + name)] == []


@pytest.mark.django_db
def test_every_operation_asks_for_a_token_or_is_listed():
    open_to_all = {
        path for _, path, operation in operations(described()) if not operation.get("security")
    }

    assert open_to_all == set(API_PUBLIC)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("post", "/api/v1/batches"),
        ("get", "/api/v1/batches/B-1"),
        ("get", "/api/v1/batches/B-1/findings"),
        ("get", "/api/v1/batches/B-1/held-rows"),
        ("get", "/api/v1/batches"),
        ("post", "/api/v1/batches/B-1/held-rows"),
        ("get", "/api/v1/batches/B-1/receipt"),
        ("get", "/api/v1/batches/B-1/returning"),
        ("get", "/api/v1/changes"),
        ("post", "/api/v1/changes"),
        ("get", "/api/v1/changes/A-1"),
        ("get", "/api/v1/changes/A-1/proposal"),
        ("get", "/api/v1/changes/A-1/receipt"),
        ("post", "/api/v1/changes/A-1/drop"),
        ("post", "/api/v1/fulfilments"),
        ("get", "/api/v1/performance"),
        ("get", "/api/data-tracker/findUsage"),
        ("get", "/api/v1/cases"),
        ("get", "/api/v1/cases/00000000-0000-0000-0000-000000000007"),
        ("post", "/api/v1/cases/00000000-0000-0000-0000-000000000007/take"),
        ("post", "/api/v1/cases/00000000-0000-0000-0000-000000000007/acceptance"),
        ("get", "/api/v1/look-ups/counts?from=2026-11-01&until=2026-12-01"),
        ("get", "/api/v1/look-ups/00000000-0000-0000-0000-000000000007/proof"),
        ("get", "/api/v1/recalls"),
        ("post", "/api/v1/recalls/00000000-0000-0000-0000-000000000007/acknowledgement"),
    ],
)
def test_without_a_token_there_is_no_answer(method: str, address: str):
    answer = getattr(Client(headers={"host": "localhost"}), method)(address)

    assert answer.status_code == 401


@pytest.mark.django_db
def test_no_operation_names_a_person_but_the_one_that_asks_about_one():
    schema = described()
    shapes = schema["components"]["schemas"]
    naming = {shape for shape, body in shapes.items() if properties(body) & PERSON}

    assert naming <= {"LookUpIn", "ExactIn"}  # a question, and what a department sent itself
    for field in ("document_number", "name"):
        assert shapes["LookUpIn"]["properties"][field]["type"] == "string"
    assert shapes["ExactIn"]["properties"]["document_number"]["type"] == "string"
    assert "name" not in shapes["ExactIn"]["properties"]
    assert set(shapes["ExactIn"]["required"]) == set(shapes["ExactIn"]["properties"])
    assert not [
        parameter["name"]
        for _, _, operation in operations(schema)
        for parameter in operation.get("parameters", [])
        if parameter["name"] in PERSON | {"item", "conduct", "q", "search"}
    ]


@pytest.mark.django_db
def test_nothing_in_the_api_is_named_like_a_score_or_a_list_of_people():
    assert [name for name in properties(described()) if FORBIDDEN.search(name)] == []
