"""A log that Tessera wrote, byte for byte: its heads are ours, and its signatures hold.

Key, entries and heads are those of `testdata/` of transparency-dev/tessera (Apache-2.0), at
commit 1811ae1a7c401c971d9cff2a5cfdfba07a26161e.
"""

import pytest

from recourse.ledger.publishing.tree_files import TreeFiles
from recourse_verify.checkpoints import Checkpoint, opened
from recourse_verify.main import main
from recourse_verify.notes import key_from

ORIGIN = "example.com/log/testdata"
VKEY = f"{ORIGIN}+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx"
ENTRIES = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eit",
    "nain",
    "ten",
    "ileven",
    "twelf",
    "threeten",
    "fourten",
    "fivten",
]
HEADS = {
    1: (
        "0Nc2CrefWKseHj/mStd+LqC8B+NrX0btIiPt2SmN+ek=",
        "M9e0lhr9kuLxGdAtaUrhm84TQffVsLdcy808sN0a3WyniNlfcr9+bywoiIke1YYciCNjJGkCgIlQ8b16jhsmg/SChAM=",
    ),
    7: (
        "IrSXADBqJ7EQoUODSDKROySgNveeL6CFhik2w/+fS7U=",
        "M9e0luA5JhTRUki/BBQD0QNiH6AEJ2pdtsA5CQjqJErViuuKrN6513RCTL2640wXJv0dCed3neRGI6dMzBq9uANf2Qc=",
    ),
    15: (
        "rKbDipCvhuX1GZ7g5BBe8sA6BbJ7ja/1nk427v383cs=",
        "M9e0luh4jTG+UMBqOUo9/q+yAEvx1ilBEniMvjf1zfcBOhg+CKubMt53MvIt/uEWP6zdkdIQzd/fmwlM/dlPWF74ewI=",
    ),
}


def note(size):
    root, line = HEADS[size]
    return f"{ORIGIN}\n{size}\n{root}\n\n— {ORIGIN} {line}\n"


@pytest.mark.parametrize("size", HEADS)
def test_our_files_of_its_entries_lead_to_the_head_it_signed(tmp_path, size):
    files = TreeFiles(tmp_path)
    for word in ENTRIES[:size]:
        files.extend([word.encode()])

    assert opened(note(size), log=[key_from(VKEY)]).checkpoint == Checkpoint(
        ORIGIN, size, files.tree().root()
    )
    (tmp_path / "checkpoint").write_text(note(size), "utf-8")
    assert main(["fsck", str(tmp_path), "--vkey", VKEY]) == 0


def test_its_growth_is_shown_by_our_files(tmp_path):
    files = TreeFiles(tmp_path)
    for size in HEADS:
        files.extend(word.encode() for word in ENTRIES[files.size : size])
        (tmp_path / str(size)).write_text(note(size), "utf-8")
    there = ["--log", str(tmp_path), "--vkey", VKEY]

    assert main(["consistency", str(tmp_path / "1"), str(tmp_path / "7"), *there]) == 0
    assert main(["consistency", str(tmp_path / "7"), str(tmp_path / "15"), *there]) == 0
    assert main(["consistency", str(tmp_path / "15"), str(tmp_path / "7"), *there]) == 1
