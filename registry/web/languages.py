"""The languages of the pages: a reader's own choice, else what the account or the browser asks for, else English."""

from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, Response, g, request
from flask_babel import Babel, Domain, get_locale

LANGUAGES = {"en": "English", "fr": "Français"}
COOKIE = "language"
_FOLDER = Path(__file__).parent / "translations"


class Texts(Domain):  # type: ignore[misc]
    """The texts as translators wrote them, compiled when the program first needs them.

    So that nothing compiled lies in the repository, where it would not fit its source or could not be merged.
    """

    def get_translations(self) -> NullTranslations:
        """The texts in the language of this request."""
        return of(current())


@cache
def of(code: str) -> NullTranslations:
    """The texts of a language. English is what the program itself is written in."""
    if code == "en":
        return NullTranslations()
    compiled = BytesIO()
    with (_FOLDER / code / "LC_MESSAGES" / "messages.po").open("rb") as file:
        write_mo(compiled, read_po(file, locale=code))
    compiled.seek(0)
    return Translations(compiled)


def install(app: Flask) -> None:
    """Give the application its translations, which lie in `registry/web/translations`."""
    babel = Babel(app, default_locale="en", locale_selector=_chosen)
    babel.domain_instance = Texts()
    app.after_request(_vary)
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


def _vary(response: Response) -> Response:
    """Tell caches that the same address has other words for other readers."""
    response.vary.update(("Accept-Language", "Cookie"))
    return response


def _chosen() -> str:
    asked = request.cookies.get(COOKIE)
    if asked in LANGUAGES:
        return str(asked)
    found = g.get("signed_in")
    if found is not None and found.account.language in LANGUAGES:
        return str(found.account.language)
    # Whoever asks for French as in Switzerland before English gets French.
    wanted = (tag.partition("-")[0].lower() for tag, quality in request.accept_languages if quality > 0)
    return next((code for code in wanted if code in LANGUAGES), "en")
