"""What every answer has in common: which requests are taken, the headers, and errors as pages without traces."""

import logging

from flask import Flask, Response, abort, render_template, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, RequestURITooLarge

from registry import errors
from registry.web.query import Refused

# Longer addresses than any page makes; the search box takes 200 characters, each at most 12 bytes when quoted.
LONGEST_ADDRESS = 4_000
METHODS = ("GET", "HEAD")
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
_HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_TITLES = {
    404: ("There is no such page", "Check the address, or search for a name or number."),
    405: ("This page is for reading only", "The registry's pages take no changes."),
    414: ("The address is too long", "Search for fewer words."),
    422: ("This address asks for something the page does not take", ""),
    500: ("Something went wrong here", "Nothing was changed. It was noted; please try again later."),
    503: ("The registry is busy or being updated", "Nothing was changed. Please try again in a moment."),
}
log = logging.getLogger(__name__)


def install(app: Flask) -> None:
    """Put the edge around an application."""
    app.before_request(_take)
    app.after_request(_dress)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(errors.RegistryError, _ours)
    app.register_error_handler(Exception, _unforeseen)


def _take() -> None:
    if request.method not in METHODS:
        raise MethodNotAllowed(METHODS)
    if len(request.path.encode()) + len(request.query_string) > LONGEST_ADDRESS:
        raise RequestURITooLarge
    try:
        request.query_string.decode()
    except UnicodeDecodeError as error:
        raise Refused([("?", "What follows the question mark is no text in UTF-8.")]) from error
    if any(ord(letter) < 32 or ord(letter) in (0x7F, 0xFFFD) for letter in request.path):
        abort(404)


def _dress(response: Response) -> Response:
    response.headers.update(_HEADERS)
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    # A page is made anew each time; files of the design are asked for again only when they changed.
    response.headers.setdefault("Cache-Control", "no-cache")
    return response


def _http(error: HTTPException) -> Response | HTTPException:
    if isinstance(error, Refused):
        return _page(422, "", error.problems)
    code = error.code or 500
    if code < 400:
        return error
    if code not in _TITLES:
        return _page(code, "")
    page = _page(code, "")
    if isinstance(error, MethodNotAllowed):
        page.headers["Allow"] = ", ".join(METHODS)
    return page


def _ours(error: errors.RegistryError) -> Response:
    if isinstance(error, errors.NotFound):
        return _page(404, error.message)
    if isinstance(error, errors.Invalid):
        return _page(422, str(error))
    log.error("page %s failed: %s", request.path, error)
    return _page(503, "")


def _unforeseen(error: Exception) -> Response:
    # The trace is for the log alone: a page never shows how the program looks inside.
    log.error("page %s failed", request.path, exc_info=error)
    return _page(500, "")


def _page(code: int, sentence: str, problems: list[tuple[str, str]] | None = None) -> Response:
    title, mend = _TITLES.get(code, ("The request cannot be answered", "Check the address."))
    html = render_template("error.html", title=title, sentence=sentence, mend=mend, problems=problems or [], code=code)
    return Response(html, status=code, content_type="text/html; charset=utf-8")
