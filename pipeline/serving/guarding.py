"""Who may write: nobody from another site, and from another machine only who knows the token printed at the start.

Against requests forged by other sites (CSRF) there are two locks: the browser's own word about where a request comes
from (`Sec-Fetch-Site`, `Origin`), and a secret that stands both in a cookie (`SameSite=Strict`) and in the form.
"""

from __future__ import annotations

import hmac
import secrets
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from pipeline.serving.site import page

CSRF_COOKIE, TOKEN_COOKIE = "nazvy-form", "nazvy-token"
LONGEST_TOKEN = 200


class ForbiddenError(Exception):
    """A request that may not do what it asks; the message says why."""


class Guard:
    """`token` is what writers have to know, None where only this machine can reach the service."""

    def __init__(self, token: str | None) -> None:
        self._token = token

    def knows_token(self, request: Request) -> bool:
        """May the sender of this request read and write the review?"""
        if self._token is None:
            return True
        scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
        given = bearer if scheme.lower() == "bearer" else request.cookies.get(TOKEN_COOKIE, "")
        return self.is_token(given)

    def is_token(self, given: str) -> bool:
        """Is this the token? Takes as long for a near miss as for a far one."""
        return self._token is not None and hmac.compare_digest(given.encode(errors="replace"), self._token.encode())

    def check_writing(self, request: Request, secret: str) -> None:
        """Raises ForbiddenError for a request that may not write; `secret` is that of its form."""
        check_same_site(request)
        cookie = request.cookies.get(CSRF_COOKIE, "")
        if not cookie or not hmac.compare_digest(cookie.encode(errors="replace"), secret.encode(errors="replace")):
            raise ForbiddenError("the form is out of date; load the page again")
        if not self.knows_token(request):
            raise ForbiddenError("writing needs the token that was printed when the service started")


def check_same_site(request: Request) -> None:
    """Raises ForbiddenError for a request that a page of another site has sent."""
    origin = request.headers.get("origin")
    foreign = origin is not None and origin.partition("://")[2] != request.headers.get("host", "")
    if foreign or request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise ForbiddenError("sent by a page of another site")


def secret_of(request: Request) -> str:
    """The secret of this browser's forms: the one that it has, or a new one."""
    return request.cookies.get(CSRF_COOKIE) or secrets.token_urlsafe(24)


def with_secret(response: Response, secret: str) -> Response:
    """The same answer, with the cookie that its forms need."""
    _set(response, CSRF_COOKIE, secret)
    return response


def _set(response: Response, name: str, value: str) -> None:
    response.set_cookie(name, value, httponly=True, samesite="strict", path="/")


def token_routes(guard: Guard) -> APIRouter:
    """The page where the token is entered, which is then kept in a cookie."""
    router = APIRouter(include_in_schema=False)

    @router.get("/token")
    def ask(request: Request) -> Response:
        return page(request, "token.html", wrong=False)

    @router.post("/token")
    def enter(request: Request, token: Annotated[str, Form(max_length=LONGEST_TOKEN)]) -> Response:
        check_same_site(request)
        if not guard.is_token(token.strip()):
            return page(request, "token.html", 403, wrong=True)
        response = RedirectResponse("/review", 303)
        _set(response, TOKEN_COOKIE, token.strip())
        return response

    return router
