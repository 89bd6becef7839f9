"""What this slice holds on a person: who drafted, froze, signed and answered reports."""

from typing import Any

from retention_portal.core.holdings import Holding

WITH_REPORT = "As long as the report, because it shows who answered for it."

HOLDINGS = (
    Holding(
        "assurance.Report",
        ("drafted_by", "updated_by"),
        "Reports that you drafted or last changed.",
        WITH_REPORT,
    ),
    Holding(
        "assurance.ReportVersion",
        ("frozen_by",),
        "Report versions that you froze; your name is printed in them.",
        WITH_REPORT,
    ),
    Holding("assurance.Signature", ("signed_by",), "Steps that you signed.", WITH_REPORT),
    Holding(
        "assurance.RegionResponse",
        ("answered_by",),
        "Answers that you gave as NHS England region.",
        WITH_REPORT,
    ),
    Holding(
        "assurance.ReportMessage", ("written_by",), "Messages that you wrote about a report.", WITH_REPORT
    ),
    Holding("assurance.DueRule", ("set_by",), "Days that you set for reports of a region.", WITH_REPORT),
    Holding("assurance.DueException", ("set_by",), "Other days that you set for one report.", WITH_REPORT),
    Holding("assurance.SigningRule", ("set_by",), "Signing steps that you set for a system.", WITH_REPORT),
)


def export(person: Any) -> dict[str, Any]:
    """Nothing here is about the person."""
    return {}


def erase(person: Any) -> int:
    """Nothing to erase: the rows name only who acted, and the account they point to loses its name."""
    return 0
