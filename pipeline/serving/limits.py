"""What keeps a service up and harmless whatever it is sent: limits of size, rate and time, and safe headers."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_BODY = 2 * 1024 * 1024
LONGEST_ADDRESS = 32 * 1024
"""Both in bytes."""
LONGEST_ANSWER = 120.0
"""Seconds that any answer may take."""
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors {ancestors}"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # without any, browsers call the origin of our own forms null
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
FRAMED = "/preview"
"""OpenRefine shows this page within its own."""
USUAL_RATE = 200.0
"""Requests a second that one address may send in the long run; twice as many at once."""
_REFUSAL = {
    "type": "object",
    "properties": {"status": {"const": "error"}, "message": {"type": "string"}},
    "required": ["status", "message"],
}
REFUSALS: dict[int | str, dict[str, Any]] = {
    status: {"description": why, "content": {"application/json": {"schema": _REFUSAL}}}
    for status, why in {
        400: "What was asked cannot be read.",
        413: "The body is too large.",
        414: "The address is too long.",
        429: "Too many requests from one address.",
        503: "No answer in time.",
    }.items()
}
"""What every address may answer instead, for the OpenAPI description."""


class TooLargeError(Exception):
    """A body over the limit."""


class Body:
    """What is received of a request; `over` once its bodies are too large together, which raises TooLargeError."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._taken = 0

    @property
    def over(self) -> bool:
        """Was more sent than is taken?"""
        return self._taken > LARGEST_BODY

    async def __call__(self) -> Message:
        """The next message."""
        message = await self._receive()
        self._taken += len(message.get("body", b""))
        if self.over:
            raise TooLargeError
        return message


class Limits:
    """ASGI middleware: refuses what is too large, too much or too slow, in one line of JSON with the right status."""

    def __init__(self, app: ASGIApp, *, rate: float = USUAL_RATE) -> None:
        """`rate` requests a second are taken from one address in the long run, twice as many at once."""
        self._app = app
        self._buckets = Buckets(rate, 2 * rate)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        if refusal is not None:
            await refusal(scope, receive, safely(scope, send))
            return
        begun, body = False, Body(receive)

        async def noticed(message: Message) -> None:
            nonlocal begun
            if body.over and not begun:
                raise TooLargeError  # the application took it for something else
            begun = begun or message["type"] == "http.response.start"
            await safely(scope, send)(message)

        try:
            async with asyncio.timeout(LONGEST_ANSWER):
                await self._app(scope, body, noticed)
        except TooLargeError:
            refusal = refuse(413, f"more than {LARGEST_BODY} bytes")
        except TimeoutError:
            refusal = refuse(503, f"no answer within {LONGEST_ANSWER:g} seconds")
        if refusal is not None and not begun:
            await refusal(scope, receive, safely(scope, send))

    def _refusal(self, scope: Scope) -> Response | None:
        if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > LONGEST_ADDRESS:
            return refuse(414, "the address is too long; use POST")
        length = dict(scope["headers"]).get(b"content-length", b"")
        if length.isdigit() and int(length) > LARGEST_BODY:
            return refuse(413, f"more than {LARGEST_BODY} bytes")
        client = scope["client"][0] if scope.get("client") else ""
        if not self._buckets.take(client):
            return refuse(429, "too many requests; wait a second", {"Retry-After": "1"})
        return None


class Buckets:
    """How many requests each address may still send: a token bucket each, the least recently used forgotten first."""

    MOST = 10_000

    def __init__(self, rate: float, burst: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate, self._burst, self._clock = rate, burst, clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, client: str) -> bool:
        """Take one token of a client's; False where it has none left."""
        now = self._clock()
        left, since = self._left.pop(client, (self._burst, now))
        left = min(self._burst, left + (now - since) * self._rate)
        allowed = left >= 1
        self._left[client] = (left - 1 if allowed else left, now)
        if len(self._left) > self.MOST:
            self._left.popitem(last=False)
        return allowed


def safely(scope: Scope, send: Send) -> Send:
    """The same answer with the headers that keep a browser from doing more with it than showing it."""

    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            ancestors = "*" if scope["path"] == FRAMED else "'none'"
            for name, value in HEADERS.items():
                headers.setdefault(name, value.format(ancestors=ancestors))
        await send(message)

    return with_headers


def refuse(status: int, why: str, headers: dict[str, str] | None = None) -> Response:
    """A refusal that programs and people can read."""
    return JSONResponse({"status": "error", "message": why}, status_code=status, headers=headers)
