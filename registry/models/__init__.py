"""The tables. Importing this package knows them all, which migrations and tests rely on."""

from registry.models.designation import Designation, DesignationMeasure
from registry.models.job import Job, JobState
from registry.models.ledger import AuditEvent, Clock, Counter
from registry.models.listing import (
    CrossReference,
    Listing,
    ListingCountry,
    ListingIdentifier,
    ListingName,
    ListingStatus,
    ListingVersion,
)
from registry.models.party import Comparison, Judgement, Party, PartyMembership, Standing, Verdict
from registry.models.submission import SourceFile, Submission, SubmissionFile, SubmissionIssue, SubmissionState

__all__ = [
    "AuditEvent",
    "Clock",
    "Comparison",
    "Counter",
    "CrossReference",
    "Designation",
    "DesignationMeasure",
    "Job",
    "JobState",
    "Judgement",
    "Listing",
    "ListingCountry",
    "ListingIdentifier",
    "ListingName",
    "ListingStatus",
    "ListingVersion",
    "Party",
    "PartyMembership",
    "SourceFile",
    "Standing",
    "Submission",
    "SubmissionFile",
    "SubmissionIssue",
    "SubmissionState",
    "Verdict",
]
