"""The small vocabularies of the toolkit's reference."""

from django.db import models


class StatusTag(models.TextChoices):
    """How a fact is known."""

    STATED = "S", "Stated in the toolkit"
    PUBLIC = "P", "Stated in a public source"
    DERIVED = "D", "Our sum from stated facts"
    RECOMMENDED = "R", "Our recommendation, not an official rule"


class NationalState(models.TextChoices):
    """What became of an item of national support."""

    OPEN = "open", "Open"
    RENAMED = "renamed", "Open under a new name"
    CLOSED = "closed", "Closed to new entrants"
    CHECK = "check", "Check before relying on it"


class EntrySet(models.TextChoices):
    """The short lists, by the prefix of their codes."""

    CONSIDERATIONS = "EE", "Engage and empower considerations"
    WORKFORCE_QUESTIONS = "QW", "Questions to consider about the workforce"
    GAP_SOURCES = "SG", "What to assess in the support gap"
    LESSONS = "GL", "Lessons of the intensive support sites"
    SITES = "GS", "Intensive support sites"
    HUB_FUNCTIONS = "TH", "Training hub functions"
    FUNDING_FACTS = "FN", "Funding facts"
    TOOLS = "TL", "Tools and data systems"
    EQUALITY_TESTS = "EQ", "Equality and health inequalities screening"
    ASSURANCE = "AS", "What assurance expects"
    CAREER_PLUS_ROLES = "GPCP", "GP Career Plus role menu"
    STAY_QUESTIONS = "SI", "Stay interview questions"
    PULSE_ITEMS = "PS", "Pulse survey items"
    MEASURES = "EM", "Evaluation measures"
    INDICATORS = "KPI", "Indicators"
