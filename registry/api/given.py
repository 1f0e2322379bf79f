"""What the API gives: the schemas of its answers, which the OpenAPI document is made from."""

from typing import Any

from marshmallow import Schema, fields

Text, Number, Yes, Day = fields.String, fields.Integer, fields.Boolean, fields.Date


def texts() -> fields.List[Any]:
    """A list of texts."""
    return fields.List(fields.String())


def at(**more: Any) -> fields.DateTime:
    """An instant in UTC."""
    return fields.DateTime(format="iso", **more)


def many(item: type[Schema]) -> type[Schema]:
    """A part of many: the items, which page this is, how many pages and items there are."""
    return Schema.from_dict(
        {
            "items": fields.List(fields.Nested(item)),
            "page": Number(),
            "pages": Number(),
            "total": Number(),
        },
        name=f"{item.__name__}Page",
    )


def some(item: type[Schema]) -> type[Schema]:
    """All of a few items."""
    return Schema.from_dict({"items": fields.List(fields.Nested(item))}, name=f"{item.__name__}List")


class Cell(Schema):
    """What one partner does about one measure; `state` is one of those that the help page explains."""

    partner = Text()
    state = Text()
    why = Text()
    since = Day(allow_none=True)
    date_type = Text()
    measure_basis = Text()
    lag_days = Number(allow_none=True)
    listings = texts()


class Line(Schema):
    """One measure with what each partner does; `gaps` are the partners that lack it."""

    measure = Text()
    imposed_by = texts()
    first_mover = Text(allow_none=True)
    since = Day(allow_none=True)
    gaps = fields.Dict(keys=Text(), values=Text())
    cells = fields.List(fields.Nested(Cell))


class Hit(Schema):
    """A party that answers. How alike two names are says nothing about whether two people are one."""

    party = Text()
    name = Text()
    kind = Text()
    score = fields.Float()
    similarity = fields.Float()
    evidence = fields.Float()
    exact = Yes()
    weak = Yes()
    answered = Text()
    answered_on = Text()
    why = Text()
    reasons = texts()
    listings = texts()
    lines = fields.List(fields.Nested(Line))


class Choice(Schema):
    """A value of a filter, and how many answers choosing it would show."""

    value = Text()
    count = Number()


class Found(Schema):
    """The answers, best first: `found` before the filters, `kept` after them; `bounded`: there may be more."""

    query = Text()
    as_of = Day()
    known_at = at()
    found = Number()
    kept = Number()
    bounded = Yes()
    items = fields.List(fields.Nested(Hit))
    choices = fields.Dict(keys=Text(), values=fields.List(fields.Nested(Choice)))


class Alike(Schema):
    """A party that a subject may be, and why; never that it is."""

    party = Text()
    listing = Text()
    name = Text()
    kind = Text()
    answered = Text()
    score = fields.Float()
    similarity = fields.Float()
    evidence = fields.Float()
    reasons = texts()


class Matched(Schema):
    """The answers for one subject, in the order asked."""

    id = Text(allow_none=True)
    hits = fields.List(fields.Nested(Alike))


class Matches(Schema):
    """The answers for a batch, and the instant whose knowledge they rest on."""

    known_at = at()
    items = fields.List(fields.Nested(Matched))


class Listing(Schema):
    """One listing of a party: where it was read, what it says (`content`), and why it belongs to the party."""

    key = Text()
    partner = Text()
    status = Text()
    status_on = Day(allow_none=True)
    recorded_from = at()
    place = Text()
    sha256 = Text()
    content = fields.Dict()
    raw = fields.Dict()
    why = fields.Dict()


class Party(Schema):
    """A party with who imposes what on it, and what each list says. `asked` is the id or listing it was asked by."""

    asked = Text()
    party = Text()
    name = Text()
    kind = Text()
    confidence = fields.Float()
    as_of = Day()
    known_at = at()
    lines = fields.List(fields.Nested(Line))
    listings = fields.List(fields.Nested(Listing))


class PartyRow(Schema):
    """A party in short."""

    party = Text()
    name = Text()
    kind = Text()
    listings = texts()


class FieldChange(Schema):
    """What one field of a listing lost and gained."""

    field = Text()
    removed = texts()
    added = texts()


class Version(Schema):
    """What a list said about a listing from one instant until another (null: still)."""

    recorded_from = at()
    recorded_to = at(allow_none=True)
    submission = Number()
    status = Text()
    status_on = Day(allow_none=True)
    kind = Text()
    name = Text()
    place = Text()
    sha256 = Text()
    content = fields.Dict()
    raw = fields.Dict()
    changes = fields.List(fields.Nested(FieldChange))
    first = Yes()


class History(Schema):
    """A listing with every version that the registry held, the newest first."""

    list_key = Text()
    reference = Text()
    partner = Text()
    party = Text(allow_none=True)
    versions = fields.List(fields.Nested(Version))


