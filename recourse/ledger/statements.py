"""The SQL of writing an entry, shared by pages (Django) and look-ups (pipelined psycopg).

Heads are begun, then locked, in the order of their tags: two writers never wait for each
other in a circle, and whoever holds a head is the only one to lengthen that chain.
The new heads go in as a conflicting INSERT, not as an UPDATE with a join: a conflict is found by
the primary key whatever the planner believes, and a plan made while the log was empty stays right.
"""

BEGIN_HEADS = """
INSERT INTO ledger_person_head (person_tag, log_id, sequence, head)
SELECT tag, %(log_id)s::smallint, 0, '' FROM unnest(%(tags)s::bytea[]) AS tag ORDER BY tag
ON CONFLICT DO NOTHING
"""
LOCK_HEADS = """
SELECT person_tag, sequence, head, wrapped_key FROM ledger_person_head
WHERE log_id = %(log_id)s::smallint AND person_tag = ANY(%(tags)s::bytea[])
ORDER BY person_tag FOR UPDATE
"""
WRITE = """
WITH entered AS (
    INSERT INTO ledger_queue (log_id, entry_id, person_tag, at, key_id, sealed, commitment)
    SELECT %(log_id)s::smallint, e.entry_id, e.person_tag, %(at)s::timestamptz,
        %(key_id)s::text, e.sealed, e.commitment
    FROM unnest(%(entry_ids)s::uuid[], %(entry_tags)s::bytea[], %(sealed)s::bytea[],
                %(commitments)s::bytea[])
        WITH ORDINALITY AS e (entry_id, person_tag, sealed, commitment, place)
    ORDER BY e.place
)
INSERT INTO ledger_person_head (person_tag, log_id, sequence, head, wrapped_key)
SELECT n.person_tag, %(log_id)s::smallint, n.sequence, n.head, n.wrapped_key
FROM unnest(%(tags)s::bytea[], %(sequences)s::int[], %(heads)s::bytea[],
            %(wrapped_keys)s::bytea[]) AS n (person_tag, sequence, head, wrapped_key)
ORDER BY n.person_tag
ON CONFLICT (person_tag, log_id) DO UPDATE SET
    sequence = excluded.sequence, head = excluded.head, wrapped_key = excluded.wrapped_key
"""
