"""The tables. Importing this package knows them all, which migrations and tests rely on."""

from registry.models.account import Account, ApiToken, Device, SignInAttempt, WebSession
from registry.models.certificate import SearchCertificate
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
from registry.models.mapping import PartnerMapping
from registry.models.party import Comparison, Judgement, Party, PartyMembership, Standing, Verdict
from registry.models.report import Report, ReportState
from registry.models.submission import (
    ChangeKind,
    SourceFile,
    Submission,
    SubmissionChange,
    SubmissionFile,
    SubmissionIssue,
    SubmissionState,
)
from registry.models.triage import GapTriage, TriageStatus

__all__ = [
    "Account",
    "ApiToken",
    "AuditEvent",
    "ChangeKind",
    "Clock",
    "Comparison",
    "Counter",
    "CrossReference",
    "Designation",
    "DesignationMeasure",
    "Device",
    "GapTriage",
    "Job",
    "JobState",
    "Judgement",
    "Listing",
    "ListingCountry",
    "ListingIdentifier",
    "ListingName",
    "ListingStatus",
    "ListingVersion",
    "PartnerMapping",
    "Party",
    "PartyMembership",
    "Report",
    "ReportState",
    "SearchCertificate",
    "SignInAttempt",
    "SourceFile",
    "Standing",
    "Submission",
    "SubmissionChange",
    "SubmissionFile",
    "SubmissionIssue",
    "SubmissionState",
    "TriageStatus",
    "Verdict",
    "WebSession",
]
