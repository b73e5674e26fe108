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
        await _live(scope, receive, send)
    elif scope["type"] == "http" and scope["path"] == PATH:
        await _look_ups(scope, receive, send)
    elif scope["type"] == "http":
        await _site(scope, receive, send)


async def _live(scope: Scope, receive: Receive, send: Send) -> None:
    """Open when the server starts, and let its front know who answers; close when it stops."""
    scope.get("state", {})["look_ups"] = _look_ups
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            await _look_ups.open()
            await send({"type": "lifespan.startup.complete"})
        else:
            await _look_ups.close()
            await send({"type": "lifespan.shutdown.complete"})
            return
