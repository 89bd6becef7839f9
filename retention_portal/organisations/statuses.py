"""Kinds of organisation, and how a date of a link is known."""

from django.db.models import TextChoices


class OrganisationKind(TextChoices):
    """What a body is. A CCG is a sub-ICB location before July 2022: same place, same code."""

    NATION = "nation", "Nation"
    REGION = "region", "NHS England region"
    SYSTEM = "system", "System"
    SUB_ICB_LOCATION = "sub_icb_location", "Sub-ICB location"
    NETWORK = "network", "Primary care network"
    PRACTICE = "practice", "GP practice"
    TRAINING_HUB = "training_hub", "Training hub"
    LMC = "lmc", "Local medical committee"
    FEDERATION = "federation", "GP federation"


ADDED_BY_PEOPLE = (OrganisationKind.TRAINING_HUB, OrganisationKind.LMC, OrganisationKind.FEDERATION)
"""The kinds that no published file lists, so that an administrator adds them."""


class Basis(TextChoices):
    """How a link and its start are known; from the surest to the least sure."""

    STATED = "stated", "stated by a source"
    FOLLOWS = "follows", "follows from the replacement of another body"
    SEEN_BY = "seen_by", "seen by"
    ONE_OF = "one_of", "one of several"


class Extent(TextChoices):
    """How much of a body went to its successor."""

    WHOLE = "whole", "whole"
    PART = "part", "part"
