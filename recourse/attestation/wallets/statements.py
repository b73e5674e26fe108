"""SQL of wallets."""

OUTSIDE = """
SELECT number, kind, valid_until,
    taken_back_at IS NULL AND contents IS NOT NULL AND valid_until >= %s AND erase_on > %s
FROM statement_of_one WHERE id = %s
"""
STANDING = """
SELECT valid_until, taken_back_at IS NULL AND contents IS NOT NULL AND erase_on > %s
FROM statement_of_one WHERE id = %s FOR SHARE
"""
OFFERED_LATELY = """
SELECT count(*) FROM wallet_offer_of_one WHERE statement_id = %s AND offered_at > %s
"""
END_OFFERS = """
UPDATE wallet_offer_of_one SET ended_at = %s, contents = NULL
WHERE statement_id = %s AND ended_at IS NULL AND wallet_key IS NULL
"""
OFFER = """
INSERT INTO wallet_offer_of_one
    (person_id, id, statement_id, offered_at, code_until, pin_digest, tries_left, contents)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
"""
OFFERED = """
SELECT statement_id, pin_digest, tries_left, wallet_key, code_until, token_until, contents
FROM wallet_offer_of_one WHERE id = %s AND ended_at IS NULL FOR UPDATE
"""
STATEMENT_OF = "SELECT statement_id FROM wallet_offer_of_one WHERE id = %s"
MISSED = "UPDATE wallet_offer_of_one SET tries_left = %s WHERE id = %s"
END_OFFER = "UPDATE wallet_offer_of_one SET ended_at = %s, contents = NULL WHERE id = %s"
REVOKE_FETCHED = """
INSERT INTO status_revoked (list_id, place, revoked_at, why)
SELECT one.list_id, one.place, %s, 'key'
FROM wallet_batch_of_one b, unnest(b.lists, b.places) AS one (list_id, place)
WHERE b.offer_id = %s
ON CONFLICT DO NOTHING
"""
GRANT = "UPDATE wallet_offer_of_one SET wallet_key = %s, token_until = %s WHERE id = %s"
ONCE = "INSERT INTO wallet_once (digest, until) VALUES (%s, %s) ON CONFLICT DO NOTHING"
FETCHED_ALREADY = """
SELECT coalesce(sum(cardinality(lists)), 0) FROM wallet_batch_of_one
WHERE offer_id = %s AND configuration = %s
"""
KEEP = """
INSERT INTO wallet_batch_of_one (person_id, id, offer_id, statement_id, configuration, wallet_key,
    fetched_at, lists, places)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
TELL = "UPDATE wallet_batch_of_one SET told = %s WHERE id = %s AND offer_id = %s"
FORGET_OFFERS = "SELECT wallet_offers_forget(%s)"
FORGET_ONCE = "DELETE FROM wallet_once WHERE until <= %s"
BATCHES = """
SELECT id, configuration, wallet_key, fetched_at, cardinality(lists), told,
    EXISTS (SELECT FROM status_revoked r WHERE (r.list_id, r.place) = (lists[1], places[1]))
FROM wallet_batch_of_one WHERE statement_id = %s ORDER BY fetched_at DESC, id DESC
"""
