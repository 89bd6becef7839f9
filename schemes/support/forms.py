"""The one question, and the area of somebody who would like to be rung."""

from typing import Any

from retention_portal.core.nhsuk.fields import RadiosField, SelectField
from retention_portal.core.nhsuk.forms import NhsForm
from retention_portal.organisations.models import Organisation
from schemes.catalogue.fitting.places import short_name
from schemes.support.rules import WAYS


class TalkForm(NhsForm):
    """What would help most."""

    answer = RadiosField(
        label="What would help most just now?",
        choices=[(way.answer.value, way.words) for way in WAYS],
        hints={way.answer.value: way.about for way in WAYS},
    )


class AreaForm(NhsForm):
    """Where somebody works, to find who rings there."""

    area = SelectField(label="In which area do you work, or would you like to?", choices=())

    def __init__(self, *args: Any, areas: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = [("", "Select"), *((one.code, short_name(one.name)) for one in areas)]
