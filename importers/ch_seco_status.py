"""Whether a listing of the Swiss list is in force, and its dates: read from its modifications.

Delisted parties stay in the file, so the status is the one of the modification with the latest effective date.
"""

from dataclasses import dataclass, field
from datetime import date

from lxml import etree

from importers.fields import exact_date
from importers.vocabulary import IssueCode
from importers.xmlfile import children

_LISTED, _AMENDED, _DELISTED = "listed", "amended", "de-listed"
_DATES = ("effective-date", "enactment-date", "publication-date")


@dataclass(slots=True)
class Status:
    """The dates of a listing, each with its type; `delisted` says that it is no longer in force.

    `listed_on` is the day the act that (last) listed the party was enacted, else published; `effective_from` the day
    it took effect. `amended_on` is the enactment of the latest amendment since. `delisted_on` is the day the delisting
    took effect, else was enacted or published; None although `delisted` if the file gives no date.
    """

    delisted: bool = False
    listed_on: date | None = None
    effective_from: date | None = None
    amended_on: date | None = None
    delisted_on: date | None = None
    strange: list[tuple[IssueCode, str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Modification:
    type: str
    effective: date | None
    enacted: date | None
    published: date | None

    @property
    def when(self) -> date:
        """When it counts from; a modification without a date counts as the oldest."""
        return self.effective or self.enacted or self.published or date.min


def status_of(element: etree._Element) -> Status:
    """The status of a listing. The added and removed blocks of its history are never looked into."""
    status = Status()
    modifications = []
    for item in children(element, "modification"):
        type_ = item.get("modification-type", "")
        if type_ not in (_LISTED, _AMENDED, _DELISTED):
            status.strange.append((IssueCode.UNKNOWN_TERM, "modification/@modification-type", type_))
            continue
        modifications.append(_Modification(type_, *(_date(item, name, status) for name in _DATES)))
    if not modifications:
        return status
    # `max` keeps the first of equals, and the file puts the newest first.
    latest = max(modifications, key=lambda item: item.when)
    types = {item.type for item in modifications if item.when == latest.when}
    if _DELISTED in types and len(types) > 1:
        status.strange.append((IssueCode.CONFLICT, "modification", f"{', '.join(sorted(types))} on {latest.when}"))
    status.delisted = latest.type == _DELISTED
    listings = [item for item in modifications if item.type == _LISTED]
    if listings:
        listing = max(listings, key=lambda item: item.when)
        status.listed_on = listing.enacted or listing.published
        status.effective_from = listing.effective
        since = [item for item in modifications if item.type == _AMENDED and item.when >= listing.when]
    else:
        since = [item for item in modifications if item.type == _AMENDED]
    amended = [found for item in since if (found := item.enacted or item.published or item.effective)]
    status.amended_on = max(amended, default=None)
    if status.delisted:
        status.delisted_on = latest.effective or latest.enacted or latest.published
    return status


def _date(item: etree._Element, name: str, status: Status) -> date | None:
    raw = item.get(name, "")
    found = exact_date(raw) if raw else None
    if raw and found is None:
        status.strange.append((IssueCode.BAD_DATE, f"modification/@{name}", raw))
    return found
