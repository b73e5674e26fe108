"""A witness over real HTTP: what it signs, what it refuses, and that it never signs two histories."""

import http.client
import socket
import struct
import time
from contextlib import ExitStack, closing, contextmanager, suppress
from threading import Thread

import pytest

from recourse_verify import merkle
from recourse_verify.checkpoints import Checkpoint
from recourse_verify.memory import Growth, Memory, growth_from, origin_hash
from recourse_verify.notes import note_from, signatures_from, signers_of
from recourse_verify.witness import Witness, server
from tests.verifier.making import LOG, ORIGIN, OTHER, WITNESSES

NOW = 1_790_000_000
OWN = WITNESSES[0]
LEAVES = [merkle.leaf_hash(b"%d" % number) for number in range(40)]
FORKED = [merkle.leaf_hash(b"fork %d" % number) for number in range(40)]


def note(size, *, leaves=LEAVES, signer=LOG, origin=ORIGIN):
    text = str(Checkpoint(origin, size, merkle.root_of(leaves[:size])))
    return f"{text}\n{signer.sign(text, at=NOW)}"


def growth(old, new, *, leaves=LEAVES, **how):
    from recourse.ground.merkle import consistency_proof

    path = consistency_proof(old, leaves[:new]) if 0 < old <= new else ()
    return Growth(old, tuple(path), note(new, leaves=leaves, **how))


@pytest.fixture
def witness(tmp_path):
    return Witness(
        logs=[LOG.key], signers=[OWN], memory=Memory(tmp_path / "logs"), clock=lambda: NOW
    )


@pytest.fixture
def ask(witness):
    with server(witness, host="127.0.0.1", port=0) as serving:
        thread = Thread(target=serving.serve_forever)
        thread.start()

        def ask(method, path, body=None, headers=None):
            line = http.client.HTTPConnection("127.0.0.1", serving.server_port, timeout=10)
            with closing(line):
                line.request(method, path, body, headers or {})
                answer = line.getresponse()
                return answer.status, answer.read().decode(), answer.headers["Content-Type"]

        try:
            yield ask
        finally:
            serving.shutdown()
            thread.join()


def add(ask, asked):
    return ask("POST", "/add-checkpoint", str(asked).encode())


def test_a_log_that_grows_is_signed_and_shown_to_monitors(ask):
    status, body, _ = add(ask, growth(0, 3))
    (line,) = signatures_from(body)
    assert status == 200
    (signer,) = signers_of(note_from(note(3) + str(line)), [OWN.key])
    assert signer.at == NOW

    assert add(ask, growth(3, 3))[0] == 200
    assert add(ask, growth(3, 17))[0] == 200
    shown = ask("GET", f"/{origin_hash(ORIGIN)}/checkpoint")[1]
    assert shown == note(17) + add(ask, growth(17, 17))[1]
    assert ask("GET", f"/{origin_hash('elsewhere')}/checkpoint")[0] == 404
    assert ask("GET", "/../keys/checkpoint")[0] == 404


def test_what_is_refused_and_how(ask):
    add(ask, growth(0, 7))

    assert add(ask, growth(0, 9)) == (409, "7\n", "text/x.tlog.size")
    assert add(ask, growth(8, 9))[0] == 409
    assert add(ask, growth(7, 9, origin="elsewhere"))[0] == 404
    assert add(ask, growth(7, 9, signer=OTHER))[0] == 403
    assert add(ask, Growth(9, (), note(7)))[0] == 400
    assert add(ask, Growth(7, (bytes(32),), note(9)))[0] == 422
    assert add(ask, growth(7, 9, leaves=FORKED))[0] == 422
    assert add(ask, Growth(7, (), note(7, leaves=FORKED)))[0] == 422
    assert add(ask, growth(7, 9))[0] == 200


def test_an_empty_log_has_the_root_of_nothing(ask):
    text = f"{ORIGIN}\n0\n{'A' * 43}=\n"
    assert add(ask, Growth(0, (), f"{text}\n{LOG.sign(text, at=NOW)}"))[0] == 422
    assert add(ask, Growth(0, (bytes(32),), note(3)))[0] == 422
    assert add(ask, growth(0, 0))[0] == 200
    assert add(ask, growth(0, 3))[0] == 200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\n",
        b"old 0\n",
        b"old 0\n\n",
        b"old 00\n\n" + note(3).encode(),
        b"old +0\n\n" + note(3).encode(),
        b"old 0\r\n\r\n" + note(3).encode(),
        b"old 0\nAAAA\n\n" + note(3).encode(),
        b"old 0\n" + b"A" * 43 + b"=\n" + b"\n" + note(3).encode()[:-1],
        b"old 0\n" + (b"A" * 43 + b"=\n") * 64 + b"\n" + note(3).encode(),
        b"old 9223372036854775808\n\n" + note(3).encode(),
        b"\xff" + str(growth(0, 3)).encode(),
    ],
)
def test_what_is_no_request_is_not_read(ask, body):
    assert ask("POST", "/add-checkpoint", body)[0] == 400


