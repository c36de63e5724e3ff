"""Whatever is sent, the service answers in one piece, harms nobody, and goes on."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from serving.fixtures import Server

from pipeline.serving.limits import LARGEST_BODY, Buckets
from pipeline.writing.cells import unguarded

EVIL = [
    "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{7*7}}{% raise %}",
    "../../../../etc/passwd",
    "\x00\x01\x1b[31m\u202e\u2066",
    "\ufffd\U0010ffff\u0300" * 50,
    "ў" * 20_000,
    "%00%ff%ed%a0%80",
]
GETS = ["/?q=", "/answer?q=", "/answer?type=", "/table?q=", "/table?country=", "/table?page=", "/table.csv?q=",
        "/suggest/entity?prefix=", "/suggest/entity?prefix=a&cursor=", "/suggest/type?prefix=", "/properties?type=",
        "/properties?limit=", "/preview?id=", "/entity/", "/static/", "/reconcile?queries=", "/reconcile?extend=",
        "/?ui=", "/review?after=", "/review?trail=", "/review/"]  # fmt: skip


def harmless(reply: httpx.Response) -> None:
    assert reply.status_code < 500, reply.text[:300]
    assert "default-src 'none'" in reply.headers["content-security-policy"]
    assert reply.headers["x-content-type-options"] == "nosniff"
    if reply.headers["content-type"].startswith("text/html"):
        for part in ("<script>", "<img", "onerror=alert(1)>", "\x00", "\x1b", "\u202e", ">49<"):
            assert part not in reply.text


@pytest.mark.parametrize("evil", EVIL, ids=range(len(EVIL)))
def test_every_field_of_an_address(service: Server, evil: str) -> None:
    for start in GETS:
        harmless(service.get(start + httpx.QueryParams({"x": evil[:6000]}).__str__()[2:]))


@pytest.mark.parametrize("evil", EVIL, ids=range(len(EVIL)))
def test_every_field_of_a_form(service: Server, review: Path, evil: str) -> None:
    before = review.read_bytes()
    for path, fields in {
        "/reconcile": ("queries", "extend"),
        "/token": ("token",),
        "/review/" + "0" * 16: ("secret", "version", "decision", "entity", "note", "trail"),
    }.items():
        for field in fields:
            harmless(service.post(path, data={field: evil}))
    assert review.read_bytes() == before


@pytest.mark.parametrize("name", ["Cookie", "Origin", "Accept-Language", "Referer", "Content-Type", "Authorization",
                                  "Accept", "User-Agent", "X-Forwarded-For", "Range", "If-None-Match"])  # fmt: skip
def test_no_header_does_harm(service: Server, name: str) -> None:
    for value in ("<script>alert(1)</script>", "nazvy-form=\xff\xfe; nazvy-token=\xe9", "q=;,;=" * 500, "\x80" * 3000):
        for path in ("/?q=Минск", "/review", "/reconcile"):
            harmless(service.get(path, headers={name: value.encode("latin-1")}))
        harmless(service.post("/reconcile", content=b"queries=%7B%7D", headers={name: value.encode("latin-1")}))


@pytest.mark.parametrize(
    "queries",
    [
        "[" * 100_000,
        '{"a":' * 50_000,
        "null",
        "[]",
        "{}",
        '{"q": {"query": "\\ud800"}}',
        '{"q": {"query": "x", "limit": 1e400}}',
        '{"q": {"query": "x", "limit": -5}}',
        '{"q": {"query": "x", "limit": 99999999999999999999}}',
        '{"q": {"query": "x", "properties": [{"pid": "born", "v": [[[]]]}]}}',
        '{"q": {"query": "x", "properties": [{"pid": "born", "v": []}]}}',
        '{"q": {"query": 5}}',
        '{"q": {"query": "x", "type": {"id": "person"}}}',
        json.dumps({str(number): {"query": "x"} for number in range(101)}),
        json.dumps({"q": {"query": "x" * 501}}),
        json.dumps({"<script>": {"query": "\x00"}}),
    ],
)
def test_batches_that_are_none(service: Server, queries: str) -> None:
    for field in ("queries", "extend"):
        reply = service.post("/reconcile", data={field: queries})
        harmless(reply)
        assert reply.headers["content-type"] == "application/json"
        assert isinstance(reply.json(), dict)


def test_what_is_too_large_is_refused(service: Server) -> None:
    assert service.post("/reconcile", data={"queries": "x" * LARGEST_BODY}).status_code == 413
    chunks = (b"x" * 65536 for _ in range(LARGEST_BODY // 65536 + 1))
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert service.post("/text", content=chunks, headers=form).status_code in (
        400,
        413,
    )  # the form reader has limits too
    assert service.post("/text", data={"text": "слова " * 2000}).status_code == 413
    assert service.get("/answer?q=" + "x" * 40_000).status_code == 414


def test_too_many_requests_wait() -> None:
    now = 0.0
    buckets = Buckets(2, 4, clock=lambda: now)
    assert [buckets.take("a") for _ in range(5)] == [True] * 4 + [False]
    assert buckets.take("b")
    now = 1.0
    assert [buckets.take("a") for _ in range(3)] == [True, True, False]


def test_another_site_cannot_write_and_another_name_is_not_answered(service: Server, review: Path) -> None:
    before = review.read_bytes()
    browser = service.browser()
    page = browser.get("/review").text
    secret = browser.cookies["nazvy-form"]
    address = "/review/" + page.split('action="/review/')[1][:16]
    version = page.split('name="version" value="')[1][:16]
    whole = {"secret": secret, "version": version, "decision": "never"}
    foreign = (
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://["},
        {"Sec-Fetch-Site": "cross-site"},
    )
    for headers in foreign:
        assert browser.post(address, data=whole, headers=headers).status_code == 403
        assert browser.post("/text", data={"text": "Мінск"}, headers=headers).status_code == 403
    assert browser.post(address, data={**whole, "secret": "other"}).status_code == 403
    assert service.post(address, data=whole).status_code == 403
    assert service.get("/", headers={"Host": "evil.example"}).status_code == 400
    assert review.read_bytes() == before
    cookie = browser.get("/review").headers["set-cookie"].lower()
    assert "samesite=strict" in cookie
    assert "httponly" in cookie
    browser.close()


def test_the_table_as_csv_evaluates_nothing(service: Server) -> None:
    import csv
    import io

    rows = list(csv.DictReader(io.StringIO(service.get("/table.csv").text.removeprefix("\ufeff"))))
    assert [row["id"] for row in rows][:2] == ["test:minsk", "test:minsk-mazowiecki"]
    assert unguarded(rows[0]["longitude"]) == "-27.5"
    assert rows[0]["longitude"].startswith("'")
    assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for row in rows for cell in row.values())


def test_the_description_holds_for_whatever_a_program_sends(service: Server) -> None:
    checks = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
    command = [str(Path(sys.executable).with_name("schemathesis")), "run", f"{service.address}/openapi.json"]
    options: list[Any] = ["--max-examples=3", "--phases=fuzzing", f"--checks={checks}", "--seed=1", "--no-color"]
    done = subprocess.run([*command, *options, "--exclude-path=/text"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-4000:]
