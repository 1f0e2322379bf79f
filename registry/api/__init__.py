"""The JSON API: what programs ask, over the same services as the pages, with no rules of its own."""
