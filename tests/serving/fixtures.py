"""A real server, started by the test as a person would start it, on a port that is free."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest

PATIENCE = 120.0
"""Seconds that a busy machine may take for what takes one on an idle one."""
ADDRESS = re.compile(r"serving at (http://\S+)/ ")
TOKEN = re.compile(r"the review asks for this token: (\S+)")


class Server:
    """A running `nazvy serve`; `address` has no slash at its end, `token` is what it printed."""

    def __init__(self, *options: str) -> None:
        command = [sys.executable, "-m", "pipeline.cli", "serve", "--port", "0", *options]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env={**os.environ, "LC_ALL": "C"})
        self.said: list[str] = []
        self.address = self._read(ADDRESS)
        self._client = httpx.Client(base_url=self.address, timeout=PATIENCE)

    def _read(self, wanted: re.Pattern[str]) -> str:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.said.append(line)
            if found := wanted.search(line):
                return found[1]
        raise AssertionError(f"the server did not start: {''.join(self.said)}")

    def token(self) -> str:
        """The token that it prints where it can be reached from outside."""
        return self._read(TOKEN)

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self._client.get(path, **options)

    def post(self, path: str, **options: Any) -> httpx.Response:
        return self._client.post(path, **options)

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        return self._client.request(method, path, **options)

    def browser(self) -> httpx.Client:
        """A client with cookies of its own that follows redirections."""
        return httpx.Client(base_url=self.address, timeout=PATIENCE, follow_redirects=True)

    def kill(self) -> None:
        """Stop at once, as a power cut would."""
        self.process.kill()
        self.process.wait(PATIENCE)

    def stop(self) -> None:
        self._client.close()
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        assert self.process.stderr is not None
        self.process.stderr.close()


NAMESAKES = {
    "entities.csv": [
        "id,type,label,country,born,description,longitude,geonames",
        "test:minsk,place,Minsk,BY,,capital,-27.5,625144",
        "test:minsk-mazowiecki,place,Minsk Mazowiecki,PL,,town,,",
        "test:babrujka-by,place,Babrujka,BY,,village,,",
        "test:babrujka-ru,place,Babrujka,RU,,village,,",
        "test:kupala,person,Yanka Kupala,BY,1882-07-07,poet,,",
        "test:ivanou-old,person,Ivan Ivanou,BY,1921,chemist,,",
        "test:ivanou-young,person,Ivan Ivanou,BY,1985,<b>painter</b>,,",
    ],
    "names.csv": [
        "entity,form,lang,kind",
        "test:minsk,Мінск,be,preferred",
        "test:minsk,Мінськ,uk,preferred",
        "test:minsk,Минск,ru,preferred",
        "test:minsk,Minsk,en,preferred",
        "test:minsk,Менск,be-tarask,variant",
        "test:minsk-mazowiecki,Мінск-Мазавецкі,be,preferred",
        "test:babrujka-by,Бабруйка,be,preferred",
        "test:babrujka-ru,Бабруйка,be,preferred",
        "test:kupala,Янка Купала,be,preferred",
        "test:kupala,Янка Купала,ru,preferred",
        "test:kupala,Yanka Kupala,en,preferred",
        "test:ivanou-old,Іван Іваноў,be,preferred",
        "test:ivanou-young,Іван Іваноў,be,preferred",
    ],
}


def write_tables(folder: Path, tables: dict[str, list[str]]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, lines in tables.items():
        (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


REVIEW = [
    "form,lang,type,why,mentions,documents,context,candidates,new_id,decision,entity,note,spellings,proposed,ids,seen_in",
    "Бабруйка,be,place,unsure,5,2,Мы былі ў **Бабруйцы** летам.,test:babrujka-by (Babrujka) 0.90 | test:babrujka-ru"
    " (Babrujka) 0.90,nazvy:babrujka-000001,,,,Бабруйка [be],,,a.txt",
    "Алесь Невядомы,be,person,new,3,1,Прыйшоў **Алесь Невядомы**.,,nazvy:ales-niaviadomy-000002,,,,"
    "Алесь Невядомы [be],Алесь Невядомый [ru rule:ru],new:0000000000000001,a.txt",
    "Менск,be,place,unsure,2,1,Едзем у **Менск**.,test:minsk (Minsk) 0.80,nazvy:mensk-000003,,,,Менск [be],,,b.txt",
    "Усход,be,place,new,1,1,Сонца ідзе на **Усход**.,,nazvy:uschod-000004,,,,Усход [be],,new:0000000000000002,b.txt",
]


def write_review(folder: Path, lines: Sequence[str] = REVIEW) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "review.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small gazetteer of namesakes, and a table for review."""
    folder = tmp_path_factory.mktemp("served")
    write_tables(folder / "tables", NAMESAKES)
    write_review(folder)
    return folder


@pytest.fixture(scope="session")
def service(served: Path) -> Iterator[Server]:
    """One server for all tests."""
    server = Server(
        "--gazetteer",
        str(served / "tables"),
        "--review",
        str(served / "review.csv"),
        "--rate",
        "100000",
        "--processes",
        "2",
    )
    yield server
    server.stop()


@pytest.fixture
def review(served: Path) -> Path:
    """The table for review of that server, as it was at first."""
    return write_review(served)
