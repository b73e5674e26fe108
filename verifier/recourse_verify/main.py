"""`recourse-verify`: check what a log, a receipt, a bundle or a statement says.

Exit codes: 0 everything holds; 1 something does not, and is named; 2 the command was used wrongly
or a file could not be read.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from recourse_verify import (
    accounts,
    bundles,
    carried,
    checkpoints,
    decisions,
    jws,
    merkle,
    proofs,
    receipts,
)
from recourse_verify.accounts import Account
from recourse_verify.asking import commands as asking
from recourse_verify.checkpoints import Opened
from recourse_verify.errors import Malformed, Misused, Wrong
from recourse_verify.fsck import fsck
from recourse_verify.memory import Memory
from recourse_verify.notes import Key, Type, key_from
from recourse_verify.policies import Policy, policy_from
from recourse_verify.signing import signers_in
from recourse_verify.sources import source
from recourse_verify.texts import utf8
from recourse_verify.tiles import Tree
from recourse_verify.witness import Witness, server

HOLDS, DOES_NOT_HOLD, MISUSED = 0, 1, 2
Result = dict[str, Any]
Run = Callable[[argparse.Namespace], Result]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    given = _parser().parse_args(arguments)
    try:
        result = given.run(given)
    except Misused as error:
        return _say(given, {"holds": None, "error": str(error)}, MISUSED)
    except Wrong as fault:
        told = {"holds": False, "faults": [{"where": fault.where, "what": fault.what}]}
        return _say(given, told, DOES_NOT_HOLD)
    return _say(given, result, HOLDS if result["holds"] else DOES_NOT_HOLD)


def _say(given: argparse.Namespace, result: Result, code: int) -> int:
    """Print what was found, for a person or a machine."""
    if given.json:
        print(json.dumps(result, ensure_ascii=False, indent=1))
        return code
    if code == MISUSED:
        print(f"recourse-verify: {result['error']}", file=sys.stderr)
        return code
    for fault in result.get("faults", []):
        print(_shown(": ".join(filter(None, [fault["where"], fault["what"]]))))
    for name, value in result.items():
        if name not in {"holds", "faults"}:
            print(_shown(f"{name}: {json.dumps(value, ensure_ascii=False)}"))
    print("holds" if code == HOLDS else "DOES NOT HOLD")
    return code


def _shown(text: str) -> str:
    """Show a text that others wrote; nothing in it moves the cursor or hides a line."""
    return "".join(
        one if one.isprintable() else one.encode("unicode_escape").decode() for one in text
    )


def _parser() -> argparse.ArgumentParser:
    """Describe the commands."""
    parser = argparse.ArgumentParser(prog="recourse-verify", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Run, about: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=about, description=about)
        made.add_argument("--json", action="store_true", help="print the result as JSON")
        made.set_defaults(run=run)
        return made

    proof = command("proof", _proof, "check that one entry is in a log (C2SP tlog-proof)")
    proof.add_argument("file", help="the proof file")
    entry = proof.add_mutually_exclusive_group()
    entry.add_argument("--entry", metavar="FILE", help="the entry as it stands in the log")
    entry.add_argument("--entry-hash", metavar="HEX", help="SHA-256 of 0x00 and the entry")
    entry.add_argument("--receipt", metavar="FILE", help="receipt of the look-up; is checked too")
    proof.add_argument("--key", metavar="FILE", help="public key of the house, for --receipt")
    _trust(proof)

    consistency = command("consistency", _consistency, "check that a log grew from OLD to NEW")
    consistency.add_argument("old", help="file with the older checkpoint")
    consistency.add_argument("new", help="file with the newer checkpoint")
    consistency.add_argument("--log", required=True, metavar="DIR|URL", help="where its tiles are")
    _trust(consistency)

    whole = command("fsck", _fsck, "rebuild every tile and the root of a log from its entries")
    whole.add_argument("log", metavar="DIR|URL", help="where the log is")
    whole.add_argument("--checkpoint", metavar="FILE", help="instead of the one that lies there")
    whole.add_argument("--account", metavar="FILE", help="what the house says of each entry")
    whole.add_argument("--key", metavar="FILE", help="public key of the house, for --account")
    whole.add_argument("--journal", metavar="FILE", help="the erasure journal, for --account")
    _trust(whole)

    chain = command("chain", _chain, "check a person's bundle: whole, in order, in the log")
    chain.add_argument("file", help="the bundle")
    chain.add_argument("--key", required=True, metavar="FILE", help="public key of the house (JWK)")
    chain.add_argument("--older", metavar="FILE", help="a bundle of before: nothing of it is gone")
    _trust(chain)

    receipt = command("receipt", _receipt, "check the receipt of a look-up")
    receipt.add_argument("file", help="the receipt (JSON)")
    receipt.add_argument("--key", required=True, metavar="FILE", help="public key of the house")

    decision = command("decision", _decision, "work out an answer again from its receipt and rule")
    decision.add_argument("file", help="the receipt (JSON)")
    decision.add_argument("--rule", required=True, nargs="+", metavar="FILE", help="rules (JSON)")
    decision.add_argument("--key", required=True, metavar="FILE", help="public key of the house")
    decision.add_argument("--calendar", metavar="DIR", help="the calendar it names; is checked too")

    carried.add(command)
    asking.add(command)

    witness = command("witness", _witness, "watch logs, and sign that they only grow")
    witness.add_argument("--name", required=True, help="name of the witness, like an address")
    witness.add_argument("--state", required=True, metavar="DIR", help="its keys and its memory")
    witness.add_argument("--vkey", action="append", default=[], metavar="KEY", help="of a log")
    witness.add_argument("--host", default="127.0.0.1", help="address to listen on")
    witness.add_argument("--port", type=int, default=8090, help="port to listen on")
    witness.add_argument("--show-keys", action="store_true", help="print its verifier keys and end")
    return parser


def _trust(parser: argparse.ArgumentParser) -> None:
    """Ask whom to trust."""
    parser.add_argument("--vkey", action="append", default=[], metavar="KEY", help="key of the log")
    parser.add_argument("--policy", metavar="FILE", help="logs, witnesses and quorum (tlog-policy)")


def _text(name: str) -> str:
    """Read a file as UTF-8."""
    return utf8(_bytes(name))


def _bytes(name: str) -> bytes:
    """Read a file."""
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise Misused(f"{name} cannot be read: {error.strerror}") from error


def _trusted(given: argparse.Namespace) -> tuple[list[Key], Policy | None]:
    """Return whom the user trusts; files are read once, for they may be pipes."""
    if "trusted" not in given:
        given.trusted = _read_trusted(given)
    found: tuple[list[Key], Policy | None] = given.trusted
    return found


def _read_trusted(given: argparse.Namespace) -> tuple[list[Key], Policy | None]:
    """Read whom the user trusts."""
    try:
        policy = None if given.policy is None else policy_from(_text(given.policy))
        keys = [key_from(vkey) for vkey in given.vkey]
    except Malformed as error:
        raise Misused(str(error)) from error
    keys += [] if policy is None else policy.logs
    if not keys:
        raise Misused("say whom you trust: --vkey KEY, or --policy FILE with a log")
    return keys, policy


def _opened(text: str, given: argparse.Namespace) -> Opened:
    """Open a checkpoint signed by whom the user trusts."""
    keys, policy = _trusted(given)
    witnesses = [] if policy is None else list(policy.witnesses.values())
    opened = checkpoints.opened(text, log=keys, witnesses=witnesses)
    if policy is not None:
        policy.require(opened.signers)
    return opened


def _told(opened: Opened) -> Result:
    """Tell of a checkpoint."""
    return {
        "log": opened.checkpoint.origin,
        "size": opened.checkpoint.size,
        "root": opened.checkpoint.root.hex(),
        "signed by": [{"name": one.key.name, "at": one.at} for one in opened.signers],
    }


def _proof(given: argparse.Namespace) -> Result:
    """Check one entry."""
    if (given.receipt is None) != (given.key is None):
        raise Misused("--receipt and --key belong together")
    proof = proofs.proof_from(_text(given.file))
    opened = _opened(proof.checkpoint, given)
    result = {"holds": True, "entry": proof.index, **_told(opened)}
    said, leaf = _said(given, proof, opened.checkpoint.origin)
    proofs.check(proof, leaf=leaf, opened=opened)
    return result | said


def _said(given: argparse.Namespace, proof: proofs.Proof, origin: str) -> tuple[Result, bytes]:
    """Return what is known of the entry, and its leaf: as the user gave it, or as enclosed."""
    if given.receipt is not None:
        return _said_by_receipt(given, origin)
    if given.entry_hash is not None:
        return {}, _hash_argument(given.entry_hash)
    if given.entry is not None:
        return {}, merkle.leaf_hash(_bytes(given.entry))
    if proof.extra:
        leaf = merkle.leaf_hash(bundles.leaf_of(bundles.commitment_of(proof.extra)))
        return {"says": bundles.said_in(proof.extra)}, leaf
    raise Misused("the file does not say what was logged: give --receipt FILE or --entry FILE")


def _said_by_receipt(given: argparse.Namespace, origin: str) -> tuple[Result, bytes]:
    """Check the receipt, and return what it says with the leaf that it promised."""
    receipt = jws.object_from(_text(given.receipt))
    public = jws.public_key_from(_text(given.key))
    commitment = receipts.check(receipt, public=public)
    if not receipts.is_of(receipt, origin):
        raise Wrong(f"the receipt is not of the log {origin}", where=given.receipt)
    leaf = merkle.leaf_hash(bundles.leaf_of(receipts.hash_from_hex(commitment)))
    return {"receipt": {name: receipt[name] for name in ("at", "entry", "iss")}}, leaf


def _hash_argument(text: str) -> bytes:
    """Read a hash that was typed."""
    try:
        data = bytes.fromhex(text)
    except ValueError:
        data = b""
    if len(data) != merkle.HASH_BYTES:
        raise Misused("--entry-hash takes 64 hexadecimal digits")
    return data


def _consistency(given: argparse.Namespace) -> Result:
    """Check that one checkpoint grew from another."""
    old, new = _opened(_text(given.old), given), _opened(_text(given.new), given)
    before, after = old.checkpoint, new.checkpoint
    if before.origin != after.origin:
        raise Wrong(f"{before.origin} and {after.origin} are two logs")
    if before.size > after.size:
        raise Wrong(f"the log shrank from {before.size} to {after.size} entries")
    if before.size == 0 and before.root != merkle.EMPTY_ROOT:
        raise Wrong("the older log is empty and has another root than nothing has")
    if before.size and not merkle.is_consistent(
        old_size=before.size,
        new_size=after.size,
        old_root=before.root,
        new_root=after.root,
        proof=Tree(source(given.log), after.size).consistency(before.size),
    ):
        raise Wrong(f"the log of {after.size} entries did not grow from the one of {before.size}")
    return {"holds": True, "grew from": before.size, **_told(new)}


def _fsck(given: argparse.Namespace) -> Result:
    """Check a whole log."""
    read = source(given.log)
    text = utf8(read("checkpoint")) if given.checkpoint is None else _text(given.checkpoint)
    opened = _opened(text, given)
    account = _account(given)
    head = opened.checkpoint
    told = None if account is None else account.of(head.origin).checkpoint
    report = fsck(read, head, older=told)
    found = [*report.faults, *(() if account is None else _faults_of(account, head, given))]
    return {
        "holds": not found,
        "faults": [{"where": fault.where, "what": fault.what} for fault in found],
        "entries": report.entries,
        "tiles": report.tiles,
        **({} if account is None else _accounted(account, head)),
        **_told(opened),
    }


def _account(given: argparse.Namespace) -> Account | None:
    """Read the account of a year, if one was given."""
    if given.account is None:
        if given.key is not None or given.journal is not None:
            raise Misused("--key and --journal go with --account")
        return None
    if given.key is None:
        raise Misused("--account goes with --key: the house signs what it accounts for")
    keys, policy = _trusted(given)
    public = _key(given.key)
    return accounts.account_from(_text(given.account), public=public, logs=keys, policy=policy)


def _faults_of(
    account: Account, head: checkpoints.Checkpoint, given: argparse.Namespace
) -> Iterator[Wrong]:
    """Yield what an account says wrongly of itself, of the log, or beside the journal."""
    size = account.of(head.origin).checkpoint.size
    if size > head.size:
        where = f"{head.origin}, entry {head.size}"
        yield Wrong(f"the account knows {size} entries, the log has {head.size}", where=where)
    yield from accounts.faults(account)
    if given.journal is not None:
        yield from accounts.faults_beside_journal(account, _bytes(given.journal))


def _accounted(account: Account, head: checkpoints.Checkpoint) -> Result:
    """Tell what becomes of the entries of a log."""
    younger = max(0, head.size - account.of(head.origin).checkpoint.size)
    told = {**account.counted(head.origin), "younger than the account": younger}
    return {"account of": account.at, "accounted for": told}


def _key(name: str) -> bytes:
    """Read the house's public key.

    Raises:
        Misused: The file holds none.

    """
    try:
        return jws.public_key_from(_text(name))
    except Malformed as error:
        raise Misused(f"{name}: {error}") from error


def _chain(given: argparse.Namespace) -> Result:
    """Check a person's bundle."""
    keys, policy = _trusted(given)
    public = _key(given.key)
    years = bundles.check(_text(given.file), public=public, logs=keys, policy=policy)
    if given.older is not None:
        older = bundles.check(_text(given.older), public=public, logs=keys, policy=None)
        bundles.grew(older, years)
    told = [
        {
            "log": one.origin,
            "signed by the house at": one.at,
            "entries": len(one.entries),
            "contents erased": one.erased,
            "not yet in the log": one.waiting,
            "size of the log": one.size,
        }
        for one in years
    ]
    return {"holds": True, "years": told}


