"""The one way to put something at an address of the API: who may come, what is taken in, what goes out.

`door` writes the permission into one table, refuses before anything is read who may not come, checks the query and the
body by schemas (an unknown name is refused), and describes all of it in the OpenAPI document. A route made otherwise
fails the test of the route table. The API knows no cookie: who sends no token is the public.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from typing import Any

from flask import Response, g, request
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, fields
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import BadRequest

from registry import db
from registry.api.problems import CONTENT_TYPE, NOTHING_HERE, BadToken, Refused
from registry.errors import NotFound
from registry.services import tokens
from registry.services.actors import PUBLIC as NOBODY
from registry.services.actors import Actor
from registry.services.permission import Action, require
from registry.web.opened import registry
from registry.web.pages import PERMISSIONS, PUBLIC

BODY_BYTES = 1024 * 1024
# The one table of who may come: everybody, or whom the permission table grants an action.
PERMISSIONS["api-docs.openapi_json"] = PUBLIC
View = Callable[..., Any]


class Parser(FlaskParser):
    """Takes what a schema names and nothing else."""

    DEFAULT_UNKNOWN_BY_LOCATION = {"query": RAISE, "json": RAISE}  # noqa: RUF012 - as webargs declares it

    def _raw_load_json(self, req: Any) -> Any:
        try:
            return super()._raw_load_json(req)
        except RecursionError as error:  # Nested deeper than anything we take.
            raise BadRequest from error


class _Blueprint(Blueprint):  # type: ignore[misc]
    ARGUMENTS_PARSER = Parser()


blueprint = _Blueprint("api", __name__, url_prefix="/api/v1")
limiter = Limiter(lambda: caller(), default_limits=[], headers_enabled=False)


class Nothing(Schema):
    """An address without any choice."""


@dataclass(frozen=True, slots=True)
class Door:
    """What an address takes and gives. `gives` None: a file of the type `content_type`, streamed."""

    gives: type[Schema] | None
    query: type[Schema] = Nothing
    body: type[Schema] | None = None
    permission: str | Action = PUBLIC
    status: int = HTTPStatus.OK
    content_type: str = "application/json"
    limit: str | None = None


def door(rule: str, opens: Door) -> Callable[[View], View]:
    """Put a view at an address; it gets the checked `query`, then the `body` where one is taken, then the path."""

    def decorate(view: View) -> View:
        # A file is text to the document; its view answers by itself.
        gives = opens.gives or {"type": "string"}
        inner = blueprint.response(opens.status, gives, content_type=opens.content_type)(view)
        if opens.body:
            inner = blueprint.arguments(opens.body, location="json")(inner)
        inner = blueprint.arguments(opens.query, location="query")(inner)

        @wraps(inner)
        def answer(**path: Any) -> ResponseReturnValue:
            actor = api_actor()
            if isinstance(opens.permission, Action):
                require(actor, opens.permission, actor.partner, NotFound(NOTHING_HERE))
            request.max_content_length = BODY_BYTES
            _refuse_twice(opens.query)
            found: ResponseReturnValue = inner(**path)
            return found

        method = "POST" if opens.body else "GET"
        PERMISSIONS[f"api.{view.__name__}"] = opens.permission
        public = opens.permission == PUBLIC
        described = blueprint.doc(
            security=[{}, {"token": []}] if public else [{"token": []}],
            responses={"default": {"$ref": "#/components/responses/problem"}},
        )(answer)
        put = limiter.limit(opens.limit)(described) if opens.limit else described
        blueprint.route(rule, methods=[method])(put)
        return view

    return decorate


def api_actor() -> Actor:
    """On whose behalf this request asks: the token's, or the public's. Raises `BadToken` for one that is not good."""
    if "api_actor" not in g:
        g.api_actor = _actor()
    found: Actor = g.api_actor
    return found


def _actor() -> Actor:
    given = request.headers.get("Authorization")
    if given is None:
        return NOBODY
    scheme, _, text = given.partition(" ")
    with db.read(registry().store.engine) as session:
        found = tokens.token_actor(session, text.strip()) if scheme.lower() == "bearer" and text.isascii() else None
    if found is None:
        raise BadToken
    return found


def caller() -> str:
    """Whom a limit counts: the account behind a token, or the address that the request came from."""
    actor = api_actor()
    return f"account:{actor.account_id}" if actor.account_id else get_remote_address()


def _refuse_twice(schema: type[Schema]) -> None:
    known = schema().fields
    twice = [
        ("query", name, "This was given twice.")
        for name, values in request.args.lists()
        if len(values) > 1 and not isinstance(known.get(name), fields.List)
    ]
    if twice:
        raise Refused(twice)


@blueprint.after_request  # type: ignore[untyped-decorator]
def dress(response: Response) -> Response:
    """Give a whole answer its ETag, and say 304 to who has it; what a token was shown stays in no cache."""
    if "Authorization" in request.headers or request.method == "POST":
        response.headers["Cache-Control"] = "no-store"
    if response.status_code == HTTPStatus.OK and request.method in ("GET", "HEAD") and not response.is_streamed:
        response.add_etag()
        response.make_conditional(request)
    response.headers["Vary"] = "Authorization"
    return response


PROBLEM = {
    "description": "What went wrong (RFC 9457).",
    "content": {
        CONTENT_TYPE: {
            "schema": {
                "type": "object",
                "required": ["type", "title", "status", "detail"],
                "properties": {
                    "type": {"type": "string"},
                    "title": {"type": "string"},
                    "status": {"type": "integer"},
                    "detail": {"type": "string"},
                    "errors": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["where", "name", "problem"],
                            "properties": {
                                "where": {"type": "string"},
                                "name": {"type": "string"},
                                "problem": {"type": "string"},
                            },
                        },
                    },
                },
            }
        }
    },
}
