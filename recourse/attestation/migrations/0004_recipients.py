"""Organisations that may ask people for a statement, and for what."""

from django.db import migrations

from recourse.store.operations import grant


class Migration(migrations.Migration):
    """Create the register; it names organisations, and nobody they asked."""

    dependencies = [("attestation", "0003_wallets"), ("store", "0001_roles")]
    operations = [
        migrations.RunSQL(
            """
            CREATE TABLE statement_recipient (
                id uuid PRIMARY KEY,
                code text NOT NULL CONSTRAINT statement_recipient_code_once UNIQUE,
                name_zh text NOT NULL,
                name_en text NOT NULL,
                address text NOT NULL CONSTRAINT statement_recipient_address_once UNIQUE,
                chain bytea[] NOT NULL,
                stopped_at timestamptz
            );
            COMMENT ON COLUMN statement_recipient.id IS 'plain: UUIDv7';
            COMMENT ON COLUMN statement_recipient.code IS
                'plain: GB 32100 unified social credit code';
            COMMENT ON COLUMN statement_recipient.name_zh IS 'plain';
            COMMENT ON COLUMN statement_recipient.name_en IS 'plain';
            COMMENT ON COLUMN statement_recipient.address IS
                'plain: https address that names it in credentials';
            COMMENT ON COLUMN statement_recipient.chain IS
                'plain: certificates of what signs its requests, its own first; DER';
            COMMENT ON COLUMN statement_recipient.stopped_at IS 'plain';
            CREATE TABLE statement_permission (
                id uuid PRIMARY KEY,
                organisation_id uuid NOT NULL CONSTRAINT statement_permission_of
                    REFERENCES statement_recipient (id),
                request text NOT NULL,
                valid_from_on date NOT NULL,
                valid_until_on date NOT NULL,
                CONSTRAINT statement_permission_once
                    UNIQUE (organisation_id, request, valid_from_on),
                CONSTRAINT statement_permission_ends CHECK (valid_until_on > valid_from_on
                    AND valid_until_on <= valid_from_on + 1098)
            );
            COMMENT ON COLUMN statement_permission.id IS 'plain: UUIDv7';
            COMMENT ON COLUMN statement_permission.organisation_id IS 'plain';
            COMMENT ON COLUMN statement_permission.request IS
                'plain: code of a request of the catalogue';
            COMMENT ON COLUMN statement_permission.valid_from_on IS 'plain';
            COMMENT ON COLUMN statement_permission.valid_until_on IS
                'plain: first day no longer valid';
            """,
            "DROP TABLE statement_permission; DROP TABLE statement_recipient",
        ),
        grant("SELECT, INSERT, UPDATE", on="statement_recipient"),
        grant("SELECT, INSERT, UPDATE, DELETE", on="statement_permission"),
    ]
