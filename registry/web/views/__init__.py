"""The pages, each module named after what the reader sees; importing them puts them at their addresses."""

from registry.web.views import (
    account,
    accounts,
    divergence,
    help_,
    home,
    listing,
    lists,
    partner,
    party,
    programme,
    provider,
    review,
    sign_in,
)

__all__ = [
    "account",
    "accounts",
    "divergence",
    "help_",
    "home",
    "listing",
    "lists",
    "partner",
    "party",
    "programme",
    "provider",
    "review",
    "sign_in",
]
