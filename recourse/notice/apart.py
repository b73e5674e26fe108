"""What leaves for an address that is not yet, or no longer, the one its person keeps.

It waits in the queue sealed, for the queue is read by whoever runs the house.
"""

from typing import Final
from uuid import UUID

import orjson

from recourse.ground import sealing
from recourse.ground.words import Words
from recourse.notice import channels
from recourse.notice.terms import Channel
from recourse.store import queue
from recourse.store.keys import vault

KEY: Final = "sent-apart"
TASK: Final = "notice.send_apart"
CODE_SUBJECT: Final = Words(zh="您的确认码", en="Your code")
CODE: Final = Words(
    zh="“有据”确认码：{code}。请在网页上输入，30分钟内有效。不是您本人操作的，请忽略。",
    en="Your code at Recourse: {code}. Type it on the page within 30 minutes."
    " If you did not ask for it, do nothing.",
)
CHANGED_SUBJECT: Final = Words(zh="您的联系方式已更改", en="How we reach you was changed")
CHANGED: Final = Words(
    zh="您在“有据”的这个联系方式已不再使用。不是您本人更改的，请马上拨打12345。本信息不含任何链接。",
    en="Recourse no longer writes to this address. If you did not change it, call 12345 at once."
    " This message contains no link.",
)


def ask(*, id: UUID, channel: Channel, to: str, subject: str, text: str) -> None:  # noqa: A002 - the house's word for it
    """Ask for a message to be sent once the caller's transaction has committed."""
    said = orjson.dumps([str(id), channel.value, to, subject, text])
    queue.defer(TASK, sealed=sealing.seal(vault().named(KEY), said, bound_to=KEY.encode()).hex())


def send(sealed: str) -> None:
    """Send what was sealed.

    Raises:
        OSError: It did not leave.

    """
    said = sealing.unseal(vault().named(KEY), bytes.fromhex(sealed), bound_to=KEY.encode())
    id_, channel, to, subject, text = orjson.loads(said)
    channels.send_apart(Channel(channel), UUID(id_), to=to, subject=subject, text=text)
