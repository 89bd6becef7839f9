"""Where a risk stands, how it moves, when it may come; what a stakeholder thinks of the plan."""

from django.db import models


class Likelihood(models.IntegerChoices):
    """Handbook 4.4."""

    RARE = 1, "1 Rare"
    UNLIKELY = 2, "2 Unlikely"
    POSSIBLE = 3, "3 Possible"
    LIKELY = 4, "4 Likely"
    ALMOST_CERTAIN = 5, "5 Almost certain"


class Consequence(models.IntegerChoices):
    """Handbook 4.4."""

    NEGLIGIBLE = 1, "1 Negligible"
    MINOR = 2, "2 Minor"
    MODERATE = 3, "3 Moderate"
    MAJOR = 4, "4 Major"
    CATASTROPHIC = 5, "5 Catastrophic"


class Trend(models.TextChoices):
    """Which way a risk moves."""

    RISING = "rising", "Rising"
    STEADY = "steady", "Steady"
    FALLING = "falling", "Falling"


class Proximity(models.TextChoices):
    """How soon a risk could come true (CASE-P-23)."""

    SOON = "soon", "Within 3 months"
    YEAR = "year", "Within 12 months"
    LATER = "later", "Later"


class RiskStatus(models.TextChoices):
    """Whether a risk is still one."""

    OPEN = "open", "Open"
    CLOSED = "closed", "Closed"


RISK_TRANSITIONS: dict[RiskStatus, tuple[RiskStatus, ...]] = {
    RiskStatus.OPEN: (RiskStatus.CLOSED,),
    RiskStatus.CLOSED: (RiskStatus.OPEN,),
}


class Stance(models.TextChoices):
    """What a stakeholder thinks of the plan today (CASE-P-08, in kinder words)."""

    SUPPORTIVE = "supportive", "Supportive"
    NEUTRAL = "neutral", "Neutral"
    TO_WIN_OVER = "to_win_over", "To win over"
    OPPOSED = "opposed", "Opposed"
