"""A migration stays true to the day it was written, and suits the code already running."""

import ast
import io
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.db.models import Model
from django.utils import translation

from tests.architecture.house import PACKAGE, ROOT, sources

LIVING = ("recourse",)
FROZEN = ("recourse.store.operations",)
SQUAWK = str(Path(sys.executable).parent / "squawk")


def imported(path: Path) -> set[str]:
    tree = ast.walk(ast.parse(path.read_text()))
    names = set()
    for node in tree:
        if isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    return names


@pytest.mark.parametrize(
    "path", sources("*/migrations/*.py"), ids=lambda path: str(path.relative_to(PACKAGE))
)
def test_a_migration_imports_no_living_code(path: Path):
    assert {name for name in imported(path) if name.startswith(LIVING)} <= set(FROZEN)


def own_migrations() -> list[tuple[str, str]]:
    loader = MigrationLoader(None)
    return sorted(
        key
        for key, migration in loader.disk_migrations.items()
        if type(migration).__module__.startswith("recourse.")
    )


def linted(sql: str, folder: Path) -> subprocess.CompletedProcess:
    file = folder / "migration.sql"
    file.write_text(sql)
    return subprocess.run(
        [SQUAWK, "-c", str(ROOT / ".squawk.toml"), "--reporter", "gcc", str(file)],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
@pytest.mark.django_db
def test_every_migration_suits_the_code_already_running(tmp_path: Path):
    texts = io.StringIO()
    for app, name in own_migrations():
        call_command("sqlmigrate", app, name, stdout=texts)

    found = linted(texts.getvalue(), tmp_path)

    assert found.returncode == 0, found.stdout


def test_a_migration_that_locks_the_house_is_found(tmp_path: Path):
    found = linted("ALTER TABLE record ADD COLUMN owner text NOT NULL;", tmp_path)

    assert found.returncode == 1
    assert "adding-required-field" in found.stdout


@pytest.mark.django_db
def test_the_tables_are_what_the_models_say():
    loader = MigrationLoader(None)
    with translation.override(None):  # as `makemigrations` does
        now = ProjectState.from_apps(apps)
        changes = MigrationAutodetector(loader.project_state(), now).changes(loader.graph)

    missing = [
        f"{app}: {operation.describe()}"
        for app, migrations in changes.items()
        for migration in migrations
        for operation in migration.operations
        if getattr(operation, "options", {}).get("managed", True)
    ]

    assert missing == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "model",
    [model for model in apps.get_models() if not model._meta.managed],
    ids=lambda model: model._meta.label,
)
def test_a_model_of_a_view_has_the_columns_of_the_view(model: type[Model]):
    with connection.cursor() as cursor:
        described = connection.introspection.get_table_description(cursor, model._meta.db_table)
    columns = {column.name for column in described}

    assert {field.column for field in model._meta.concrete_fields if field.column} <= columns


@pytest.mark.django_db
def test_the_migrations_of_a_room_form_one_line():
    loader = MigrationLoader(None)
    rooms = {app for app, _ in own_migrations()}

    assert all(len(loader.graph.leaf_nodes(room)) == 1 for room in rooms)
