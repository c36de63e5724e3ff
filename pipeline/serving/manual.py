"""The page for people who write programs: the OpenAPI description, shown without a script or another server."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import HTMLResponse

from pipeline.serving.site import page


class Parameter(NamedTuple):
    """One parameter: its name, where it stands (query, path, form), its type, whether it must be there, its meaning."""

    name: str
    place: str
    type: str
    required: bool
    meaning: str


class Operation(NamedTuple):
    """What one method of one address does, its parameters, and what its answers mean by status."""

    id: str
    method: str
    path: str
    summary: str
    parameters: tuple[Parameter, ...]
    answers: tuple[tuple[str, str], ...]


def operations(description: Mapping[str, Any]) -> Iterator[Operation]:
    """The operations of an OpenAPI 3 description, in its order."""
    for path, methods in description["paths"].items():
        for method, told in methods.items():
            yield Operation(
                id=f"{method}{path.replace('/', '-')}",
                method=method.upper(),
                path=path,
                summary=told.get("summary", ""),
                parameters=(*_parameters(told), *_fields(told, description)),
                answers=tuple((status, answer["description"]) for status, answer in told["responses"].items()),
            )


def _parameters(told: Mapping[str, Any]) -> Iterator[Parameter]:
    for each in told.get("parameters", ()):
        meaning = each.get("description", "")
        yield Parameter(each["name"], each["in"], _type(each["schema"]), each.get("required", False), meaning)


def _fields(told: Mapping[str, Any], description: Mapping[str, Any]) -> Iterator[Parameter]:
    for content in told.get("requestBody", {}).get("content", {}).values():
        schema = content["schema"]
        if "$ref" in schema:
            schema = description["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        for name, field in schema.get("properties", {}).items():
            required = name in schema.get("required", ())
            yield Parameter(name, "form", _type(field), required, field.get("description", ""))


def _type(schema: Mapping[str, Any]) -> str:
    return str(schema.get("type") or " or ".join(filter(None, (each.get("type") for each in schema.get("anyOf", ())))))


def manual_routes(app: FastAPI) -> APIRouter:
    """The page `/docs`."""
    router = APIRouter(include_in_schema=False)

    @router.get("/docs")
    def docs(request: Request) -> HTMLResponse:
        return page(request, "manual.html", operations=tuple(operations(app.openapi())))

    return router
