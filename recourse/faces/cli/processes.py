"""Several processes as one: started together, ended together, nothing left behind."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_SECONDS_TO_END = 10
_SECONDS_BETWEEN_LOOKS = 0.2
_LAST_LINES = 15
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Household:
    """Child processes that live and die with this one.

    Each has a session of its own, so that Ctrl-C reaches only this process, which then
    ends them in turn; and each is told by the kernel to end if this process is killed.
    """

    def __init__(self, logs: Path) -> None:
        """Keep what the children print in a file each, below `logs`."""
        self._logs = logs
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self._is_ending = False

    def end_on_signals(self) -> None:
        """Let Ctrl-C, `kill` and a closed terminal interrupt whatever goes on, once."""
        for number in ENDINGS:
            signal.signal(number, self._interrupt)

    def _interrupt(self, *_: object) -> None:
        """Interrupt the main thread, unless it is ending already."""
        if not self._is_ending:
            self._is_ending = True
            raise KeyboardInterrupt

    def start(self, name: str, command: Sequence[str], environment: Mapping[str, str]) -> None:
        """Start a child."""
        self._logs.mkdir(parents=True, exist_ok=True)
        with self._log(name).open("wb") as log:
            self._children[name] = subprocess.Popen(  # noqa: S603 - our own commands
                command,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_die_with_parent,  # noqa: PLW1509 - nothing here runs threads yet
            )

    def fallen(self) -> str:
        """Return the name of a child that has ended by itself, or nothing."""
        return next(
            (name for name, child in self._children.items() if child.poll() is not None), ""
        )

    def last_words(self, name: str) -> str:
        """Return the last lines a child printed."""
        lines = self._log(name).read_text(errors="replace").splitlines()
        return "\n".join(lines[-_LAST_LINES:])

    def wait(self) -> str:
        """Wait until a child falls, and return its name."""
        while not (name := self.fallen()):
            time.sleep(_SECONDS_BETWEEN_LOOKS)
        return name

    def end(self) -> None:
        """End every child, the last started first; whoever does not listen is killed."""
        self._is_ending = True
        for child in reversed(self._children.values()):
            _signal_group(child, signal.SIGTERM)
        for child in reversed(self._children.values()):
            try:
                child.wait(_SECONDS_TO_END)
            except subprocess.TimeoutExpired:
                _signal_group(child, signal.SIGKILL)
                child.wait()
            _signal_group(child, signal.SIGKILL)

    def _log(self, name: str) -> Path:
        """Return the file that keeps what a child prints."""
        return self._logs / f"{name}.log"


def _signal_group(child: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """Signal a child's whole session; nobody may be left in it."""
    try:
        os.killpg(child.pid, number)
    except ProcessLookupError:
        return


def _die_with_parent() -> None:
    """Ask the kernel to end this process when its parent is gone (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
