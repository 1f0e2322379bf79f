"""The web application: the pages over one opened registry, with the edge around them."""

from datetime import timedelta
from typing import Any

from flask import Flask
from flask_bootstrap import Bootstrap5
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from registry.api import doors, installed, problems, watching
from registry.config import Settings
from registry.errors import Invalid
from registry.services import guests, oidc
from registry.services.storage import Store
from registry.web import edge, languages, secret, uploads, views, who, words
from registry.web.comparing import Compared
from registry.web.opened import Registry
from registry.web.pages import blueprint

__all__ = ["create_app", "views"]


def create_app(store: Store, settings: Settings, demo: bool = False) -> Flask:
    """The application over a store whose tables are current; `demo` puts a banner on every page.

    In a demo nobody needs a second factor, for its accounts and their passwords are printed. Raises `Invalid` where a
    setting would make the service unsafe.
    """
    app = Flask("registry.web", static_folder="static", template_folder="templates")
    app.request_class = uploads.Request
    app.config.update(_configured(settings))
    app.jinja_options = {"autoescape": True, "trim_blocks": True, "lstrip_blocks": True}
    app.extensions["registry"] = Registry(
        store,
        settings.index_dir,
        Compared(),
        demo,
        second_factor=not demo,
        guests=tuple(guests.known(settings.data_dir)) if demo else (),
        provider=oidc.provider_of(settings),
        public_url=settings.public_url,
    )
    app.url_map.converters["int"] = edge.Number
    edge.install(app, problems.answer)
    # The API knows no cookie, so that no browser can be made to act in it.
    CSRFProtect(app).exempt(doors.blueprint)
    Bootstrap5(app)
    languages.install(app)
    words.install(app)
    installed.install(app, settings)
    watching.install(app)
    app.register_blueprint(blueprint)
    app.jinja_env.globals.update(demo=demo, signed_in=who.signed_in, may=who.may)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app


def _is_secure(settings: Settings) -> bool:
    """Whether people reach the pages over TLS. Raises `Invalid` for an address that is neither that nor local."""
    if settings.public_url is None:
        return False
    if not settings.public_url.startswith("https://"):
        raise Invalid("REGISTRY_PUBLIC_URL does not begin with https://.", "Sessions are never sent in the clear.")
    return True


def _configured(settings: Settings) -> dict[str, Any]:
    """What Flask and its extensions are told: cookies that are hard to steal, forms that end, limits of size."""
    secure = _is_secure(settings)
    return {
        "SECRET_KEY": secret.load(settings),
        # The prefix lets a browser take the cookie from this very host over TLS only.
        "SESSION_COOKIE_NAME": "__Host-registry" if secure else "registry",
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_REFRESH_EACH_REQUEST": False,
        "WTF_CSRF_TIME_LIMIT": int(timedelta(hours=12).total_seconds()),
        "WTF_CSRF_SSL_STRICT": False,  # Proxies may cut referrers; `edge` looks at the origin instead.
        "BOOTSTRAP_SERVE_LOCAL": True,
        "PROVIDE_AUTOMATIC_OPTIONS": False,
        "MAX_CONTENT_LENGTH": edge.FORM_BYTES,
        "MAX_FORM_MEMORY_SIZE": edge.FORM_BYTES,
        "MAX_FORM_PARTS": 200,
        "DEBUG": False,
    }
