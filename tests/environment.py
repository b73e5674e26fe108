"""What the tests' settings are read from; a plugin, because Django's settings are read very early.

The tests live in November 2026, when 2027 has no notice yet: they count by the house's years
up to 2026 and by `tests/calendar` after that, so that loading a notice breaks none of them.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings

UNTIMED = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}  # machines are busy
FEW = [HealthCheck.too_slow, HealthCheck.filter_too_much]  # of few, many may be left out
settings.register_profile("same", derandomize=True, **UNTIMED)  # the same for everyone
settings.register_profile(  # the same, but few of each: the fast lane
    "fast", derandomize=True, max_examples=20, deadline=None, suppress_health_check=FEW
)
settings.register_profile("explore", print_blob=True, **UNTIMED)  # --hypothesis-profile=explore
settings.load_profile("same")
TESTS = Path(__file__).parent
os.environ["RECOURSE_DEMO"] = "1"
os.environ["RECOURSE_VAR"] = tempfile.mkdtemp(prefix="recourse-test-")
for name in ("RECOURSE_KEY_DIR", "RECOURSE_DATABASE_ROLE"):
    os.environ.pop(name, None)
if (servers := os.environ.get("RECOURSE_TEST_DATABASES", "").split()) and (
    worker := os.environ.get("PYTEST_XDIST_WORKER")
):
    os.environ["RECOURSE_DATABASE_URL"] = servers[int(worker.removeprefix("gw"))]

os.environ["RECOURSE_CALENDAR"] = f"{os.environ['RECOURSE_VAR']}/calendar"
shutil.copytree(TESTS / "calendar", os.environ["RECOURSE_CALENDAR"])
for year in range(2004, 2027):
    shutil.copy(TESTS.parent / "calendar" / f"{year}.yaml", os.environ["RECOURSE_CALENDAR"])
atexit.register(shutil.rmtree, os.environ["RECOURSE_VAR"], ignore_errors=True)
