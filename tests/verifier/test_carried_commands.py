"""`recourse-verify cred`, `qr` and `pdf`, as somebody runs them off line."""

import io
import json
import sys

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from recourse_verify.main import main
from tests.verifier import hostile, sealing
from tests.verifier.carrying import AT, AUD, NONCE, SAYS, Credential, code

NOW = AT.isoformat()


@pytest.fixture
def files(tmp_path):
    """Lay out what somebody has: the city's authority, its chain, a saved status list."""
    city = hostile.city()
    pem = b"".join(one.public_bytes(Encoding.PEM) for one in city.statements.chain)
    (tmp_path / "anchor.pem").write_bytes(city.anchor.public_bytes(Encoding.PEM))
    (tmp_path / "chain.pem").write_bytes(pem)
    (tmp_path / "status").write_text(hostile.good_status())
    (tmp_path / "cred").write_text(Credential(city).text() + "\n")
    (tmp_path / "shown").write_text(Credential(city).presented())
    (tmp_path / "code").write_text(code(city) + "\n")
    (tmp_path / "s.pdf").write_bytes(sealing.good())
    return tmp_path


def run(files, capsys, *arguments, trust=True, status=True):
    """Run the command where the files are, and return the exit code and what it said."""
    given = [str(files / one[1:]) if one.startswith("@") else one for one in arguments]
    given += ["--anchor", str(files / "anchor.pem")] if trust else []
    given += ["--status", str(files / "status")] if status else []
    code = main([*given, "--at", NOW, "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_a_credential_a_code_and_a_sealed_page_hold(files, capsys):
    for arguments in (
        ["cred", "@cred"],
        ["qr", "@code", "--chain", "@chain.pem"],
        ["pdf", "@s.pdf"],
    ):
        code, told = run(files, capsys, *arguments)

        assert (code, told["holds"]) == (0, True), arguments
        assert told["says"]["name"] == SAYS["name"]
        assert told["status"]["is"] == "valid"


def test_what_a_wallet_shows_needs_who_asked_and_what_was_asked(files, capsys):
    asked = ["--aud", AUD, "--nonce", NONCE]
    assert run(files, capsys, "cred", "@shown", *asked)[0] == 0
    assert run(files, capsys, "cred", "@shown")[0] == 1
    assert run(files, capsys, "cred", "@cred", *asked)[0] == 1
    assert run(files, capsys, "cred", "@shown", "--aud", AUD)[0] == 2
    assert run(files, capsys, "cred", "@shown", *asked, "--fresh", "0")[0] == 0
    assert run(files, capsys, "cred", "@shown", *asked, "--fresh", "-1")[0] == 1


def test_without_a_status_list_nothing_holds_unless_one_says_so(files, capsys):
    code, told = run(files, capsys, "cred", "@cred", status=False)
    assert code == 1
    assert "https://city.example/status/1" in told["faults"][0]["what"]

    code, told = run(files, capsys, "cred", "@cred", "--without-status", status=False)
    assert code == 0
    assert told["status"]["is"] == "not checked"


def test_a_code_may_be_typed_and_a_credential_piped(files, capsys, monkeypatch):
    typed = (files / "code").read_text()
    assert run(files, capsys, "qr", typed.strip("\n"), "--chain", "@chain.pem")[0] == 0

    piped = io.TextIOWrapper(io.BytesIO((files / "cred").read_bytes()))
    monkeypatch.setattr(sys, "stdin", piped)
    assert run(files, capsys, "cred", "-")[0] == 0


def test_used_wrongly_it_says_so_and_judges_nothing(files, capsys):
    for arguments in (
        ["cred", "@nowhere"],
        ["pdf", "@nowhere"],
        ["qr", "@nowhere", "--chain", "@chain.pem"],
        ["qr", "@code"],
        ["qr", "@code", "--chain", "@s.pdf"],
        ["cred", "@cred", "--key", "@status"],
        ["qr", "x" * 5000, "--chain", "@chain.pem"],
    ):
        code, told = run(files, capsys, *arguments)
        assert (code, told["holds"]) == (2, None), arguments
    assert run(files, capsys, "cred", "@cred", trust=False)[0] == 2
    assert run(files, capsys, "cred", "@cred", "--anchor", "@status")[0] == 2
    cred = [str(files / "cred"), "--anchor", str(files / "anchor.pem")]
    for at in ("yesterday", "2026-11-27T12:00:00"):
        assert main(["cred", *cred, "--at", at, "--json"]) == 2
    capsys.readouterr()


def test_what_others_wrote_moves_no_cursor(files, capsys):
    hidden = Credential(hostile.city(), says={"name": "x\x1b[2J"}, drop=("status",))
    (files / "cred").write_text(hidden.text())

    given = ["--anchor", str(files / "anchor.pem"), "--at", NOW, "--without-status"]
    assert main(["cred", str(files / "cred"), *given]) == 0
    said = capsys.readouterr().out
    assert "\x1b" not in said
    assert said.endswith("holds\n")


def test_a_file_that_is_not_text_is_refused(files, capsys):
    code, told = run(files, capsys, "cred", "@s.pdf")

    assert code == 1
    assert "UTF-8" in told["faults"][0]["what"]