def _receipt(given: argparse.Namespace) -> Result:
    """Check a receipt."""
    receipt = jws.object_from(_text(given.file))
    commitment = receipts.check(receipt, public=_key(given.key))
    told = {name: receipt[name] for name in ("at", "entry", "iss", "log")}
    return {"holds": True, "commitment": commitment, **told}


def _decision(given: argparse.Namespace) -> Result:
    """Check the receipt of an answer, and work the answer out again."""
    receipt = jws.object_from(_text(given.file))
    rules = decisions.documents_in([_text(name) for name in given.rule])
    told = decisions.check(receipt, public=_key(given.key), rules=rules)
    if given.calendar is not None:
        files = {one.name: _bytes(str(one)) for one in Path(given.calendar).glob("*.yaml")}
        if decisions.digest_of_files(files) != receipt["calendar"]:
            raise Wrong("the calendar is not the one that the receipt names")
    return {"holds": True, **told}


def _witness(given: argparse.Namespace) -> Result:
    """Serve as a witness until stopped."""
    state = Path(given.state)
    kinds = [Type.ED25519_COSIGNATURE, Type.ML_DSA_44_COSIGNATURE]
    signers = signers_in(state / "keys", given.name, kinds)
    if given.show_keys:
        return {"holds": True, "keys": [str(signer.key) for signer in signers]}
    logs, _policy = _trusted(argparse.Namespace(vkey=given.vkey, policy=None))
    witness = Witness(logs=logs, signers=signers, memory=Memory(state / "logs"))
    with server(witness, host=given.host, port=given.port) as serving:
        print(f"witness {given.name} listens on port {serving.server_port}", flush=True)
        try:
            serving.serve_forever()
        except KeyboardInterrupt:
            return {"holds": True}
    return {"holds": True}


if __name__ == "__main__":
    sys.exit(main())
