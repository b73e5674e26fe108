"""An agency's machine on loopback that is told of recalls, and can be told to misbehave."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple


class Heard(NamedTuple):
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def recall(self) -> dict:
        """The body as JSON."""
        return json.loads(self.body)


class Said(NamedTuple):
    """What is answered."""

    status: int = 200
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()


class Machine:
    """Hears recalls and answers as `says` tells it; acknowledges honestly unless told otherwise."""

    def __init__(self) -> None:
        self.heard: list[Heard] = []
        self.says: Callable[[Heard], Said] = honestly
        self.released = threading.Event()


def honestly(heard: Heard) -> Said:
    named = {name: heard.recall[name] for name in ("recall", "digest")}
    return Said(body=json.dumps(named).encode())


@contextmanager
def machine() -> Iterator[tuple[Machine, str]]:
    """Run a machine, and give it with its address."""
    ours = Machine()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard = Heard(self.path, dict(self.headers), body)
            ours.heard.append(heard)
            said = ours.says(heard)
            self.send_response(said.status)
            for name, value in said.headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(said.body)))
            self.end_headers()
            self.wfile.write(said.body)

        do_GET = do_POST  # noqa: N815 - the library calls it so

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield ours, f"http://127.0.0.1:{server.server_port}/recalls"
    finally:
        ours.released.set()
        server.shutdown()
        thread.join()
        server.server_close()
