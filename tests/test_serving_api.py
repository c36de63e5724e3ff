"""The Reconciliation Service API 0.2: every answer valid by the community group's schemas, and right."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import numpy
import pandas
import pytest
from reconciler import reconcile
from serving.fixtures import Server

from pipeline.transliteration import systems

ROMANISED = "romanisation:by-bel-Cyrl-Latn-2007"
SCHEMAS = Path(__file__).parents[2] / "shared" / "data" / "reconciliation-0.2"


@cache
def validator(name: str) -> jsonschema.protocols.Validator:
    # The schemas name JSON Schema without a draft; the group's own tests read them as draft 7.
    schema = json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))
    types = json.loads((SCHEMAS / "type.json").read_text(encoding="utf-8"))
    return jsonschema.Draft7Validator(_resolved(schema, types))


def _resolved(schema: Any, types: Any) -> Any:
    """The schema with `type.json` in place of references to it, and nothing that has to be fetched."""
    if isinstance(schema, list):
        return [_resolved(each, types) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("$ref") == "type.json":
        return {key: value for key, value in types.items() if not key.startswith("$")}
    if str(schema.get("$ref", "")).startswith("http"):
        return {}
    return {key: _resolved(value, types) for key, value in schema.items() if key not in ("$schema", "$id")}


def valid(name: str, answer: Any) -> Any:
    """The answer, which the schema of that name accepts; without the schemas it is taken as it is."""
    if SCHEMAS.exists():
        validator(name).validate(answer)
    return answer


def asked(service: Server, queries: dict[str, Any], *, by: str = "POST") -> dict[str, list[dict[str, Any]]]:
    """The results of a batch, which is valid itself and whose answer is."""
    valid("reconciliation-query-batch", queries)
    text = json.dumps(queries)
    reply = (
        service.post("/reconcile", data={"queries": text})
        if by == "POST"
        else service.get("/reconcile", params={"queries": text})
    )
    assert reply.status_code == 200
    answer = valid("reconciliation-result-batch", reply.json())
    assert answer.keys() == queries.keys()
    return {key: result["result"] for key, result in answer.items()}


def matched(found: list[dict[str, Any]]) -> list[str]:
    return [candidate["id"] for candidate in found if candidate["match"]]


@pytest.mark.skipif(not SCHEMAS.exists(), reason="no schemas: answers are tested, but not against the group's schemas")
def test_the_schemas_refuse_what_is_no_answer() -> None:
    with pytest.raises(jsonschema.ValidationError):
        valid("manifest", {"versions": ["0.2"]})
    with pytest.raises(jsonschema.ValidationError):
        valid("reconciliation-result-batch", {"q": {"result": [{"id": "test:minsk"}]}})


def test_every_address_of_the_manifest_answers(service: Server) -> None:
    manifest = valid("manifest", service.get("/reconcile").json())
    assert manifest["versions"] == ["0.2"]
    assert manifest["identifierSpace"] == f"{service.address}/entity/"
    for part in (manifest["suggest"]["entity"], manifest["extend"]["propose_properties"]):
        assert service.get(part["service_url"] + part["service_path"], params={"prefix": "a"}).status_code == 200
    for template in (manifest["view"]["url"], manifest["preview"]["url"]):
        assert service.get(template.replace("{{id}}", "test:minsk")).status_code == 200


@pytest.mark.parametrize("by", ["GET", "POST"])
def test_each_query_of_a_batch_is_answered(service: Server, by: str) -> None:
    found = asked(
        service, {"q0": {"query": "Минске", "limit": 1}, "q1": {"query": "Янкі Купалы", "type": "person"}}, by=by
    )
    assert matched(found["q0"]) == ["test:minsk"]
    assert matched(found["q1"]) == ["test:kupala"]
    assert found["q1"][0]["type"] == [{"id": "person", "name": "Person"}]
    assert len(found["q0"]) == 1


def test_type_and_limit(service: Server) -> None:
    found = asked(
        service,
        {
            "both": {"query": "Бабруйка", "type": ["place"], "limit": 5},
            "one": {"query": "Бабруйка", "limit": 1},
            "other": {"query": "Янка Купала", "type": "organisation"},
            "unknown": {"query": "Янка Купала", "type": "no-such-type"},
        },
    )
    assert {one["id"] for one in found["both"]} == {"test:babrujka-by", "test:babrujka-ru"}
    assert matched(found["both"]) == []
    assert len(found["one"]) == 1
    assert matched(found["other"]) == []
    assert found["unknown"] == []


@pytest.mark.parametrize(
    ("name", "property", "value", "entity"),
    [
        ("Бабруйка", "country", "BY", "test:babrujka-by"),
        ("Бабруйка", "country", "RU", "test:babrujka-ru"),
        ("Іван Іваноў", "born", "1985", "test:ivanou-young"),
        ("Іван Іваноў", "born", "1921-05-01", "test:ivanou-old"),
        ("Іван Іваноў", "born", 1921, "test:ivanou-old"),
    ],
)
def test_properties_tell_namesakes_apart(service: Server, name: str, property: str, value: Any, entity: str) -> None:
    given = [{"pid": property, "v": value}]
    found = asked(service, {"without": {"query": name}, "with": {"query": name, "properties": given}})
    assert matched(found["without"]) == []
    assert matched(found["with"]) == [entity]
    assert found["with"][0]["id"] == entity


def test_what_contradicts_is_never_matched(service: Server) -> None:
    found = asked(
        service,
        {
            "right": {"query": "Янка Купала", "properties": [{"pid": "born", "v": "1882"}]},
            "wrong": {"query": "Янка Купала", "properties": [{"pid": "born", "v": "1990"}]},
            "neither": {"query": "Бабруйка", "properties": [{"pid": "country", "v": "LV"}]},
            "silent": {"query": "Янка Купала", "properties": [{"pid": "died", "v": "1942"}]},
            "unknown": {"query": "Янка Купала", "properties": [{"pid": "no-such-property", "v": {"id": "x"}}]},
        },
    )
    assert matched(found["right"]) == matched(found["silent"]) == matched(found["unknown"]) == ["test:kupala"]
    assert matched(found["wrong"]) == matched(found["neither"]) == []
    assert found["wrong"][0]["score"] < 50


def test_entities_types_and_properties_are_suggested_by_their_beginnings(service: Server) -> None:
    found = valid("suggest-entities-response", service.get("/suggest/entity", params={"prefix": "минс"}).json())
    assert [one["id"] for one in found["result"]] == ["test:minsk"]
    found = valid("suggest-entities-response", service.get("/suggest/entity", params={"prefix": "мінс"}).json())
    assert [one["id"] for one in found["result"]] == ["test:minsk", "test:minsk-mazowiecki"]
    rest = service.get("/suggest/entity", params={"prefix": "мінс", "cursor": 1}).json()
    assert rest["result"] == found["result"][1:]
    types = valid("suggest-types-response", service.get("/suggest/type", params={"prefix": "p"}).json())
    assert [one["id"] for one in types["result"]] == ["person", "place"]
    properties = valid("suggest-properties-response", service.get("/suggest/property", params={"prefix": "bor"}).json())
    assert [one["id"] for one in properties["result"]] == ["born"]


def test_data_extension(service: Server) -> None:
    proposed = valid(
        "data-extension-property-proposal", service.get("/properties", params={"type": "place", "limit": 100}).json()
    )
    ids = [one["id"] for one in proposed["properties"]]
    query = {
        "ids": ["test:minsk", "test:kupala", "test:nobody"],
        "properties": [
            {"id": wanted} for wanted in ("name:uk", "names:be", "born", "country", "longitude", "geonames", ROMANISED)
        ],
    }
    assert {wanted["id"] for wanted in query["properties"]} <= set(ids)
    valid("data-extension-query", query)
    reply = service.post("/reconcile", data={"extend": json.dumps(query)})
    answer = valid("data-extension-response", reply.json())
    assert answer["rows"]["test:minsk"]["name:uk"] == [{"str": "Мінськ"}]
    assert answer["rows"]["test:minsk"][ROMANISED] == [{"str": "Minsk"}]
    assert answer["rows"]["test:minsk"]["longitude"] == [{"float": -27.5}]
    assert answer["rows"]["test:minsk"]["geonames"] == [{"str": "625144"}]
    assert {f"romanisation:{system.code}" for system in systems()} <= set(ids)
    assert answer["rows"]["test:kupala"]["born"] == [{"str": "1882-07-07"}]
    assert set(map(json.dumps, answer["rows"]["test:nobody"].values())) == {"[]"}


def test_preview_is_harmless_html_that_may_be_framed(service: Server) -> None:
    reply = service.get("/preview", params={"id": "test:ivanou-young"})
    assert reply.headers["content-type"].startswith("text/html")
    assert "&lt;b&gt;painter" in reply.text
    assert "<b>" not in reply.text
    assert "frame-ancestors *" in reply.headers["content-security-policy"]
    assert service.get("/preview", params={"id": "test:nobody"}).status_code == 404


def test_other_sites_may_ask_the_protocol_and_nothing_else(service: Server) -> None:
    elsewhere = {"Origin": "https://openrefine.example"}
    for path in ("/reconcile", "/suggest/type?prefix=p", "/properties", "/preview?id=test:minsk"):
        assert service.get(path, headers=elsewhere).headers["access-control-allow-origin"] == "*"
    for path in ("/", "/table.csv", "/text", "/entity/test:minsk"):
        assert "access-control-allow-origin" not in service.get(path, headers=elsewhere).headers
    asking = {**elsewhere, "Access-Control-Request-Method": "POST"}
    assert service.request("OPTIONS", "/reconcile", headers=asking).status_code == 200


def test_a_real_client_reconciles_a_table(service: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numpy, "NaN", numpy.nan, raising=False)  # reconciler 0.2.2 asks for it, NumPy 2 dropped it
    column = pandas.Series(["Минска", "Yanka Kupała", "Nobody At All", "Бабруйка"])
    found = reconcile(
        column,
        property_mapping={"country": pandas.Series(["BY", "BY", "BY", "RU"])},
        reconciliation_endpoint=f"{service.address}/reconcile",
    )
    best = {row["input_value"]: (row["id"], bool(row["match"])) for _, row in found.iterrows()}
    assert best["Минска"] == ("test:minsk", True)
    assert best["Yanka Kupała"] == ("test:kupala", True)
    assert best["Бабруйка"] == ("test:babrujka-ru", True)
    assert not best["Nobody At All"][1]


def test_the_description_for_programs_needs_no_other_server(service: Server) -> None:
    described = service.get("/openapi.json").json()
    page = service.get("/docs").text
    for path in described["paths"]:
        assert path in page
    assert "http://" not in page.replace(service.address, "")
    assert "https://" not in page
