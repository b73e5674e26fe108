"""Which lines of the erasure journal this database has seen done."""

from django.db import migrations

from recourse.store.operations import grant


class Migration(migrations.Migration):
    """Create the table; the application adds to it and can take nothing back."""

    dependencies = [("store", "0004_logins")]
    operations = [
        migrations.RunSQL(
            """
            CREATE TABLE journal_line (
                line bigint PRIMARY KEY,
                digest bytea NOT NULL,
                CONSTRAINT journal_line_from_one CHECK (line >= 1),
                CONSTRAINT journal_line_digest_length CHECK (length(digest) = 32)
            );
            COMMENT ON COLUMN journal_line.line IS 'plain: its number in the erasure journal';
            COMMENT ON COLUMN journal_line.digest IS 'plain: SHA-256 of the line';
            """,
            "DROP TABLE journal_line",
        ),
        grant("SELECT, INSERT", on="journal_line"),
    ]
