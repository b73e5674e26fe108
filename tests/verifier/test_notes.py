"""Notes, keys and checkpoints: the specification's own examples, others' signatures, every mangling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tlog_scales.signing import Vkey

from recourse_verify import checkpoints, notes
from recourse_verify.checkpoints import Checkpoint, checkpoint_from
from recourse_verify.errors import Malformed, Unsigned, Wrong
from recourse_verify.notes import Type, key_from, note_from, signers_of
from recourse_verify.signing import Signer, signers_in
from tests.verifier.making import LOG, LOG_TOO, ORIGIN, OTHER, WITNESSES, keys

VKEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
NOTE = (
    "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi"
    "2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)
HEAD = Checkpoint(ORIGIN, 5, bytes(32))
AT = 1_790_000_000


def signed(*signers, text=str(HEAD)):
    return f"{text}\n" + "".join(str(one.sign(text, at=AT)) for one in signers)


def test_the_specifications_own_example_verifies():
    (signer,) = signers_of(note_from(NOTE), [key_from(VKEY)])

    assert (signer.key.name, signer.at) == ("example.com/foo", None)
    assert str(key_from(VKEY)) == VKEY
    assert str(note_from(NOTE)) == NOTE


def test_a_changed_text_a_changed_signature_and_a_strangers_note_are_refused():
    key = key_from(VKEY)
    with pytest.raises(Unsigned):
        signers_of(note_from(NOTE.replace("example message", "example  message")), [key])
    with pytest.raises(Unsigned):
        signers_of(note_from(NOTE.replace("IneyaQM=", "IneyaQI=")), [key])
    assert signers_of(note_from(NOTE), [LOG.key]) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "text\n",
        "text\n\n",
        NOTE[:-1],
        NOTE.replace("\n", "\r\n"),
        NOTE.replace("— ", "- "),
        NOTE.replace("— ", "—"),
        NOTE.replace("— ", "—  "),
        NOTE.replace("foo Uw", "foo  Uw"),
        NOTE.replace("=\n", "\n"),
        NOTE.replace("=\n", "==\n"),
        NOTE.replace("aQM=", "aQN="),  # bits left over
        NOTE.replace("example.com/foo", "example.com+foo"),
        NOTE.replace("example.com/foo", "example.com/\u2003foo"),
        NOTE + "\n",
        NOTE + "x\n",
        NOTE.replace("This", "Th\tis"),
        NOTE.replace("This", "Th\0is"),
        NOTE + "— example.com/foo AAAA\n" * 64,
        "x" * (1 << 20) + NOTE,
        "text\n\n— example.com/foo AAAAAA==\n",
    ],
)
def test_what_is_no_note_is_not_read(text):
    with pytest.raises(Malformed):
        note_from(text)


@pytest.mark.parametrize(
    "vkey",
    [
        "",
        "+",
        "++",
        VKEY.replace("530d903a", "530D903A"),
        VKEY.replace("530d903a", "530d903b"),
        VKEY.replace("example.com/foo", ""),
        VKEY.replace("example.com/foo", "example.com /foo"),
        VKEY + "\n",
        VKEY[:-4],
        VKEY.replace("+AekyeR", "+BekyeR"),
        VKEY.replace("+AekyeR", "+AgkyeR"),
    ],
)
def test_what_is_no_key_is_not_read(vkey):
    with pytest.raises(Malformed):
        key_from(vkey)


@pytest.mark.parametrize(
    "text",
    [
        f"{ORIGIN}\n+5\n{'A' * 43}=\n",
        f"{ORIGIN}\n05\n{'A' * 43}=\n",
        f"{ORIGIN}\n5_0\n{'A' * 43}=\n",
        f"{ORIGIN}\n５\n{'A' * 43}=\n",
        f"{ORIGIN}\n-1\n{'A' * 43}=\n",
        f"{ORIGIN}\n9223372036854775808\n{'A' * 43}=\n",
        f"{ORIGIN}\n99999999999999999999\n{'A' * 43}=\n",
        f"{ORIGIN}\n5 \n{'A' * 43}=\n",
        f"{ORIGIN}\r\n5\n{'A' * 43}=\n",
        f"{ORIGIN}\n5\n{'A' * 43}\n",
        f"{ORIGIN}\n5\n{'A' * 42}B=\n",
        f"{ORIGIN}\n5\nAAAA\n",
        f"{ORIGIN}\n5\n",
        f"{ORIGIN}\n5\n{'A' * 43}=",
        f"{ORIGIN}\n5\n{'A' * 43}=\n\n",
        f"\n5\n{'A' * 43}=\n",
        f"{ORIGIN}\u2028\n5\n{'A' * 43}=\u2028",
    ],
)
def test_what_is_no_checkpoint_is_not_read(text):
    with pytest.raises(Malformed):
        checkpoint_from(text)


def test_a_line_separator_of_unicode_ends_no_line():
    assert checkpoint_from(f"a\u2028b\n5\n{'A' * 43}=\n").origin == "a\u2028b"


def test_every_kind_of_key_signs_and_others_verify_the_same():
    everybody = [LOG, LOG_TOO, *WITNESSES]
    note = note_from(signed(*everybody))

    found = signers_of(note, [one.key for one in everybody])

    assert [one.key for one in found] == [one.key for one in everybody]
    assert [one.at for one in found] == [None, AT, AT, AT, AT]
    for one in everybody:
        theirs = Vkey.from_string(str(one.key)) if hasattr(Vkey, "from_string") else None
        assert theirs is None or theirs.key_id == int.from_bytes(one.key.id)


def test_a_checkpoint_is_believed_only_under_its_own_logs_key():
    assert checkpoints.opened(signed(LOG), log=keys()).checkpoint == HEAD
    for text in (signed(OTHER), signed(*WITNESSES), signed(LOG_TOO)):
        with pytest.raises(Unsigned):
            checkpoints.opened(text, log=keys(), witnesses=[one.key for one in WITNESSES])
    elsewhere = str(Checkpoint("log.example.org/2027", 5, bytes(32)))
    with pytest.raises(Unsigned):
        checkpoints.opened(signed(LOG, text=elsewhere), log=keys())


def test_a_forged_line_of_a_known_key_spoils_the_note():
    text = signed(LOG, WITNESSES[0])
    forged = text.replace(str(WITNESSES[0].sign(str(HEAD), at=AT)), "")
    other = WITNESSES[0].sign(str(Checkpoint(ORIGIN, 6, bytes(32))), at=AT)
    with pytest.raises(Unsigned):
        checkpoints.opened(forged + str(other), log=keys(), witnesses=[WITNESSES[0].key])


def test_a_cosignature_of_no_time_or_under_another_name_is_refused():
    for at in (0, 1 << 63):
        text = f"{HEAD}\n{LOG.sign(str(HEAD), at=AT)}{WITNESSES[0].sign(str(HEAD), at=at)}"
        with pytest.raises(Unsigned):
            checkpoints.opened(text, log=keys(), witnesses=[WITNESSES[0].key])
    renamed = Signer("elsewhere.example.org", LOG_TOO.type, LOG_TOO.seed)
    line = LOG_TOO.sign(str(HEAD), at=AT)
    moved = notes.Signature(renamed.name, renamed.key.id, line.raw)
    with pytest.raises(Unsigned):
        signers_of(note_from(f"{HEAD}\n{moved}"), [renamed.key])


def test_keys_are_kept_for_their_owner_alone_and_found_again(tmp_path):
    kinds = [Type.ED25519, Type.ML_DSA_44_COSIGNATURE]
    first = signers_in(tmp_path / "keys", ORIGIN, kinds)

    assert signers_in(tmp_path / "keys", ORIGIN, kinds) == first
    assert {file.stat().st_mode & 0o777 for file in (tmp_path / "keys").iterdir()} == {0o600}
    assert first[0].seed.hex() not in repr(first)
    with pytest.raises(Malformed):
        signers_in(tmp_path / "keys", "another", kinds)


@given(st.text(max_size=200))
def test_whatever_text_comes_is_read_in_its_one_spelling_or_refused(text):
    for read in (note_from, checkpoint_from, key_from):
        try:
            found = read(text)
        except Wrong:
            continue
        assert str(found) == text or read is checkpoint_from


@given(st.data())
def test_a_note_with_any_byte_changed_is_refused_or_says_less(data):
    raw = bytearray(signed(LOG, WITNESSES[0]).encode())
    place = data.draw(st.integers(0, len(raw) - 1))
    raw[place] ^= 1 << data.draw(st.integers(0, 7))
    try:
        opened = checkpoints.opened(raw.decode(), log=keys(), witnesses=[WITNESSES[0].key])
    except (Wrong, UnicodeDecodeError):
        return
    assert opened.checkpoint == HEAD
    assert [one.key for one in opened.signers] == [LOG.key]
