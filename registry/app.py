"""The web application: the pages over one opened registry, with the edge around them."""

from pathlib import Path

from flask import Flask
from flask_bootstrap import Bootstrap5

from registry.services.storage import Store
from registry.web import edge, views, words
from registry.web.comparing import Compared
from registry.web.pages import Registry, blueprint

__all__ = ["create_app", "views"]


def create_app(store: Store, index_dir: Path, demo: bool = False) -> Flask:
    """The application over a store whose tables are current; `demo` puts a banner on every page.

    It keeps no session and sets no cookie, so that it needs no secret.
    """
    app = Flask("registry.web", static_folder="static", template_folder="templates")
    app.config.update(
        BOOTSTRAP_SERVE_LOCAL=True,
        PROVIDE_AUTOMATIC_OPTIONS=False,
        MAX_CONTENT_LENGTH=0,
        DEBUG=False,
    )
    app.jinja_options = {"autoescape": True, "trim_blocks": True, "lstrip_blocks": True}
    app.extensions["registry"] = Registry(store, index_dir, Compared(), demo)
    Bootstrap5(app)
    words.install(app)
    edge.install(app)
    app.register_blueprint(blueprint)
    app.jinja_env.globals["demo"] = demo
    return app
