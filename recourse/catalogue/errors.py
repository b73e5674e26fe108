"""What the room `catalogue` refuses."""

from collections.abc import Sequence
from typing import Self

from recourse.catalogue.terms import Fault
from recourse.ground.provisions import SOCIAL_CREDIT, cite
from recourse.ground.refused import Refused
from recourse.ground.words import Words


class CannotRead(Refused):
    """The folder of the catalogue is not what it should be; `faults` says where and why."""

    code = "catalogue.cannot_read"
    says = Words(
        zh="目录无法读取，共{count}处错误。第一处在{file}第{line}行。",
        en="The catalogue cannot be read: {count} faults, the first in {file}, line {line}.",
    )
    do = Words(
        zh="运行 recourse catalogue check 查看全部错误。",
        en="Run `recourse catalogue check` to see every fault.",
    )
    faults: tuple[Fault, ...] = ()

    @classmethod
    def of(cls, faults: Sequence[Fault]) -> Self:
        """Return the refusal that carries every fault; its text names the first."""
        first = faults[0]
        refusal = cls(count=len(faults), file=first.file, line=first.line)
        refusal.faults = tuple(faults)
        return refusal


class NotLawful(CannotRead):
    """The catalogue can be read, but may not be loaded as it stands."""

    code = "catalogue.not_lawful"
    law = cite(SOCIAL_CREDIT, "10; 20; 38; 42")
    says = Words(
        zh="目录不能启用，共{count}处错误。第一处在{file}第{line}行。",
        en="The catalogue may not be loaded: {count} faults, the first in {file}, line {line}.",
    )


class NothingLoaded(Refused):
    """No version of the catalogue has been loaded, so nothing may be collected or asked."""

    code = "catalogue.nothing_loaded"
    law = cite(SOCIAL_CREDIT, "10")
    status = 503
    says = Words(zh="目录尚未启用。", en="No catalogue has been loaded yet.")
    do = Words(
        zh="管理员须先运行 recourse catalogue load。",
        en="An operator must run `recourse catalogue load` first.",
    )


class NoSuchVersion(Refused):
    """There is no version of this name."""

    code = "catalogue.no_such_version"
    status = 404
    says = Words(zh="没有目录版本{version}。", en="There is no catalogue version {version}.")
    do = Words(zh="请核对版本号。", en="Check the number of the version.")


class NoSuchItem(Refused):
    """The catalogue does not name this item."""

    code = "catalogue.no_such_item"
    law = cite(SOCIAL_CREDIT, "10")
    status = 404
    says = Words(zh="目录中没有事项{item}。", en="The catalogue has no item {item}.")
    do = Words(zh="请在目录中查找事项代码。", en="Look the item up in the catalogue.")
