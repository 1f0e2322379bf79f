"""Errors of the API in one shape, RFC 9457: what went wrong, as a sentence, and where in the request."""

import json
import logging
from collections.abc import Iterator
from typing import Any

from flask import Response, current_app, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, TooManyRequests

from registry import errors

PREFIX = "/api/v1"
CONTENT_TYPE = "application/problem+json"
_OURS: dict[type[errors.RegistryError], int] = {
    errors.NotFound: 404, errors.Invalid: 422, errors.WrongState: 409, errors.Busy: 503, errors.SchemaOutdated: 503,
}  # fmt: skip
_TITLES = {
    400: "The request cannot be read", 401: "The token is not good", 403: "The request was not taken",
    404: "There is no such thing", 405: "This address does not take this method", 409: "It stands differently by now",
    413: "That is too large", 414: "The address is too long", 415: "This is not taken in this form",
    422: "The request holds something that is not taken", 429: "Too many requests", 500: "Something went wrong here",
    503: "The registry is busy or being updated",
}  # fmt: skip
NOTHING_HERE = "There is no such address, or it is not for you."
log = logging.getLogger(__name__)


class Refused(HTTPException):
    """A request that a schema does not take; `problems` are (where, name, sentence)."""

    code = 422

    def __init__(self, problems: list[tuple[str, str, str]]) -> None:
        super().__init__()
        self.problems = problems


class BadToken(HTTPException):
    """A token that is unknown, has ended or was revoked: which of them is told to nobody."""

    code = 401
    description = "The token is unknown, has ended or was revoked."


def answer(error: Exception) -> Response | None:
    """The error as a problem; None where the request was not for the API, or the error is none (a redirect)."""
    if not (request.path == PREFIX or request.path.startswith(f"{PREFIX}/")):
        return None
    if isinstance(error, errors.RegistryError):
        return _registry_error(error)
    if not isinstance(error, HTTPException):
        log.error("api %s failed", request.path, exc_info=error)
        return problem(500, "Nothing was changed. It was noted; please try again later.")
    if error.code is None or error.code < 400:
        return None
    response = problem(error.code, _detail(error), list(_where(error)))
    if isinstance(error, MethodNotAllowed):
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods or ("GET", "HEAD")))
    if isinstance(error, BadToken):
        response.headers["WWW-Authenticate"] = "Bearer"
    if isinstance(error, TooManyRequests):
        response.headers["Retry-After"] = "60"
    return response


def problem(status: int, detail: str, wrong: list[tuple[str, str, str]] | None = None) -> Response:
    """A problem; `wrong` are (where: query, json or path; name; sentence)."""
    body: dict[str, Any] = {
        "type": "about:blank", "title": _TITLES.get(status, "The request cannot be answered"), "status": status,
        "detail": detail,
    }  # fmt: skip
    if wrong:
        body["errors"] = [{"where": where, "name": name[:80], "problem": text} for where, name, text in wrong]
    return Response(json.dumps(body), status, content_type=CONTENT_TYPE, headers={"Cache-Control": "no-store"})


def _registry_error(error: errors.RegistryError) -> Response:
    status = next((code for kind, code in _OURS.items() if isinstance(error, kind)), 503)
    if status == 503:
        log.error("api %s failed: %s", request.path, error)
        return problem(503, "Nothing was changed. Please try again in a moment.")
    return problem(status, str(error) if status != 404 else error.message or NOTHING_HERE)


def _detail(error: HTTPException) -> str:
    if error.code == 404:
        return NOTHING_HERE
    if error.code == 422:
        return "See `errors`; nothing was changed."
    if isinstance(error, BadToken):
        return str(error.description)
    return "Nothing was changed. See " + str(current_app.config["API_PAGE"]) + "."


def _where(error: HTTPException) -> Iterator[tuple[str, str, str]]:
    if isinstance(error, Refused):
        yield from error.problems
    # webargs says what its schema refused: {"query": {"page": ["..."]}}.
    messages = getattr(error, "data", {}).get("messages", {})
    for where, named in messages.items() if isinstance(messages, dict) else ():
        yield from _flat(where, "", named)


def _flat(where: str, name: str, said: Any) -> Iterator[tuple[str, str, str]]:
    if isinstance(said, dict):
        for part, inner in said.items():
            yield from _flat(where, f"{name}.{part}" if name else str(part), inner)
    else:
        for text in said if isinstance(said, list) else [said]:
            sentence = "This is not taken here." if text == "Unknown field." else str(text)
            yield where, "" if name == "_schema" else name, sentence
