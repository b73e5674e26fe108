"""The vault this house keeps its keys in."""

from functools import cache
from pathlib import Path

from django.conf import settings

from recourse.ground.keydir import KeyDirectory, Vault


def vault() -> Vault:
    """Return the vault named in the settings; one for each key directory and process."""
    return key_directory(settings.KEY_DIR)


@cache
def key_directory(folder: Path) -> KeyDirectory:
    """Return the key directory in `folder`."""
    return KeyDirectory(folder)
