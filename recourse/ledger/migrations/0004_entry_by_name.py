"""An agency finds the entry of its receipt, and a day's entries are counted, without reading all.

Names of entries begin with the millisecond, and entries are numbered nearly in that order: an
index of block ranges is over a hundred times smaller than another, and costs the sequencer
next to nothing.
"""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

NEW_PARTITIONS = """
CREATE INDEX IF NOT EXISTS ledger_entry_name ON ONLY ledger_entry
    USING brin (entry_id) WITH (pages_per_range = 64, autosummarize = on)
"""
ONE = """
CREATE INDEX CONCURRENTLY IF NOT EXISTS {0}_name ON {0}
    USING brin (entry_id) WITH (pages_per_range = 64, autosummarize = on)
"""
PARTITIONS = """
SELECT p.inhrelid::regclass::text FROM pg_inherits p
WHERE p.inhparent = 'ledger_entry'::regclass AND NOT EXISTS (
    SELECT FROM pg_index i JOIN pg_inherits x ON x.inhrelid = i.indexrelid
    WHERE i.indrelid = p.inhrelid AND x.inhparent = 'ledger_entry_name'::regclass
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
            cursor.execute(f"ALTER INDEX ledger_entry_name ATTACH PARTITION {table}_name")


def unindex(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take the index away again."""
    schema_editor.execute("DROP INDEX IF EXISTS ledger_entry_name")


class Migration(migrations.Migration):
    """Index the entries by their names."""

    atomic = False
    dependencies = [("ledger", "0003_continued")]
    operations = [migrations.RunPython(index, unindex)]