class ListingRow(Schema):
    """A listing in short."""

    reference = Text()
    name = Text()
    kind = Text()
    status = Text()
    listed_on = Day(allow_none=True)


class Counts(Schema):
    """Records = drafts + refused; drafts = added + changed + unchanged."""

    records = Number()
    drafts = Number()
    refused = Number()
    added = Number()
    changed = Number()
    unchanged = Number()
    removed = Number()


class File(Schema):
    """A file as received."""

    name = Text()
    size = Number()
    sha256 = Text()


class Notice(Schema):
    """A sentence about a submission, and its code."""

    code = Text()
    text = Text()


class Submission(Schema):
    """One delivery of a list."""

    id = Number()
    list_key = Text()
    partner = Text()
    state = Text()
    received_at = at()
    published_on = Day(allow_none=True)
    recorded_at = at(allow_none=True)
    files = fields.List(fields.Nested(File))
    counts = fields.Nested(Counts, allow_none=True)
    holds = fields.List(fields.Nested(Notice))
    notices = fields.List(fields.Nested(Notice))
    note = Text(allow_none=True)


class PublishedList(Schema):
    """A list, how old it is, and its listings by status; `last` is the submission it stands at."""

    key = Text()
    partner = Text()
    title = Text()
    authority = Text()
    publisher_url = Text()
    licence = Text()
    publishes = texts()
    listings = Number()
    statuses = fields.Dict(keys=Text(), values=Number())
    age_days = Number(allow_none=True)
    last = fields.Nested(Submission, allow_none=True)


class Programme(Schema):
    """A legal regime of a partner, and how many listings of each list stand under it."""

    key = Text()
    partner = Text()
    title = Text()
    authority = Text()
    legal_act = Text()
    tier = Number()
    atrocity_focus = Yes()
    status = Text()
    ended = Day(allow_none=True)
    themes = texts()
    implied = texts()
    listings = fields.Dict(keys=Text(), values=Number())


class Source(Schema):
    """A file that an answer rests on."""

    list_key = Text()
    partner = Text()
    title = Text()
    file = Text()
    published_on = Day(allow_none=True)
    age_days = Number(allow_none=True)
    listings = Number()
    size = Number()
    sha256 = Text()
    note = Text()


class Tally(Schema):
    """How often a partner stands in each state for a measure."""

    partner = Text()
    measure = Text()
    states = fields.Dict(keys=Text(), values=Number())


class Shared(Schema):
    """How many parties two partners both impose a measure on."""

    measure = Text()
    a = Text()
    b = Text()
    parties = Number()


class Divergence(Schema):
    """Where partners differ: the sums. The gaps themselves are at `/gaps`."""

    as_of = Day()
    known_at = at()
    partners = texts()
    measures = texts()
    parties = Number()
    lines = Number()
    gap_lines = Number()
    tallies = fields.List(fields.Nested(Tally))
    overlaps = fields.List(fields.Nested(Shared))
    sources = fields.List(fields.Nested(Source))


class Gap(Line):
    """A measure on a party that some partners impose and others lack."""

    party = Text()
    name = Text()
    kind = Text()
    confidence = fields.Float()
    programmes = texts()


class Reason(Schema):
    """What speaks for or against, with its weight."""

    field = Text()
    weight = fields.Float()
    text = Text()


class Proposal(Schema):
    """Two listings that wait for a person; `earlier` is what was said before."""

    listing_a = Text()
    listing_b = Text()
    name_a = Text()
    name_b = Text()
    score = fields.Float()
    verdict = Text()
    reasons = fields.List(fields.Nested(Reason))
    earlier = Text()


class Judged(Schema):
    """What a judgement did: how many parties there are now, how many listings moved."""

    listing_a = Text()
    listing_b = Text()
    verdict = Text()
    parties = Number()
    moved = Number()


class Change(Schema):
    """A version of a listing that began; `new`: the registry did not know the listing before."""

    at = at()
    number = Number()
    listing = Text()
    partner = Text()
    name = Text()
    kind = Text()
    status = Text()
    status_on = Day(allow_none=True)
    new = Yes()


class Next(Schema):
    """What to ask with to go on; keep it for tomorrow where there is nothing more."""

    since = at()
    after = Number()


class Changes(Schema):
    """Changes in the order they were recorded; `more`: there are more now."""

    items = fields.List(fields.Nested(Change))
    more = Yes()
    next = fields.Nested(Next)


class Head(Schema):
    """How long the audit trail is and its last hash, signed (Ed25519)."""

    events = Number()
    hash = Text()
    at = Text(allow_none=True)
    key_id = Text()
    public_key = Text()
    signature = Text()


class Event(Schema):
    """One act by somebody."""

    id = Number()
    at = at()
    actor = Text()
    action = Text()
    subject = Text()
    detail = fields.Dict()
    previous_hash = Text()
    hash = Text()
