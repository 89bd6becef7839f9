"""The states of a scheme and of an area's offer, what would help a GP, and whose turn it is."""

from django.db import models

from retention_portal.accounts.roles import Role


class SchemeState(models.TextChoices):
    """Whether new people may join a scheme on a day (handbook 3.14). Closed is a state apart from ended (8.6)."""

    OPEN = "open", "Open"
    OPEN_LOCALLY = "open_locally", "Open where an area offers it"
    UNCONFIRMED = "unconfirmed", "Ask first: not confirmed that it is still open"
    ANNOUNCED = "announced", "Announced, not open yet"
    CLOSED = "closed", "Closed to new people"
    ENDED = "ended", "Ended"

    @property
    def takes_people(self) -> bool:
        """True when somebody new could try today; where it is unconfirmed, by asking first."""
        return self in (SchemeState.OPEN, SchemeState.OPEN_LOCALLY, SchemeState.UNCONFIRMED)


class OfferStatus(models.TextChoices):
    """Where an area's offer stands. A draft is seen by its owners only; closed stays readable as closed."""

    DRAFT = "draft", "Draft"
    PUBLISHED = "published", "Published"
    CLOSED = "closed", "Closed"


TRANSITIONS: dict[OfferStatus, tuple[OfferStatus, ...]] = {
    OfferStatus.DRAFT: (OfferStatus.PUBLISHED,),
    OfferStatus.PUBLISHED: (OfferStatus.CLOSED,),
    OfferStatus.CLOSED: (OfferStatus.PUBLISHED,),
}

EDITORS = (Role.COORDINATOR, Role.SYSTEM_LEAD)
"""The roles that write the offers of the system or training hub at which they are held."""

OWNERS: dict[OfferStatus, tuple[Role, ...]] = {
    OfferStatus.DRAFT: EDITORS,
    OfferStatus.PUBLISHED: EDITORS,
    OfferStatus.CLOSED: (),
}


class OfferKind(models.TextChoices):
    """What an offer is. The local kinds are those of the toolkit's case studies (handbook 1.17)."""

    NATIONAL = "national", "A national scheme, offered here"
    PORTFOLIO = "portfolio", "Portfolio role"
    MENTORING = "mentoring", "Mentoring"
    PEER_SUPPORT = "peer_support", "Peer support"
    LEADERSHIP = "leadership", "Leadership programme"
    BANK = "bank", "GP bank"
    LAST_YEARS = "last_years", "Planning the last years in practice"
    RETURN_COURSE = "return_course", "Course for coming back"
    PLACEMENT = "placement", "Short placement"
    FELLOWSHIP = "fellowship", "Support in the first years"
    OTHER = "other", "Something else"


class Need(models.TextChoices):
    """What would help, in a GP's own words. The portal's vocabulary (R): it sorts, it never decides."""

    FLEXIBLE = "flexible", "More control over my hours"
    FEWER_SESSIONS = "fewer_sessions", "Fewer sessions, without leaving"
    VARIETY = "variety", "More varied work"
    SOMEONE_TO_TALK_TO = "someone_to_talk_to", "Someone to talk to"
    LEARNING = "learning", "Training or leadership"
    STARTING_OUT = "starting_out", "A good start in my first years"
    PARTNERSHIP = "partnership", "Becoming a partner"
    COMING_BACK = "coming_back", "Coming back after time away"
    LAST_YEARS = "last_years", "Planning my last years in practice"
    HEALTH = "health", "Help with my own health"


class DecisionBy(models.TextChoices):
    """Who decides on applications to an offer."""

    SINGLE = "single", "One named person"
    PANEL = "panel", "A panel"
