"""What every answer has in common: which requests are taken, the headers, and errors as pages without traces."""

import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, abort, g, render_template, request
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import BadRequest, Forbidden, HTTPException, MethodNotAllowed, RequestURITooLarge
from werkzeug.routing import IntegerConverter, Map

from registry import errors
from registry.web import pages, uploads, who
from registry.web.query import Refused

# Longer addresses than any page makes; the search box takes 200 characters, each at most 12 bytes when quoted.
LONGEST_ADDRESS = 4_000
SAFE = ("GET", "HEAD")
METHODS = (*SAFE, "POST")
FORM_BYTES = 256 * 1024
"""How long a form may be; a page that takes files says so itself."""
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
_HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    # Nothing to other hosts; within ours, for a browser that is told to send none marks its own forms as nobody's.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_TITLES = {
    400: (_("The form was not taken"), _("Nothing was changed. Go back, load the page again, and send it once more.")),
    403: (_("The form was not taken"), _("It did not come from a page of this registry. Nothing was changed.")),
    404: (
        _("There is no such page"),
        _("Check the address, or search for a name or number. Some pages need an account."),
    ),
    405: (_("This address takes no changes"), _("Nothing was changed.")),
    409: (_("Somebody else was faster"), _("Nothing was changed. Load the page again to see how it stands.")),
    413: (_("That is too large"), _("Nothing was kept.")),
    414: (_("The address is too long"), _("Search for fewer words.")),
    422: (_("This address asks for something the page does not take"), "_("),
    429: (")Too many requests_(", ")Wait a little, then try again._("),
    500: (")Something went wrong here_(", ")Nothing was changed. It was noted; please try again later._("),
    503: (")The registry is busy or being updated_(", ")Nothing was changed. Please try again in a moment."),
}
log = logging.getLogger(__name__)


Apart = Callable[[Exception], Response | None]


class Number(IntegerConverter):
    """A number in an address, as long as a number of a row can be; a longer one is an address that does not exist."""

    def __init__(self, url_map: Map, **more: Any) -> None:
        super().__init__(url_map, **({"max": 2**31 - 1} | more))


def install(app: Flask, apart: Apart) -> None:
    """Put the edge around an application; to be installed before anything else that looks at requests.

    `apart` answers the errors that are not for a page (None for those that are).
    """
    app.before_request(_take)
    app.after_request(_dress)
    app.register_error_handler(HTTPException, lambda error: apart(error) or _http(error))
    app.register_error_handler(errors.RegistryError, lambda error: apart(error) or _ours(error))
    app.register_error_handler(Exception, lambda error: apart(error) or _unforeseen(error))


def _take() -> None:
    if request.method not in METHODS:
        raise MethodNotAllowed(_allowed())
    if len(request.path.encode()) + len(request.query_string) > LONGEST_ADDRESS:
        raise RequestURITooLarge
    try:
        request.query_string.decode()
    except UnicodeDecodeError as error:
        raise Refused([("?", gettext("What follows the question mark is no text in UTF-8."))]) from error
    if any(ord(letter) < 32 or ord(letter) in (0x7F, 0xFFFD) for letter in request.path):
        abort(404)
    if request.method not in SAFE:
        _take_change()


def _take_change() -> None:
    """Refuse a change that another site's page sends; the token in each form is checked besides."""
    if request.routing_exception is not None:
        raise request.routing_exception
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        raise Forbidden
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin)[:2] != urlsplit(request.host_url)[:2]:
        raise Forbidden
    if request.query_string:
        raise BadRequest("A form has no question mark in its address.")
    if request.endpoint and pages.admit_files(request.endpoint):
        request.max_content_length = uploads.LONGEST_BODY


def _allowed() -> list[str]:
    """The methods of this address; an address that is none takes what a page takes."""
    found = request.url_rule.methods if request.url_rule else None
    error = request.routing_exception
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        found = set(error.valid_methods)
    return sorted(set(found or SAFE) & set(METHODS))


def _dress(response: Response) -> Response:
    response.headers.update(_HEADERS)
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    signed_in = g.get("signed_in") is not None
    # A page is made anew each time, and what somebody saw who is signed in stays in no cache; files of the design are
    # asked for again only when they changed.
    design = request.endpoint is not None and request.endpoint.endswith("static")
    if (signed_in or request.method not in SAFE) and not design:
        response.headers["Cache-Control"] = "no-store"
    response.headers.setdefault("Cache-Control", "no-cache")
    if "new_device" in g:
        response.set_cookie(
            who.DEVICE, g.new_device, max_age=who.device_days(), httponly=True, samesite="Lax", secure=request.is_secure
        )
    return response


def _http(error: HTTPException) -> Response | HTTPException:
    if isinstance(error, Refused):
        return _page(422, "", error.problems)
    code = error.code or 500
    if code < 400:
        return error
    sentence = gettext("The page that the form stood on is too old.") if isinstance(error, CSRFError) else ""
    page = _page(code, sentence)
    if isinstance(error, MethodNotAllowed):
        page.headers["Allow"] = ", ".join(_allowed())
    return page


def _ours(error: errors.RegistryError) -> Response:
    if isinstance(error, errors.NotFound):
        return _page(404, error.message, in_english=True)
    if isinstance(error, errors.Invalid):
        return _page(422, str(error), in_english=True)
    if isinstance(error, errors.WrongState):
        return _page(409, str(error), in_english=True)
    log.error("page %s failed: %s", request.path, error)
    return _page(503, "")


def _unforeseen(error: Exception) -> Response:
    # The trace is for the log alone: a page never shows how the program looks inside.
    log.error("page %s failed", request.path, exc_info=error)
    return _page(500, "")


def _page(
    code: int, sentence: str, problems: list[tuple[str, str]] | None = None, *, in_english: bool = False
) -> Response:
    """The page of an error; sentences of the services are `in_english`, whatever the page is in."""
    title, mend = _TITLES.get(code, (_("The request cannot be answered"), _("Check the address.")))
    html = render_template(
        "error.html", title=title, sentence=sentence, mend=mend, problems=problems or [], in_english=in_english
    )
    return Response(html, status=code, content_type="text/html; charset=utf-8")
