"""What reviewers and those who run a panel type."""

from collections.abc import Mapping
from typing import Any

from django import forms

from retention_portal.accounts.models import Person
from retention_portal.core.nhsuk.fields import LongTextField, NumberField, RadiosField, SelectField, TextField
from retention_portal.core.nhsuk.forms import NhsForm
from schemes.applications.actions_review import Said
from schemes.applications.models_review import Review
from schemes.applications.rules_review import BEST
from schemes.applications.statuses import Outcome
from schemes.applications.statuses_review import Opinion
from schemes.catalogue.form_layout import Criterion, Form

SMALL = {"classes": "nhsuk-radios--small", "size": "s"}
POINTS = [(str(score), str(score)) for score in range(BEST + 1)]


def _score_field(one: Criterion, *, required: bool) -> RadiosField:
    """The field of one criterion; its share of the total stands below its name."""
    share = "Not part of the total" if one.independent else f"{one.weight} per cent of the total"
    hint = f"{one.guide}. {share}" if one.guide else share
    look = SMALL | {"classes": "nhsuk-radios--inline nhsuk-radios--small"}
    words = {"required": f"Give “{one.label}” a score"}
    return RadiosField(
        label=one.label, hint=hint, choices=POINTS, required=required, look=look, error_messages=words
    )


class ScoresForm(NhsForm):
    """A score for each criterion of a frozen form, as fields `score_<key>`."""

    def __init__(self, form: Form, *args: Any, required: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = form.criteria
        for one in self.criteria:
            self.fields[f"score_{one.key}"] = _score_field(one, required=required)
        self.order_fields([f"score_{one.key}" for one in self.criteria])

    def scores(self) -> dict[str, int]:
        """{criterion: score} of those that were scored."""
        said = {one.key: self.cleaned_data.get(f"score_{one.key}") for one in self.criteria}
        return {key: int(score) for key, score in said.items() if score}


class ReviewForm(ScoresForm):
    """One review. While it is only kept nothing is needed; when it is sent, what the offer requires is."""

    opinion = RadiosField(
        label="What would you do?",
        choices=Opinion.choices,
        look=SMALL,
        error_messages={"required": "Choose what you would do"},
    )
    comment = LongTextField(
        label="Why",
        look={"size": "s"},
        max_length=3000,
        rows=6,
        hint="For the panel and the coordinator. It can be asked for under data protection law",
        error_messages={"required": "Write why"},
    )
    feedback = LongTextField(
        label="For the applicant",
        look={"size": "s"},
        max_length=1500,
        rows=3,
        required=False,
        hint="They read this without your name, once there is an answer or they are asked for more",
    )
    edit_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=10**6)

    def __init__(self, form: Form, *args: Any, sending: bool, **kwargs: Any) -> None:
        super().__init__(form, *args, required=form.review.scores_required, **kwargs)
        self.sending = sending
        self.fields["comment"].required = form.review.text_required

    def full_clean(self) -> None:
        """A draft may leave out anything; the page still says what sending needs."""
        needed = {name: field.required for name, field in self.fields.items()}
        for name, field in self.fields.items():
            field.required = needed[name] and (self.sending or name == "edit_version")
        super().full_clean()
        for name, field in self.fields.items():
            field.required = needed[name]

    def said(self) -> Said:
        """What was written, for the actions."""
        data = self.cleaned_data
        return Said(self.scores(), data["opinion"], data["comment"], data["feedback"])


def review_initial(review: Review | None) -> dict[str, Any]:
    """What stands in a ReviewForm."""
    if review is None:
        return {"edit_version": 0}
    known = {"opinion": review.opinion, "comment": review.comment, "feedback": review.feedback}
    return known | {"edit_version": review.edit_version} | scores_initial(review.scores)


def scores_initial(scores: Mapping[str, int]) -> dict[str, str]:
    """Scores as their fields take them."""
    return {f"score_{key}": str(score) for key, score in scores.items()}


class ConflictForm(NhsForm):
    """Why somebody should not read an application."""

    reason = TextField(
        label="Why you should not read this one",
        max_length=300,
        hint="A few words, such as “we trained together”. Only the coordinator reads them",
        error_messages={"required": "Say in a few words why you should not read it"},
    )


class AgreedForm(ScoresForm):
    """What the talk came to."""

    recommends = RadiosField(
        label="What the panel recommends",
        choices=Outcome.choices,
        look=SMALL,
        error_messages={"required": "Choose what the panel recommends"},
    )
    note = LongTextField(
        label="What was agreed, and why",
        look={"size": "s"},
        max_length=3000,
        rows=5,
        hint="Whoever decides reads this first",
        error_messages={"required": "Write what was agreed, and why"},
    )


class CloseForm(NhsForm):
    """Why scoring ends before everybody has sent theirs."""

    reason = TextField(
        label="Why it does not wait for the other reviewers",
        max_length=300,
        error_messages={"required": "Say why it does not wait for the other reviewers"},
    )


class AnotherForm(NhsForm):
    """Who reads it instead."""

    reviewer = SelectField(
        label="Who reads it instead", error_messages={"required": "Choose who reads it instead"}
    )

    def __init__(self, people: list[Person], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "Choose one"), *((str(one.pk), one.full_name) for one in people)]
        self.fields["reviewer"].choices = choices  # type: ignore[attr-defined]


class PlaceForm(NhsForm):
    """Another place in the order, with the reason."""

    place = NumberField(
        label="Place",
        required=False,
        min_value=1,
        max_value=9999,
        hint="Leave empty to put it back by its total",
    )
    reason = TextField(
        label="Why", required=False, max_length=300, hint="It is kept, and shown beside the order"
    )
