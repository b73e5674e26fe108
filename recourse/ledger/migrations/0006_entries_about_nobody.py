"""What was done to the house itself is read without looking at what was done about people.

Nearly every entry concerns a person; the index holds the others alone, and costs the sequencer
nothing for a look-up.
"""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

NEW_PARTITIONS = """
CREATE INDEX IF NOT EXISTS ledger_entry_nobody ON ONLY ledger_entry (entry_id)
    WHERE person_tag IS NULL
"""
ONE = """
CREATE INDEX CONCURRENTLY IF NOT EXISTS {0}_nobody ON {0} (entry_id) WHERE person_tag IS NULL
"""
PARTITIONS = """
SELECT p.inhrelid::regclass::text FROM pg_inherits p
WHERE p.inhparent = 'ledger_entry'::regclass AND NOT EXISTS (
    SELECT FROM pg_index i JOIN pg_inherits x ON x.inhrelid = i.indexrelid
    WHERE i.indrelid = p.inhrelid AND x.inhparent = 'ledger_entry_nobody'::regclass
) ORDER BY 1
"""


def index(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Index each partition apart, however many there are by now, so that no look-up waits.

    The index of the whole table comes first: a partition made after it has its own already.
    """
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(NEW_PARTITIONS)
        cursor.execute(PARTITIONS)
        for (table,) in cursor.fetchall():
            cursor.execute(ONE.format(table))
            cursor.execute(f"ALTER INDEX ledger_entry_nobody ATTACH PARTITION {table}_nobody")


def unindex(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take the index away again."""
    schema_editor.execute("DROP INDEX IF EXISTS ledger_entry_nobody")


class Migration(migrations.Migration):
    """Index the entries that concern nobody by their names."""

    atomic = False
    dependencies = [("ledger", "0005_nobody_empties_an_entry")]
    operations = [migrations.RunPython(index, unindex)]
