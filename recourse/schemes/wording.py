"""What the codes of the room `schemes` are called on pages and in copies."""

from collections.abc import Mapping

from recourse.ground.words import Words
from recourse.schemes.terms import State

STATES: Mapping[State, Words] = {
    State.WAITING: Words(zh="正在办理", en="Being decided"),
    State.GRANTED: Words(zh="已经给予", en="Granted"),
    State.REFUSED: Words(zh="不予支持", en="Refused"),
    State.WITHDRAWN: Words(zh="已撤回", en="Withdrawn"),
    State.OVER: Words(zh="已经到期", en="Over"),
}
