"""What the tests' settings are read from; a plugin, because Django's settings are read very early."""

import atexit
import os
import shutil
import tempfile

os.environ["RECOURSE_DEMO"] = "1"
os.environ["RECOURSE_VAR"] = tempfile.mkdtemp(prefix="recourse-test-")
for name in ("RECOURSE_KEY_DIR", "RECOURSE_DATABASE_ROLE"):
    os.environ.pop(name, None)
atexit.register(shutil.rmtree, os.environ["RECOURSE_VAR"], ignore_errors=True)
