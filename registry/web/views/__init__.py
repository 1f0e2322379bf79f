"""The pages, each module named after what the reader sees; importing them puts them at their addresses."""

from registry.web.views import (
    account,
    accounts,
    audit,
    divergence,
    gap,
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
    "audit",
    "divergence",
    "gap",
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
