"""What can be entrusted, in words."""

from collections.abc import Mapping
from typing import Final

from recourse.ground.words import Words
from recourse.people.entrustments.terms import Relation, Scope

SCOPES: Final[Mapping[Scope, Words]] = {
    Scope.READ: Words(zh="查看档案和信件", en="See the file and the letters"),
    Scope.ASK: Words(
        zh="查看档案和信件，并代为提出异议、申请修复和复查",
        en="See the file and the letters; object, ask for repair and review",
    ),
    Scope.CASE: Words(zh="只办理一个事项：查看它，补充材料", en="One case only: see it, add files"),
    Scope.KIN: Words(
        zh="查看档案和信件，并提出异议、申请复查和删除",
        en="See the file and the letters; object, ask for review and erasure",
    ),
}
"""What a helper may do."""

RELATIONS: Final[Mapping[Relation, Words]] = {
    Relation.SPOUSE: Words(zh="配偶", en="Husband or wife"),
    Relation.PARENT: Words(zh="父母", en="Parent"),
    Relation.CHILD: Words(zh="子女", en="Child"),
    Relation.SIBLING: Words(zh="兄弟姐妹", en="Brother or sister"),
    Relation.GRANDPARENT: Words(zh="祖父母、外祖父母", en="Grandparent"),
    Relation.GRANDCHILD: Words(zh="孙子女、外孙子女", en="Grandchild"),
}
