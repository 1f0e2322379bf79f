"""The pages, each module named after what the reader sees; importing them puts them at their addresses."""

from registry.web.views import divergence, help_, home, listing, lists, party, programme

__all__ = ["divergence", "help_", "home", "listing", "lists", "party", "programme"]
