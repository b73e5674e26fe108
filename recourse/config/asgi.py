"""The whole house as one ASGI application: look-ups on their own way, everything else to Django."""

import os
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, cast

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "recourse.config.settings")

from a2wsgi import WSGIMiddleware

from recourse.config.wsgi import application as site
from recourse.faces.api.look_ups import PATH, LookUps

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_look_ups = LookUps()
_site: Any = WSGIMiddleware(cast("Any", site), workers=8)


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Hand each request to whom it is for; open and close the look-ups with the server."""
    if scope["type"] == "lifespan":
        await _live(receive, send)
    elif scope["type"] == "http" and scope["path"] == PATH:
        await _look_ups(scope, receive, send)
    elif scope["type"] == "http":
        await _site(scope, _as_coroutine(receive), send)


def _as_coroutine(receive: Receive) -> Receive:
    """Return `receive` as a coroutine function: the server's own gives a bare awaitable."""

    async def received() -> MutableMapping[str, Any]:
        return await receive()

    return received


async def _live(receive: Receive, send: Send) -> None:
    """Open when the server starts; close when it stops."""
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            await _look_ups.open()
            await send({"type": "lifespan.startup.complete"})
        else:
            await _look_ups.close()
            await send({"type": "lifespan.shutdown.complete"})
            return
