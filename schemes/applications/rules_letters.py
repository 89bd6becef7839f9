"""Reasons for "not this time" with the advice that goes with each, and letters from an offer's own words. Pure."""

import string
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from retention_portal.core.dates import date_text
from schemes.applications.statuses import Outcome
from schemes.catalogue.form_layout import Form


@dataclass(frozen=True, slots=True)
class Reason:
    """One structured reason: its code, what staff choose, what the applicant reads, and the advice with it."""

    code: str
    label: str
    words: str
    advice: str


REASONS = (
    Reason(
        "more_people_than_places",
        "More people than places",
        "More people asked than there are places.",
        "Your answers are kept, so that you can ask again in the next round without writing them anew.",
    ),
    Reason(
        "another_offer_fits_better",
        "Another offer fits better",
        "We think that another offer would do more for you.",
        "We will ring you about it. Nothing is passed on to anybody unless you say so.",
    ),
    Reason(
        "not_open_to_post",
        "Not open to their post or profession",
        "This is not open to the post that you hold.",
        "See what fits me takes three minutes and looks at everything that is open to you.",
    ),
    Reason(
        "too_early",
        "Too early in a career for this one",
        "This is meant for people who are further on.",
        "Ask again when you are; we keep your answers until then.",
    ),
    Reason(
        "supervision_not_found",
        "No practice or supervision could be found",
        "No practice or supervision that fits could be found in time.",
        "We will go on looking with you, and you can ask again as soon as there is one.",
    ),
    Reason(
        "needs_not_shown",
        "The need for it was not shown",
        "What you wrote did not show why an ordinary post would not do.",
        "Talk it over with us before you ask again: often a few sentences are all that is missing.",
    ),
    Reason(
        "step_not_approved",
        "A step was not approved",
        "One of the steps that this offer needs was not approved.",
        "We will ring you to say which, and what could be done about it.",
    ),
)
BY_CODE = {reason.code: reason for reason in REASONS}

LETTER_OF = {
    Outcome.OFFER: "offer",
    Outcome.RESERVE: "reserve",
    Outcome.NOT_THIS_TIME: "not_this_time",
}
RECEIVED, MORE = "received", "more_information"
NEUTRAL = {
    RECEIVED: (
        "We have what you sent",
        "Dear {name}, thank you. We have what you sent for {scheme}. You will hear from us by {reply_by}.",
    ),
    MORE: ("One thing more", "{what_is_needed}"),
}
"""What is said at these points when an offer has no letter of its own for them."""

DEFERRED = (
    "We will look again in the next round",
    (
        "Dear {name}, we would like to look at this again in the next round. You need do nothing: what you "
        "wrote is kept. {advice}"
    ),
)


@dataclass(frozen=True, slots=True)
class Filling:
    """What a letter's fields are filled with."""

    name: str
    scheme: str
    contact: Mapping[str, str]
    place: str = ""
    starts_on: date | None = None
    reply_by: date | None = None
    conditions: tuple[str, ...] = ()
    reason: str = ""
    advice: str = ""
    what_is_needed: str = ""

    def fields(self) -> dict[str, str]:
        """By the names that `form_check.LETTER_FIELDS` allows; an empty one is an empty text."""
        return {
            "name": self.name,
            "scheme": self.scheme,
            "contact_name": self.contact.get("name", ""),
            "contact_role": self.contact.get("role", ""),
            "contact_phone": self.contact.get("phone", ""),
            "contact_email": self.contact.get("email", ""),
            "place": self.place,
            "starts_on": date_text(self.starts_on) if self.starts_on else "a day that we will agree",
            "reply_by": date_text(self.reply_by) if self.reply_by else "",
            "conditions": "; ".join(self.conditions) or "none",
            "reason": self.reason,
            "advice": self.advice,
            "what_is_needed": self.what_is_needed,
        }


class _Blank(dict[str, str]):
    """A field that nobody fills is left out, never an error on decision day."""

    def __missing__(self, key: str) -> str:
        return ""


def letter(form: Form, outcome: Outcome, filling: Filling) -> tuple[str, str]:
    """(subject, text) of the letter for an outcome, from the offer's frozen words."""
    own = form.letter(LETTER_OF[outcome]) if outcome in LETTER_OF else None
    return _filled((own.subject, own.text) if own else DEFERRED, filling)


def letter_on_the_way(form: Form, kind: str, filling: Filling) -> tuple[str, str]:
    """(subject, text) at a point before the decision (RECEIVED or MORE), neutral when the offer has none."""
    own = form.letter(kind)
    return _filled((own.subject, own.text) if own else NEUTRAL[kind], filling)


def _filled(words: tuple[str, str], filling: Filling) -> tuple[str, str]:
    subject, text = words
    fields = _Blank(filling.fields())
    formatter = string.Formatter()
    return formatter.vformat(subject, (), fields).strip(), formatter.vformat(text, (), fields).strip()
