"""The least that uvicorn can do: an ASGI callable that returns bytes it holds."""

import os
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

Message = Mapping[str, Any]

BODIES = {
    f"/{path.name}": path.read_bytes() for path in Path(os.environ["BENCH_FILES"]).glob("*.json")
}


async def app(
    scope: Message,
    receive: Callable[[], Awaitable[Message]],  # noqa: ARG001 - the signature is ASGI's
    send: Callable[[Message], Awaitable[None]],
) -> None:
    """Respond with the file of that name."""
    if scope["type"] != "http":
        return
    body = BODIES[scope["path"]]
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})
