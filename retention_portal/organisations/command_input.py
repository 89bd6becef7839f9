"""Reading what is typed after a command's name."""

from datetime import date

from retention_portal.core.refusals import BadInput, quoted


def day_read(text: str) -> date:
    """A day written YYYY-MM-DD; BadInput with code `bad_date` for anything else."""
    try:
        if len(text) == len("2026-06-30"):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise BadInput(f"{quoted(text)} is not a date.", allowed=["YYYY-MM-DD"], code="bad_date")
