"""Policies: which logs are known, and how many of which witnesses must have seen a checkpoint.

Law:
    C2SP tlog-policy.

"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from recourse_verify.errors import Malformed, Unsigned
from recourse_verify.notes import Key, Signed, Type, key_from
from recourse_verify.texts import decimal

MOST_GROUPS = 100
COSIGNERS = {Type.ED25519_COSIGNATURE, Type.ML_DSA_44_COSIGNATURE}


@dataclass(frozen=True, slots=True)
class Group:
    """So many of these members."""

    least: int
    members: tuple[str, ...]


@dataclass(slots=True)
class Policy:
    """What a policy file says; `urls` tells where a log or a witness can be asked."""

    logs: list[Key] = field(default_factory=list)
    witnesses: dict[str, Key] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    urls: dict[str, str] = field(default_factory=dict)
    quorum: str = ""
    used: set[str] = field(default_factory=set)

    def require(self, signers: Collection[Signed]) -> None:
        """Require that enough witnesses signed.

        Raises:
            Unsigned: They did not.

        """
        seen = {one.key for one in signers}
        if self.quorum != "none" and not self._is_met(self.quorum, seen):
            raise Unsigned(f"too few witnesses have seen this checkpoint for “{self.quorum}”")

    def _is_met(self, name: str, seen: Collection[Key]) -> bool:
        """Whether a witness has signed, or enough of a group."""
        if name in self.witnesses:
            return self.witnesses[name] in seen
        group = self.groups[name]
        return sum(self._is_met(member, seen) for member in group.members) >= group.least


def policy_from(text: str) -> Policy:
    """Read a policy file.

    Raises:
        Malformed: A line cannot be understood, names what is not there, or names it twice.

    """
    policy = Policy()
    for number, line in enumerate(text.split("\n"), start=1):
        words = line.replace("\t", " ").split(" ")
        said = [word for word in words if word]
        if not said or said[0].startswith("#"):
            continue
        try:
            _read(policy, said)
        except Malformed as error:
            raise Malformed(error.what, where=f"line {number}") from error
    if not policy.quorum:
        raise Malformed("there is no quorum line")
    return policy


def _read(policy: Policy, said: list[str]) -> None:
    """Read one line into the policy."""
    match said:
        case ["log", vkey, *url] if len(url) <= 1:
            key = _new_key(vkey, policy.logs, {Type.ED25519})
            policy.logs.append(key)
            policy.urls.update(dict.fromkeys([str(key)], *url) if url else {})
        case ["witness", name, vkey, *url] if len(url) <= 1:
            _need_new(policy, name)
            policy.witnesses[name] = _new_key(vkey, policy.witnesses.values(), COSIGNERS)
            policy.urls.update({name: url[0]} if url else {})
        case ["group", name, least, *members] if members:
            _need_new(policy, name)
            _need_known(policy, members)
            _need_unused(policy, members)
            policy.groups[name] = Group(_least(least, len(members)), tuple(members))
        case ["quorum", name] if not policy.quorum:
            if name != "none":
                _need_known(policy, [name])
            policy.quorum = name
        case _:
            raise Malformed(f"“{said[0]}” cannot be understood here")


def _least(word: str, members: int) -> int:
    """Return how many of a group must have signed."""
    named: Mapping[str, int] = {"any": 1, "all": members}
    least = named[word] if word in named else decimal(word)
    if not 1 <= least <= members:
        raise Malformed("a group needs from one to all of its members")
    return least


def _new_key(vkey: str, known: Collection[Key], types: Collection[Type]) -> Key:
    """Read a key that stands in the policy once, of a type that fits."""
    key = key_from(vkey)
    if key.type not in types:
        raise Malformed("a key of this type signs something else")
    if key.public in {one.public for one in known}:
        raise Malformed("the same key stands there twice")
    return key


def _need_new(policy: Policy, name: str) -> None:
    if name == "none" or name in policy.witnesses or name in policy.groups:
        raise Malformed(f"the name “{name}” is taken")


def _need_unused(policy: Policy, members: Collection[str]) -> None:
    """Let a name be a member once: nobody counts twice."""
    if len(policy.groups) >= MOST_GROUPS:
        raise Malformed(f"a policy has at most {MOST_GROUPS} groups")
    twice = policy.used.intersection(members)
    if twice:
        raise Malformed(f"“{min(twice)}” is a member already")
    policy.used.update(members)


def _need_known(policy: Policy, names: Collection[str]) -> None:
    for name in names:
        if name not in policy.witnesses and name not in policy.groups:
            raise Malformed(f"nothing above is named “{name}”")
    if len(set(names)) < len(names):
        raise Malformed("a group names a member twice")
