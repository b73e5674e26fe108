"""What is refused of a key under which a request may be sent again."""

from recourse.ground.refused import Refused
from recourse.ground.words import Words


class KeyInUse(Refused):
    """The first request of this key is still being answered."""

    code = "agencies.key_in_use"
    status = 409
    says = Words(
        zh="使用这个键的请求还在处理中。",
        en="The first request with this key is still being answered.",
    )
    do = Words(
        zh="请稍后用同一个键再发一次。", en="Wait a moment, and send it again with the same key."
    )


class KeyOfAnother(Refused):
    """This key named another request."""

    code = "agencies.key_of_another"
    says = Words(zh="这个键已经用于另一个请求。", en="This key has been used for another request.")
    do = Words(zh="请为新的请求换一个新的键。", en="Take a new key for a new request.")
