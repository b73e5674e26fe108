"""What a person's wallet was offered, and what it fetched."""

from django.db import migrations

from recourse.store.operations import grant, one_person_view, partitions_by_person


class Migration(migrations.Migration):
    """Create offers and fetched batches, by hash of person, and what may be used once.

    * `wallet_offer`: what it says is sealed under a key that only the code carries.
    * `wallet_batch`: which places of which status lists a wallet's instances have.
    * `statement_place`: the place of a statement on paper; there is one, however often it is
      printed.
    * `wallet_once`: what was used and may not be used again; about nobody.
    * `statement_left`: of a statement that was erased before its last good day, the places of
      what was carried away, so that it can still be taken back; nothing of what it said.
    * `statement_and_wallets`: a statement that is taken back is revoked on paper and in every
      wallet and offered to none, also after it was erased; one that is erased leaves its places
      until its last good day and nothing else; in the same transaction and whoever does it.
    * `statement_left_forget`: deletes places of what is over by a day; says of how many.
    * `wallet_offers_forget`: deletes offers that were over a day ago; says how many.
    """

    dependencies = [("attestation", "0002_status_lists")]
    operations = [
        migrations.RunSQL(
            """
            CREATE TABLE wallet_offer (
                person_id uuid NOT NULL,
                id uuid NOT NULL,
                statement_id uuid NOT NULL,
                offered_at timestamptz NOT NULL,
                code_until timestamptz NOT NULL,
                pin_digest bytea NOT NULL,
                tries_left smallint NOT NULL,
                contents bytea,
                wallet_key text,
                token_until timestamptz,
                ended_at timestamptz,
                PRIMARY KEY (person_id, id),
                CONSTRAINT wallet_offer_briefly CHECK (
                    code_until > offered_at AND code_until <= offered_at + interval '10 minutes'),
                CONSTRAINT wallet_offer_pin CHECK (length(pin_digest) = 32),
                CONSTRAINT wallet_offer_tries CHECK (tries_left BETWEEN 0 AND 5),
                CONSTRAINT wallet_offer_taken_by_one CHECK (
                    (wallet_key IS NULL) = (token_until IS NULL)),
                CONSTRAINT wallet_offer_ended_says_nothing CHECK (
                    ended_at IS NULL OR contents IS NULL)
            ) PARTITION BY HASH (person_id);
            COMMENT ON COLUMN wallet_offer.person_id IS 'personal: UUIDv7';
            COMMENT ON COLUMN wallet_offer.id IS 'plain: UUIDv7';
            COMMENT ON COLUMN wallet_offer.statement_id IS 'personal: what is offered';
            COMMENT ON COLUMN wallet_offer.offered_at IS 'plain';
            COMMENT ON COLUMN wallet_offer.code_until IS 'plain: from when its code opens nothing';
            COMMENT ON COLUMN wallet_offer.pin_digest IS
                'plain: keyed digest of the digits that are typed into the wallet';
            COMMENT ON COLUMN wallet_offer.tries_left IS 'plain: how often digits may yet be tried';
            COMMENT ON COLUMN wallet_offer.contents IS
                'personal: sealed under a key in the code; what the credentials will say';
            COMMENT ON COLUMN wallet_offer.wallet_key IS
                'personal: name of the key of the wallet that came with the code';
            COMMENT ON COLUMN wallet_offer.token_until IS 'plain: how long that wallet may fetch';
            COMMENT ON COLUMN wallet_offer.ended_at IS 'plain: from then on it is worth nothing';
            CREATE INDEX wallet_offer_over ON wallet_offer (code_until);
            CREATE TABLE wallet_batch (
                person_id uuid NOT NULL,
                id uuid NOT NULL,
                offer_id uuid NOT NULL,
                statement_id uuid NOT NULL,
                configuration text NOT NULL,
                wallet_key text NOT NULL,
                fetched_at timestamptz NOT NULL,
                lists integer[] NOT NULL,
                places integer[] NOT NULL,
                told text,
                PRIMARY KEY (person_id, id),
                CONSTRAINT wallet_batch_has_places CHECK (
                    cardinality(lists) = cardinality(places) AND cardinality(lists) > 0),
                CONSTRAINT wallet_batch_told CHECK (told IS NULL OR told IN
                    ('credential_accepted', 'credential_failure', 'credential_deleted'))
            ) PARTITION BY HASH (person_id);
            COMMENT ON COLUMN wallet_batch.person_id IS 'personal: UUIDv7';
            COMMENT ON COLUMN wallet_batch.id IS 'plain: UUIDv7';
            COMMENT ON COLUMN wallet_batch.offer_id IS 'plain: UUIDv7';
            COMMENT ON COLUMN wallet_batch.statement_id IS 'personal: what it says';
            COMMENT ON COLUMN wallet_batch.configuration IS 'personal: which kind, and domain';
            COMMENT ON COLUMN wallet_batch.wallet_key IS 'personal: name of the key of the wallet';
            COMMENT ON COLUMN wallet_batch.fetched_at IS 'personal';
            COMMENT ON COLUMN wallet_batch.lists IS 'personal: status list of each instance';
            COMMENT ON COLUMN wallet_batch.places IS 'personal: place of each instance in its list';
            COMMENT ON COLUMN wallet_batch.told IS 'personal: what the wallet said became of it';
            CREATE INDEX wallet_batch_of_statement ON wallet_batch (person_id, statement_id);
            CREATE TABLE statement_place (
                person_id uuid NOT NULL,
                statement_id uuid NOT NULL,
                list_id integer NOT NULL,
                place integer NOT NULL,
                PRIMARY KEY (person_id, statement_id)
            ) PARTITION BY HASH (person_id);
            COMMENT ON COLUMN statement_place.person_id IS 'personal: UUIDv7';
            COMMENT ON COLUMN statement_place.statement_id IS 'personal: which is on paper';
            COMMENT ON COLUMN statement_place.list_id IS 'personal: its status list';
            COMMENT ON COLUMN statement_place.place IS 'personal: its place there';
            CREATE TABLE statement_left (
                person_id uuid NOT NULL,
                statement_id uuid NOT NULL,
                good_until date NOT NULL,
                lists integer[] NOT NULL,
                places integer[] NOT NULL,
                PRIMARY KEY (person_id, statement_id),
                CONSTRAINT statement_left_places CHECK (cardinality(lists) = cardinality(places))
            );
            COMMENT ON COLUMN statement_left.person_id IS 'personal: UUIDv7';
            COMMENT ON COLUMN statement_left.statement_id IS 'personal: which was carried away';
            COMMENT ON COLUMN statement_left.good_until IS 'plain: last day of what was carried away';
            COMMENT ON COLUMN statement_left.lists IS 'personal: status list of each copy';
            COMMENT ON COLUMN statement_left.places IS 'personal: place of each copy in its list';
            CREATE INDEX statement_left_over ON statement_left (good_until);
            CREATE TABLE wallet_once (
                digest bytea PRIMARY KEY,
                until timestamptz NOT NULL
            );
            COMMENT ON COLUMN wallet_once.digest IS 'plain: of a nonce, or the name of a proof';
            COMMENT ON COLUMN wallet_once.until IS 'plain: from when it is refused for its age';
            CREATE INDEX wallet_once_over ON wallet_once (until);
            """,
            "DROP TABLE wallet_once; DROP TABLE statement_left; DROP TABLE statement_place;"
            " DROP TABLE wallet_batch; DROP TABLE wallet_offer",
        ),
        partitions_by_person("wallet_offer"),
        partitions_by_person("wallet_batch"),
        partitions_by_person("statement_place"),
        one_person_view("statement_place_of_one", of="statement_place"),
        grant("INSERT", on="statement_place_of_one"),
        one_person_view(
            "wallet_offer_of_one",
            of="wallet_offer",
            update=("tries_left", "contents", "wallet_key", "token_until", "ended_at"),
        ),
        one_person_view("wallet_batch_of_one", of="wallet_batch", update=("told",)),
        grant("INSERT", on="wallet_offer_of_one"),
        grant("INSERT", on="wallet_batch_of_one"),
        grant("SELECT, INSERT, DELETE", on="wallet_once"),
        migrations.RunSQL(
            """
            CREATE FUNCTION statement_places(whose uuid, which uuid)
            RETURNS TABLE (list_id integer, place integer)
            LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
                SELECT one.list_id, one.place
                FROM wallet_batch b, unnest(b.lists, b.places) AS one (list_id, place)
                WHERE b.person_id = whose AND b.statement_id = which
                UNION ALL
                SELECT p.list_id, p.place FROM statement_place p
                WHERE p.person_id = whose AND p.statement_id = which
                UNION ALL
                SELECT one.list_id, one.place
                FROM statement_left l, unnest(l.lists, l.places) AS one (list_id, place)
                WHERE l.person_id = whose AND l.statement_id = which
            $$;
            CREATE FUNCTION statement_and_wallets() RETURNS trigger
            LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
            BEGIN
                IF TG_OP = 'UPDATE' THEN
                    IF NEW.taken_back_at IS NOT NULL AND OLD.taken_back_at IS NULL THEN
                        INSERT INTO status_revoked (list_id, place, revoked_at, why)
                        SELECT p.list_id, p.place, NEW.taken_back_at, NEW.taken_back_why
                        FROM statement_places(NEW.person_id, NEW.id) p
                        ON CONFLICT DO NOTHING;
                        UPDATE wallet_offer SET ended_at = NEW.taken_back_at, contents = NULL
                        WHERE person_id = NEW.person_id AND statement_id = NEW.id
                            AND ended_at IS NULL;
                        DELETE FROM statement_left
                        WHERE person_id = NEW.person_id AND statement_id = NEW.id;
                    END IF;
                    IF NEW.contents IS NOT NULL OR OLD.contents IS NULL THEN
                        RETURN NULL;
                    END IF;
                    IF NEW.taken_back_at IS NULL AND NEW.erase_on <= NEW.valid_until THEN
                        INSERT INTO statement_left
                            (person_id, statement_id, good_until, lists, places)
                        SELECT NEW.person_id, NEW.id, NEW.valid_until,
                            array_agg(p.list_id), array_agg(p.place)
                        FROM statement_places(NEW.person_id, NEW.id) p
                        HAVING count(*) > 0
                        ON CONFLICT DO NOTHING;
                    END IF;
                END IF;
                DELETE FROM wallet_offer
                WHERE person_id = OLD.person_id AND statement_id = OLD.id;
                DELETE FROM wallet_batch
                WHERE person_id = OLD.person_id AND statement_id = OLD.id;
                DELETE FROM statement_place
                WHERE person_id = OLD.person_id AND statement_id = OLD.id;
                RETURN NULL;
            END
            $$;
            CREATE TRIGGER statement_and_wallets AFTER UPDATE OR DELETE ON statement
                FOR EACH ROW EXECUTE FUNCTION statement_and_wallets();
            CREATE FUNCTION wallet_offers_forget(at timestamptz) RETURNS integer
            LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
                WITH gone AS (
                    DELETE FROM wallet_offer WHERE code_until < at - interval '1 day' RETURNING 1
                )
                SELECT count(*)::integer FROM gone
            $$;
            CREATE FUNCTION statement_left_forget(today date) RETURNS integer
            LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
                WITH gone AS (
                    DELETE FROM statement_left WHERE good_until < today RETURNING 1
                )
                SELECT count(*)::integer FROM gone
            $$;
            REVOKE ALL ON FUNCTION statement_places, statement_and_wallets, wallet_offers_forget,
                statement_left_forget FROM PUBLIC;
            GRANT EXECUTE ON FUNCTION wallet_offers_forget, statement_left_forget TO recourse_app;
            """,
            """
            DROP FUNCTION statement_left_forget;
            DROP FUNCTION wallet_offers_forget;
            DROP TRIGGER statement_and_wallets ON statement;
            DROP FUNCTION statement_and_wallets;
            DROP FUNCTION statement_places;
            """,
        ),
    ]
