"""Run what CI runs: `tools/check.py test`, `check` or `fast`.

Every step runs even when an earlier one failed, so one run shows everything. The last
line counts the tests of all runs together.
"""

import os
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import postgres

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
HOUSE_RULES = ("-c", ".ast-grep/sgconfig.yml")
CHECKS = {
    "style": ("ruff", "check", "."),
    "format": ("ruff", "format", "--check", "."),
    "types": ("mypy",),
    "walls": ("lint-imports",),
    "house rules": ("ast-grep", "scan", *HOUSE_RULES, "."),
    "rules of the rules": ("ast-grep", "test", *HOUSE_RULES, "--skip-snapshot-tests"),
}
PROCESSORS = len(os.sched_getaffinity(0))
SPREAD = ("--numprocesses", str(PROCESSORS), "--dist", "worksteal")
FAST = ("-m", "not slow and not browser", "--hypothesis-profile", "fast")
COUNTED = re.compile(r"(\d+) (passed|failed|errors?|skipped)")


def check(name: str) -> bool:
    """Run one check; show what it says only when it finds something."""
    began = time.monotonic()
    command = [str(BIN / CHECKS[name][0]), *CHECKS[name][1:]]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    verdict = "ok" if done.returncode == 0 else "FOUND SOMETHING"
    said = "" if done.returncode == 0 else f"\n{done.stdout}{done.stderr}"
    print(f"  {name:<20} {time.monotonic() - began:5.1f} s  {verdict}{said}", flush=True)
    return done.returncode == 0


def checks() -> bool:
    """Run all checks, two at a time."""
    with ThreadPoolExecutor(2) as pool:
        return all(list(pool.map(check, CHECKS)))


def run_tests(*arguments: str, addresses: Sequence[str] = (), counts: dict[str, int]) -> bool:
    """Run pytest, let its lines through, and add its closing line to `counts`."""
    given = {"RECOURSE_TEST_DATABASES": " ".join(addresses), "RECOURSE_DATABASE_LOGIN": "own"}
    environment = given if addresses else {}
    command = [str(BIN / "python"), "-m", "pytest", *arguments]
    last = ""
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env={**postgres.environment(), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as run:
        for line in run.stdout or ():
            print(line, end="", flush=True)
            last = line if COUNTED.search(line) else last
    for number, word in COUNTED.findall(last):
        kind = "failed" if word.startswith("error") else word
        counts[kind] = counts.get(kind, 0) + int(number)
    return run.returncode == 0


def everything(counts: dict[str, int]) -> bool:
    """Run all tests, then those of the storage again on the oldest PostgreSQL we support."""
    print("\nTests, on the PostgreSQL that comes with the house", flush=True)
    fine = run_tests(*SPREAD, counts=counts)
    with postgres.oldest(PROCESSORS) as (version, addresses):
        print(f"\nTests of the storage, on PostgreSQL {version}", flush=True)
        return run_tests("-m", "storage", *SPREAD, addresses=addresses, counts=counts) and fine


def main(what: str) -> int:
    """Run `what`, print the count of tests last, return the exit code."""
    if what == "test":
        postgres.need_installed()
    print("Checks", flush=True)
    fine = checks()
    counts = {"passed": 0, "failed": 0}
    if what == "test":
        fine = everything(counts) and fine
    elif what == "fast":
        fine = run_tests(*FAST, *SPREAD, counts=counts) and fine
    else:
        fine = run_tests("tests/architecture", counts=counts) and fine
    if not fine and not counts["failed"]:
        print("\nThe tests passed; one of the checks above found something.")
    print(", ".join(f"{number} {kind}" for kind, number in counts.items()), flush=True)
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