def test_a_request_without_end_or_length_or_place_is_refused(ask):
    assert ask("POST", "/add-checkpoint", headers={"Content-Length": str(1 << 30)})[0] == 400
    assert ask("POST", "/add-checkpoint", headers={"Content-Length": "-1"})[0] == 400
    assert ask("POST", "/elsewhere", b"x")[0] == 404
    assert ask("PUT", "/add-checkpoint", b"x")[0] == 501


def test_what_was_signed_is_remembered_by_the_next_process(tmp_path, witness):
    assert witness.add_checkpoint(str(growth(0, 7)).encode()).status == 200
    again = Witness(
        logs=[LOG.key], signers=[OWN], memory=Memory(tmp_path / "logs"), clock=time.time
    )

    assert again.add_checkpoint(str(growth(0, 3)).encode()).body == "7\n"
    assert again.add_checkpoint(str(growth(7, 9)).encode()).status == 200


def test_of_two_histories_that_race_only_one_is_ever_signed(ask):
    """Eight threads bring two histories, each from every size; what was signed is one history."""
    add(ask, growth(0, 1, leaves=[LEAVES[0]]))
    forked = [LEAVES[0], *FORKED[1:]]
    signed = []

    def bring(leaves):
        for new in range(2, 12):
            for old in range(1, new):
                status, _body, _ = add(ask, growth(old, new, leaves=leaves))
                if status == 200:
                    signed.append((new, merkle.root_of(leaves[:new])))

    threads = [Thread(target=bring, args=[one]) for one in (LEAVES, forked) * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    histories = {
        leaves is LEAVES
        for leaves in (LEAVES, forked)
        for size, root in signed
        if root == merkle.root_of(leaves[:size])
    }
    assert len(signed) > 0
    assert len(histories) == 1


@contextmanager
def few(witness, most, seconds):
    with server(witness, host="127.0.0.1", port=0, most=most, seconds=seconds) as serving:
        thread = Thread(target=serving.serve_forever, args=[0.01])
        thread.start()
        try:
            yield serving.server_port
        finally:
            serving.shutdown()
            thread.join()


def said(port, data=b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"):
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.sendall(data)
        return read(line)


def read(line):
    with line.makefile("rb") as answers, suppress(ConnectionError):
        return answers.read()
    return b""


def test_more_than_so_many_at_once_are_told_to_come_back(witness):
    with few(witness, 3, 60) as port, ExitStack() as stack:
        idle = [
            stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=10))
            for _ in range(3)
        ]
        for line in idle:  # each has its thread once it is answered
            line.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            assert line.recv(12) == b"HTTP/1.1 404"
        with socket.create_connection(("127.0.0.1", port), timeout=10) as late:
            assert read(late).startswith(b"HTTP/1.1 503")

        idle[0].close()

        while said(port).startswith(b"HTTP/1.1 503"):
            pass
        assert said(port).startswith(b"HTTP/1.1 404")


@pytest.mark.parametrize(
    "sent",
    [b"", b"GET / HT", b"POST /add-checkpoint HTTP/1.1\r\nContent-Length: 90\r\n\r\nold 0"],
    ids=["nothing", "half a line", "half a body"],
)
def test_who_sends_at_leisure_is_cut_off_whatever_they_send(witness, sent):
    with few(witness, 1, 0.3) as port:
        with socket.create_connection(("127.0.0.1", port), timeout=10) as slow:
            slow.sendall(sent)
            assert not read(slow).startswith(b"HTTP/1.1 200"), "it is ended by the witness"

        while said(port).startswith(b"HTTP/1.1 503"):
            pass
        assert said(port).startswith(b"HTTP/1.1 404")


def test_a_client_that_goes_away_is_no_fault(witness, capfd):
    with few(witness, 5, 60) as port:
        with socket.create_connection(("127.0.0.1", port), timeout=10) as gone:
            gone.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            gone.sendall(b"POST /add-checkpoint HTTP/1.1\r\nContent-Length: 90\r\n\r\n")
        assert said(port).startswith(b"HTTP/1.1 404")

    assert capfd.readouterr().err == ""


def test_a_request_is_read_back_as_it_was_written():
    asked = growth(3, 17)
    assert growth_from(str(asked).encode()) == asked
