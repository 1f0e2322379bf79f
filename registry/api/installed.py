"""Puts the API into an application: its addresses, its limits, its OpenAPI document and the page made from that."""

from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import Flask, current_app, render_template
from flask.typing import ResponseReturnValue
from flask_smorest import Api

from registry.api import deciding, differing, finding, holding, recording
from registry.api.doors import PROBLEM, blueprint, limiter
from registry.config import Settings
from registry.web import query as queries
from registry.web.pages import page

# Imported for the doors that they open.
ROOMS = (finding, holding, differing, deciding, recording)
_ABOUT = """Published data need no token. A token is made on the page of your account and sent as
`Authorization: Bearer TOKEN`; it has no more rights than its account. What a token may not see answers like what does
not exist. Errors are problems as in RFC 9457. Names that an address does not take are refused."""


class _Api(Api):  # type: ignore[misc]
    """The OpenAPI document, without an error handler of its own: all errors are `problems`."""

    def _register_error_handlers(self) -> None:
        """Nothing."""

    def _register_responses(self) -> None:
        """Every error is a problem, whatever its status."""
        self.spec.components.response("problem", PROBLEM)
        for status in HTTPStatus:
            self.spec.components.response(status.name, PROBLEM, lazy=True)


def install(app: Flask, settings: Settings) -> None:
    """Put the API into the application."""
    app.config.update(
        API_TITLE="Registry of sanctions and visa bans",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/api/v1",
        OPENAPI_JSON_PATH="openapi.json",
        API_PAGE="/api",
        API_SPEC_OPTIONS={"info": {"description": _ABOUT}},
        # Counted in each process on its own, unless a Redis is there to count for all.
        RATELIMIT_STORAGE_URI=settings.redis_url.get_secret_value() if settings.redis_url else "memory://",
        RATELIMIT_STRATEGY="moving-window",
    )
    api = _Api(app)
    api.register_field(queries.Day, "string", "date")
    api.register_field(queries.Instant, "string", None)
    api.spec.components.security_scheme("token", {"type": "http", "scheme": "bearer"})
    api.register_blueprint(blueprint)
    app.extensions["openapi"] = api.spec
    limiter.init_app(app)


@dataclass(frozen=True, slots=True)
class Address:
    """An address of the API as the page shows it."""

    method: str
    path: str
    about: str
    token: bool
    takes: tuple[tuple[str, str, bool], ...]
    body: str
    gives: str


@page("/api")
def api_page() -> ResponseReturnValue:
    """The API for people: every address, what it takes and gives, made from the OpenAPI document."""
    spec: dict[str, Any] = current_app.extensions["openapi"].to_dict()
    return render_template("api.html", about=spec["info"]["description"], addresses=list(_addresses(spec)), spec=spec)


def _addresses(spec: dict[str, Any]) -> Iterator[Address]:
    for path, methods in sorted(spec["paths"].items()):
        shared = methods.get("parameters", [])
        for method, told in methods.items():
            if method == "parameters":
                continue
            takes = tuple(
                (item["name"], _kind(item["schema"]), item.get("required", False))
                for item in (*shared, *told.get("parameters", ()))
            )
            content = next(told["responses"][code] for code in told["responses"] if code.startswith("2"))["content"]
            body = told.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
            about = told.get("description") or told.get("summary", "")
            token = {} not in told["security"]
            gives = ", ".join(_name(item.get("schema", {})) or kind for kind, item in content.items())
            yield Address(method.upper(), path, about, token, takes, _name(body), gives)


def _kind(schema: dict[str, Any]) -> str:
    terms = schema.get("enum") or schema.get("items", {}).get("enum")
    return ", ".join(map(str, terms)) if terms else str(schema.get("format") or schema.get("type", "text"))


def _name(schema: dict[str, Any]) -> str:
    return str(schema.get("$ref", "")).rpartition("/")[2]
