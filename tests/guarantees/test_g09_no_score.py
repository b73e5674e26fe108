"""G9: No score.

Nothing in the system attaches a number, grade, colour, rank or list membership to a person.
"""

import re
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from recourse.catalogue.errors import NotLawful
from tests.conftest import owner
from tests.guarantees.asking import ask, question
from tests.guarantees.city import FINE, NOON, fine_row, hand_in, load
from tests.residents import WANG

FORBIDDEN = re.compile(
    r"score|rating|\brank|grade|blacklist|red_?list|black_?list|credit_level|points|colou?r",
    re.IGNORECASE,
)
DISCLAIMER = re.compile(
    r"does not score, grade or rank|不打分、不评级、不排名|不评分、不评级、不排名"
)
MEASURES = re.compile(r"信用分|信用等级|失信|黑名单|红名单|untrustworthy", re.IGNORECASE)


def test_no_column_function_or_type_of_the_database_can_hold_one(city):
    with owner() as past_the_gate:
        names = past_the_gate.execute(
            "SELECT table_name || '.' || column_name FROM information_schema.columns"
            " WHERE table_schema = 'public'"
            " UNION SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
            " UNION SELECT typname FROM pg_type WHERE typnamespace = 'public'::regnamespace"
        ).fetchall()

    assert len(names) > 100
    assert [name for (name,) in names if FORBIDDEN.search(name)] == []


def test_whatever_number_stands_beside_a_person_counts_entries_objections_or_versions(city):
    """Every number kept about a person, by name; a new one has to be argued here."""
    with owner() as past_the_gate:
        numbers = past_the_gate.execute(
            """
            SELECT c.relname || '.' || a.attname FROM pg_class c
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            JOIN pg_type t ON t.oid = a.atttypid
            WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
              AND NOT c.relispartition AND t.typcategory = 'N'
              AND EXISTS (SELECT FROM pg_attribute p WHERE p.attrelid = c.oid
                          AND p.attname IN ('person_id', 'person_tag', 'identity_digest'))
            """
        ).fetchall()

    assert {name for (name,) in numbers} <= {
        "record.version",
        "record.silenced",
        "record_event.sequence",
        "record_paper.sequence",
        "recall.number",  # of an agency's recalls, so that none goes missing
        "redress_event.sequence",
        "redress_file.size_bytes",
        "redress_draft_file.size_bytes",
        "scheme_application.valid_days",  # for how long a benefit holds, as its rule says
        "statement_place.list_id",  # where others learn whether a statement was taken back
        "statement_place.place",
        "wallet_offer.tries_left",  # wrong digits a wallet may still type
        "dispatch.attempts",
        "ledger_queue.queue_id",
        "ledger_queue.log_id",
        "ledger_entry.log_id",
        "ledger_entry.leaf_index",
        "ledger_entry.erased_by",
        "ledger_person_head.log_id",
        "ledger_person_head.sequence",
    }


def test_the_description_of_the_api_names_none(city):
    description = Client().get("/api/openapi.json")

    assert description.status_code == 200
    names = re.findall(r'"([A-Za-z_-]+)"\s*:', description.content.decode())
    assert [name for name in names if FORBIDDEN.search(name)] == []


def test_three_fines_and_one_are_the_same_yes(city):
    (one,) = ask(question(WANG))
    for number in ("0051", "0052"):
        row = fine_row(WANG, decision_no=f"虚应急罚〔2026〕{number}号")
        hand_in(city.folder, FINE, [row], by=city.steward, signer=city.signer)
    from tests.guarantees.city import open_letters

    open_letters(city.wang)
    (three,) = ask(question(WANG))

    assert {k: v for k, v in one.body.items() if k not in {"as_of", "receipt"}} == {
        k: v for k, v in three.body.items() if k not in {"as_of", "receipt"}
    }


@pytest.mark.parametrize("address", ["/en/", "/en/catalogue/", "/zh-hans/", "/zh-hans/catalogue/"])
def test_no_public_page_measures_a_person(city, address):
    page = Client().get(address)

    assert page.status_code == 200
    text = re.sub(r"<[^>]+>|\s+", " ", page.content.decode())
    assert not MEASURES.search(text)
    assert not re.search(r"\b(score|rank|grade)[ds]?\b", DISCLAIMER.sub("", text), re.IGNORECASE)


@pytest.mark.parametrize(
    "name", [("信用分", "Trust number"), ("履约情况", "Credit score"), ("失信被执行人", "List")]
)
def test_a_catalogue_that_asks_for_one_cannot_be_loaded(city, tmp_path, name):
    folder = Path(shutil.copytree(settings.CATALOGUE_DIR, tmp_path / "catalogue"))
    item = folder / "items" / f"{FINE}.yaml"
    text = item.read_text()
    item.write_text(
        text.replace("安全生产责任人员处罚", name[0]).replace(
            "Work-safety penalty on a responsible person", name[1]
        )
    )

    with pytest.raises(NotLawful):
        load(folder, now=NOON)
