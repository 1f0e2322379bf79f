"""Official lists of sanctions and visa bans in, drafts out.

`read` is the whole interface: it needs no database and no network, streams what a list's files say as
`ListingDraft` objects, and turns everything that could not be taken at face value into an `Issue` with its position.
"""

from importers.draft import Issue, ListingDraft
from importers.reading import Reading, read

__all__ = ["Issue", "ListingDraft", "Reading", "read"]
