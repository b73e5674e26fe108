"""The load of `recourse bench look-ups`: clients that ask, wait for the answer, ask again.

A process of its own, on bare sockets, so that it takes as little as possible of the machine it
measures. Standard input: one JSON object; standard output: one JSON object.
"""

import json
import random
import selectors
import socket
import sys
import time
from typing import NamedTuple

END = b"\r\n\r\n"
LENGTH = b"content-length:"


class Load(NamedTuple):
    """What to ask, of whom, how long."""

    host: str
    port: int
    clients: int
    warm_up_seconds: float
    seconds: float
    requests: list[bytes]


class Client:
    """One connection that has at most one question open."""

    def __init__(self, load: Load, dice: random.Random) -> None:
        """Connect and ask."""
        self.load, self.dice = load, dice
        self.socket = socket.create_connection((load.host, load.port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.got = b""
        self.missing = -1
        self.ask()

    def ask(self) -> None:
        """Send the next question."""
        self.asked = time.perf_counter()
        self.got, self.missing = b"", -1
        self.socket.sendall(self.dice.choice(self.load.requests))

    def answered(self) -> int | None:
        """Read what has come; return the status once the answer is whole."""
        self.got += self.socket.recv(65_536)
        if self.missing < 0:
            head, found, _ = self.got.partition(END)
            if not found:
                return None
            at = head.lower().index(LENGTH) + len(LENGTH)
            self.missing = len(head) + len(END) + int(head[at:].split(b"\r\n", 1)[0])
        return int(self.got[9:12]) if len(self.got) >= self.missing else None


def run(load: Load) -> dict[str, object]:
    """Ask until the time is up; count what was answered after the warm-up."""
    dice = random.Random(20261123)  # noqa: S311 - which of the made-up people comes next
    selector = selectors.DefaultSelector()
    for _ in range(load.clients):
        client = Client(load, dice)
        selector.register(client.socket, selectors.EVENT_READ, client)
    begin = time.perf_counter() + load.warm_up_seconds
    end = begin + load.seconds
    waits: list[float] = []
    others: dict[int, int] = {}
    answered = 0
    while (now := time.perf_counter()) < end:
        for key, _ in selector.select(timeout=0.5):
            status = key.data.answered()
            if status is None:
                continue
            if status != 200:
                others[status] = others.get(status, 0) + 1
            else:
                answered += 1
                if now >= begin:
                    waits.append(time.perf_counter() - key.data.asked)
            key.data.ask()
    return {"answered": answered, "other_statuses": others, **_summary(waits, load.seconds)}


def _summary(waits: list[float], seconds: float) -> dict[str, object]:
    waits.sort()
    return {
        "per_second": round(len(waits) / seconds, 1),
        "p50_ms": round(waits[len(waits) // 2] * 1000, 2) if waits else None,
        "p99_ms": round(waits[len(waits) * 99 // 100] * 1000, 2) if waits else None,
    }


def main() -> None:
    """Read what to do, do it, say how it went."""
    told = json.load(sys.stdin)
    load = Load(**{**told, "requests": [text.encode() for text in told["requests"]]})
    json.dump(run(load), sys.stdout)


if __name__ == "__main__":
    main()
