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
    "public:rights": "what a person may do",
    "public:accessibility": "how to use the site, and who helps",
    "public:text-size": "keeps the visitor's own choice of letters",
    "public:login": "the way in",
    "public:logout": "the way out; forgets only the visitor's own session",
}
API_PUBLIC = {
    "/api/oauth2/token": "the way in for machines: asks for the secret itself",
    "/api/openapi.json": "how to speak with the house",
    "/api/v1/catalogue": "what may be collected is public",
}
EXAMPLES = {"uuid": str(UUID(int=7)), "int": "7", "str": "x", "slug": "x", "path": "x"}


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
