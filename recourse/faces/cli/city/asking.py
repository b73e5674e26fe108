"""The bakery of the made-up city: it may ask people for a statement, and runs its own desk."""

import json
import socket
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

HOST = "127.0.0.1"
REQUEST = "food_drug.food_safety_post"


def open_bakery(folder: Path, *, site: str, now: datetime) -> list[str]:
    """Register the bakery if it is not, and return what its own tool is started with.

    Its ports are chosen once, for its address is what it is registered under.
    """
    from recourse.attestation.issuer import issuer
    from recourse.attestation.recipients import queries
    from recourse.attestation.recipients.errors import NoSuchRecipient
    from recourse_verify.asking.signing import kept_secret, make_key

    folder.mkdir(parents=True, exist_ok=True)
    ports = _ports(folder / "ports.json")
    address = f"http://{HOST}:{ports['wallets']}"
    make_key(folder / "key.pem")
    kept_secret(folder / "desk.key")
    try:
        card = queries.card(_code(ports["wallets"]))
    except NoSuchRecipient:
        _register(folder, address, _code(ports["wallets"]), now)
        card = queries.card(_code(ports["wallets"]))
    (folder / "anchor.pem").write_bytes(_pem(issuer().anchor))
    (folder / "own.pem").write_bytes(b"".join(map(_pem, card.chain)))
    options = {
        "--registration": f"{site}/recipients/{card.id}/{REQUEST}.jwt",
        "--anchor": folder / "anchor.pem",
        "--key": folder / "key.pem",
        "--certificate": folder / "own.pem",
        "--address": address,
        "--port": ports["wallets"],
        "--desk-port": ports["desk"],
        "--desk-key": folder / "desk.key",
        "--wallet": f"{site}/demo/wallet/",
    }
    return [str(part) for option in options.items() for part in option]


def desk_address(folder: Path) -> str:
    """Return where the bakery's desk is, with its key."""
    ports = json.loads((folder / "ports.json").read_text())
    return f"http://{HOST}:{ports['desk']}/#{(folder / 'desk.key').read_text().strip()}"


def _register(folder: Path, address: str, code: str, now: datetime) -> None:
    """Register the bakery for one request, for a year, with a certificate of the demo."""
    from cryptography import x509

    from recourse.attestation.recipients import actions
    from recourse.attestation.recipients.certificates import demo_root, vouch_in_demo
    from recourse.ground.actor import SYSTEM
    from recourse.ground.calendar import civil_date
    from recourse.ground.words import Words
    from recourse_verify.asking.signing import key_in, request_for

    deed: dict[str, Any] = {"by": SYSTEM, "now": now}
    name = Words(zh="示例面包坊", en="Sample Bakery")
    bakery = actions.register(code=code, name=name, address=address, **deed)
    today = civil_date(now)
    actions.permit(
        recipient=bakery,
        request=REQUEST,
        valid_from_on=today,
        valid_until_on=today + timedelta(days=365),
        **deed,
    )
    key = key_in((folder / "key.pem").read_bytes())
    asked = x509.load_pem_x509_csr(request_for(key, address=address))
    chain = [vouch_in_demo(asked, address=address, now=now)]
    actions.certify(recipient=bakery, chain=chain, root=demo_root(now), **deed)


def _ports(file: Path) -> dict[str, int]:
    """Return the two ports of the bakery: those it had, unless somebody else took one."""
    found: dict[str, int] = json.loads(file.read_text()) if file.exists() else {}
    if not found or not all(map(_is_free, found.values())):
        found = {"wallets": _free_port(), "desk": _free_port()}
        file.write_text(json.dumps(found))
    return found


def _is_free(port: int) -> bool:
    with closing(socket.socket()) as asked:
        asked.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            asked.bind((HOST, port))
        except OSError:
            return False
    return True


def _free_port() -> int:
    with closing(socket.socket()) as free:
        free.bind((HOST, 0))
        return int(free.getsockname()[1])


def _code(port: int) -> str:
    """Return the bakery's credit code; another address is another bakery."""
    from recourse.ground.identifiers import credit_code

    return credit_code(kind="91", sequence=port)


def _pem(certificate: Any) -> bytes:  # noqa: ANN401 - imported only when needed
    """Return a certificate as files hold it."""
    from cryptography.hazmat.primitives.serialization import Encoding

    made: bytes = certificate.public_bytes(Encoding.PEM)
    return made
