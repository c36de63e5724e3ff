"""Files from the web or from disk: short time-outs, one clear line for every failure, and downloads that go
on.

A download grows in `FILE.part`; beside it `FILE.part.json` keeps the address and the server's mark of the
version, so that a later attempt only goes on with the same content (HTTP Range and If-Range, RFC 9110
§13.1.5 and §14).
"""

from __future__ import annotations

import http.client
import json
import re
import shutil
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO

from pipeline.records import Problem

Progress = Callable[[str, int, int | None], None]
LARGEST = 4 * 1024**3  # bytes of a package file: ten times the largest there is

_INDEX_LARGEST = 32 * 1024**2
_ATTEMPTS = 3  # without a single new byte
_CHUNK = 1 << 16
_HEADERS = {"User-Agent": "nazvy", "Accept-Encoding": "identity"}
_Broken = (OSError, http.client.HTTPException)


class ModelError(Exception):
    """What went wrong with a model, in one line with its remedy."""

    def __init__(self, source: str, message: str, remedy: str = "") -> None:
        super().__init__(source, message, remedy)
        self.problem = Problem(source=source, message=message, remedy=remedy)

    def __str__(self) -> str:
        return self.problem.line()


def silent(_name: str, _done: int, _total: int | None) -> None:
    """Progress that nobody watches."""


def read(address: str, timeout: float) -> bytes:
    """The whole of a small file at an http(s) address or a path. Raises ModelError."""
    try:
        if "://" not in address:
            return Path(address).read_bytes()
        with _open(address, {}, timeout) as answer:
            content: bytes = answer.read(_INDEX_LARGEST + 1)
    except _Broken as error:
        remedy = "check the connection or set NAZVY_MODEL_INDEX to a mirror; or install a file: FILE.argosmodel"
        raise ModelError(address, f"does not answer ({_why(error)})", remedy) from error
    if len(content) > _INDEX_LARGEST:
        raise ModelError(address, "is larger than any index", "set NAZVY_MODEL_INDEX to an index")
    return content


def fetch(links: Sequence[str], file: Path, name: str, progress: Progress = silent, *, timeout: float = 20.0) -> str:
    """Download the first link that works into the file, going on where an earlier attempt stopped.

    Returns the link. Raises ModelError with the last link's failure; what came so far is kept for the next
    attempt.
    """
    failure = ModelError(name, "the index gives no address", "tell the keeper of the index")
    for link in links:
        try:
            if "://" in link:
                _download(link, file, name, progress, timeout)
            else:
                shutil.copyfile(link, file)
        except OSError as error:
            failure = ModelError(link, f"cannot be read or written ({_why(error)})", "check the folder")
        except ModelError as error:
            failure = error
        else:
            return link
    raise failure


def _download(link: str, file: Path, name: str, progress: Progress, timeout: float) -> None:
    part = file.with_name(file.name + ".part")
    left = _ATTEMPTS
    while True:
        before = _size(part)
        try:
            whole = _continue(link, part, name, progress, timeout)
        except urllib.error.HTTPError as error:
            raise ModelError(link, f"answers {error.code} {error.reason}", "try another index") from error
        except _Broken as error:
            whole, why = False, _why(error)
        else:
            why = "the connection was cut"
        if whole:
            part.replace(file)
            _mark(part).unlink(missing_ok=True)
            return
        left = _ATTEMPTS if _size(part) > before else left - 1
        if left <= 0:
            remedy = "run the same command again: it goes on from there"
            raise ModelError(link, f"stopped after {_size(part):,} bytes ({why})", remedy)


def _continue(link: str, part: Path, name: str, progress: Progress, timeout: float) -> bool:
    """One connection's worth of the file; True when it is whole."""
    done, version = _kept(link, part)
    headers = {"Range": f"bytes={done}-", "If-Range": version} if done else {}
    try:
        answer = _open(link, headers, timeout)
    except urllib.error.HTTPError as error:
        if error.code == http.HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE and done:
            part.unlink()
            return False
        raise
    with answer:
        start, total = _extent(answer, link)
        if start != done:
            start = 0
        if start == 0:
            _remember(link, part, answer)
        with part.open("ab" if start else "wb") as target:
            done = _copy(answer, target, start, total, lambda at: progress(name, at, total))
    return total is None or done == total


def _copy(
    answer: http.client.HTTPResponse,
    target: IO[bytes],
    at: int,
    total: int | None,
    tell: Callable[[int], None],
) -> int:
    tell(at)
    while chunk := answer.read1(_CHUNK):
        target.write(chunk)
        at += len(chunk)
        tell(at)
        if at > min(LARGEST, LARGEST if total is None else total):
            raise ModelError(answer.url, "sends more than it announced", "do not trust it")
    return at


def _extent(answer: http.client.HTTPResponse, link: str) -> tuple[int, int | None]:
    """Where the answer's content starts in the file, and how large the whole file is, if it says so."""
    start, total = 0, answer.headers.get("Content-Length")
    if answer.status == http.HTTPStatus.PARTIAL_CONTENT:
        found = re.fullmatch(r"bytes (\d+)-\d+/(\d+|\*)", answer.headers.get("Content-Range", ""))
        if found is None:
            raise ModelError(link, "answers with a part of the file but not with which", "try another index")
        start, total = int(found[1]), None if found[2] == "*" else found[2]
    size = int(total) if total and total.isdigit() else None
    if size is not None and size > LARGEST:
        raise ModelError(link, f"announces {size:,} bytes, more than any package", "do not trust it")
    return start, size


def _open(address: str, headers: dict[str, str], timeout: float) -> http.client.HTTPResponse:
    if urllib.parse.urlsplit(address).scheme not in {"http", "https"}:
        raise ModelError(address, "is no http or https address", "give one, or a file")
    request = urllib.request.Request(address, headers={**_HEADERS, **headers})  # noqa: S310 - scheme checked above
    answer: http.client.HTTPResponse = urllib.request.urlopen(request, timeout=timeout)  # noqa: S310
    return answer


def _mark(part: Path) -> Path:
    return part.with_name(part.name + ".json")


def _remember(link: str, part: Path, answer: http.client.HTTPResponse) -> None:
    """Keep the strong validator of this version: only with one may a later attempt go on."""
    etag = answer.headers.get("ETag", "")
    version = etag if etag and not etag.startswith("W/") else answer.headers.get("Last-Modified", "")
    _mark(part).write_text(json.dumps({"link": link, "version": version}), encoding="utf-8")


def _kept(link: str, part: Path) -> tuple[int, str]:
    """How many bytes of this very link are there already, and of which version; 0 where it cannot be told."""
    try:
        mark = json.loads(_mark(part).read_text(encoding="utf-8"))
        version = str(mark["version"]) if mark["link"] == link else ""
    except (OSError, ValueError, KeyError, TypeError):
        version = ""
    return (_size(part), version) if version else (0, "")


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _why(error: BaseException) -> str:
    reason = getattr(error, "reason", None) or getattr(error, "strerror", None) or error
    return str(reason) or type(error).__name__
