"""The signed receipt of a batch: what was handed in, and what became of every row."""

from recourse.ground.signing import compact_jws
from recourse.intake.models import Batch
from recourse.store.keys import vault

KEY = "receipt"


def receipt_for(batch: Batch) -> str:
    """Return the receipt of a batch as it stands, as a compact JWS.

    Law:
        Shandong Social Credit Regulations art. 15, 16
        (the provider answers for what it sends; so it keeps proof).

    """
    payload: dict[str, object] = {
        "number": batch.number,
        "item": batch.item,
        "catalogue_version": batch.catalogue_version,
        "agency": str(batch.agency_id),
        "seat": str(batch.seat_id),
        "file_sha256": bytes(batch.file_sha256).hex(),
        "size_bytes": batch.size_bytes,
        "state": batch.state,
        "rows": batch.rows,
        "received_at": batch.received_at.isoformat(),
    }
    if batch.entered_at is not None:
        payload |= {
            "accepted": batch.accepted,
            "duplicate": batch.duplicate,
            "held": batch.held,
            "refused": batch.refused,
            "signed_by": str(batch.signed_by_id),
            "entered_at": batch.entered_at.isoformat(),
        }
    return compact_jws(vault().signing_key(KEY), payload)
