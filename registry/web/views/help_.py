"""Help: how the states are decided, how names are compared, and what the words mean."""

from flask import render_template
from flask.typing import ResponseReturnValue

from registry.web.pages import page


@page("/help")
def help_() -> ResponseReturnValue:
    """Everything a reader needs to judge what the pages say."""
    return render_template("help.html")
