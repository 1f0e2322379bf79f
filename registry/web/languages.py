"""The languages of the pages: a reader's own choice, else what the account or the browser asks for, else English."""

from flask import Flask, g, request
from flask_babel import Babel, get_locale

LANGUAGES = {"en": "English", "fr": "Français"}
COOKIE = "language"


def install(app: Flask) -> None:
    """Give the application its translations, which lie in `registry/web/translations`."""
    app.config.update(BABEL_DEFAULT_LOCALE="en", BABEL_TRANSLATION_DIRECTORIES="translations")
    Babel(app, locale_selector=_chosen)
    app.jinja_env.globals.update(LANGUAGES=LANGUAGES, language_code=current, here=here)


def current() -> str:
    """The language of this request, `en` outside of one."""
    found = get_locale()
    return found.language if found else "en"


def here() -> str:
    """The address of this page for a link back to it; of a form that was refused, the page it stood on."""
    if request.method != "GET" or not request.query_string:
        return request.path
    return f"{request.path}?{request.query_string.decode(errors='replace')}"


def _chosen() -> str:
    asked = request.cookies.get(COOKIE)
    if asked in LANGUAGES:
        return str(asked)
    found = g.get("signed_in")
    if found is not None and found.account.language in LANGUAGES:
        return str(found.account.language)
    return request.accept_languages.best_match(list(LANGUAGES), default="en") or "en"
