"""Form fields with plain English errors, drawn as NHS components.

Every field takes `label`, `hint` and the rest of Django's arguments; `look` is laid over the component's
parameters, such as `look={"width": 10, "prefix": "£"}`.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from retention_portal.core import money
from retention_portal.core.nhsuk import sentences
from retention_portal.core.nhsuk.widgets import PARTS, DateParts
from retention_portal.core.refusals import BadInput

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class NhsField(forms.Field):
    """What all fields share. `verb` begins the sentence when a required field is empty."""

    verb = "Enter"

    def __init__(
        self, *args: Any, hint: str = "", look: Mapping[str, Any] | None = None, **kwargs: Any
    ) -> None:
        kwargs.setdefault("help_text", hint)
        messages = dict(kwargs.pop("error_messages", None) or {})
        messages.setdefault("required", self.missing_sentence(str(kwargs.get("label") or "")))
        super().__init__(*args, error_messages=messages, **kwargs)
        self.look = dict(look or {})

    @classmethod
    def missing_sentence(cls, label: str) -> str:
        """What is said when the field is required and empty."""
        return sentences.missing(cls.verb, label)


class TextField(NhsField, forms.CharField):
    """One line of text."""


class EmailField(NhsField, forms.EmailField):
    """An email address."""

    default_error_messages = {
        "invalid": "Enter an email address in the correct format, like name@example.com"
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.widget.attrs.setdefault("autocomplete", "email")


class PhoneField(NhsField, forms.CharField):
    """A telephone number, kept as it was typed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 30)
        super().__init__(*args, widget=forms.TextInput({"type": "tel", "autocomplete": "tel"}), **kwargs)
        self.widget.input_type = "tel"
        self.look.setdefault("width", 20)

    def clean(self, value: Any) -> str:
        """Digits, spaces and `+()-` only, ten digits or more. Raises ValidationError."""
        number = str(super().clean(value))
        if number and (set(number) - set("0123456789 +()-") or sum(c.isdigit() for c in number) < 10):
            raise ValidationError(
                "Enter a telephone number, like 01632 960 001 or +44 808 157 0192", code="invalid"
            )
        return number


class NumberField(NhsField, forms.IntegerField):
    """A whole number."""

    default_error_messages = {"invalid": "Enter a whole number, like 30"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.look.setdefault("width", 5)


class DecimalField(NhsField, forms.DecimalField):
    """A number with decimal places."""

    default_error_messages = {"invalid": "Enter a number, like 7.5"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.look.setdefault("width", 5)


class MoneyField(NhsField, forms.CharField):
    """Pounds, typed with or without the sign and commas; cleaned to a Decimal of two places, or None."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 20)
        super().__init__(*args, **kwargs)
        self.look = {"prefix": "£", "width": 10, "inputmode": "decimal", "spellcheck": False} | self.look

    def prepare_value(self, value: Any) -> Any:
        """A stored amount without its sign: the prefix shows that."""
        return money.display(value).replace("£", "") if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Decimal | None:  # type: ignore[override]
        """The amount. Raises ValidationError with the sentence of core.money."""
        text = str(super().clean(value))
        try:
            return money.pounds(text) if text else None
        except BadInput as wrong:
            raise ValidationError(wrong.sentence, code="invalid") from wrong


class LongTextField(NhsField, forms.CharField):
    """Several lines of text; with `max_length`, the characters left are counted."""

    widget = forms.Textarea

    def __init__(self, *args: Any, rows: int = 5, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows


class PasswordField(NhsField, forms.CharField):
    """A password, which can be shown while it is typed."""

    def __init__(self, *args: Any, autocomplete: str = "current-password", **kwargs: Any) -> None:
        kwargs.setdefault("strip", False)
        super().__init__(*args, widget=forms.PasswordInput({"autocomplete": autocomplete}), **kwargs)


class _Choice(NhsField):
    verb = "Select"

    def __init__(self, *args: Any, hints: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hints = {str(value): hint for value, hint in (hints or {}).items()}


_NOT_A_CHOICE: dict[str, Any] = {"invalid_choice": "Select one of the choices shown"}


class RadiosField(_Choice, forms.ChoiceField):
    """One of a few choices, all on the page. `hints` by value."""

    widget = forms.RadioSelect
    default_error_messages = _NOT_A_CHOICE


class SelectField(_Choice, forms.ChoiceField):
    """One of many choices."""

    default_error_messages = _NOT_A_CHOICE


class CheckboxesField(_Choice, forms.MultipleChoiceField):
    """Any of a few choices, cleaned to a list. `hints` by value."""

    widget = forms.CheckboxSelectMultiple
    default_error_messages = _NOT_A_CHOICE


class ModelSelectField(_Choice, forms.ModelChoiceField):
    """One row of a queryset, in a select; `widget=forms.RadioSelect` for radios."""

    default_error_messages = _NOT_A_CHOICE


class ModelCheckboxesField(_Choice, forms.ModelMultipleChoiceField):
    """Any rows of a queryset."""

    widget = forms.CheckboxSelectMultiple
    default_error_messages = _NOT_A_CHOICE


class CheckboxField(NhsField, forms.BooleanField):
    """One statement to agree to."""

    @classmethod
    def missing_sentence(cls, label: str) -> str:
        """The statement itself is what is missing."""
        return f"Tick the box to confirm: {label}"


class FileField(NhsField, forms.FileField):
    """A file. `accept` lists endings for the browser's own chooser: it is a help, not a check."""

    verb = "Choose"
    default_error_messages = {"empty": "The file is empty. Choose another", "missing": "Choose a file"}

    def __init__(self, *args: Any, accept: str = "", **kwargs: Any) -> None:
        widget = forms.FileInput({"accept": accept} if accept else {})
        super().__init__(*args, widget=widget, **kwargs)


class DateField(NhsField):
    """A day typed as day, month (number or name) and year; cleaned to a date, or None when optional."""

    widget = DateParts

    def has_changed(self, initial: Any, data: Any) -> bool:
        """True when what was typed is another day, or no day at all."""
        try:
            return bool(initial != self._real(DateParts.parts(data)))
        except ValidationError:
            return DateParts.parts(initial) != DateParts.parts(data)

    def clean(self, value: list[str] | None) -> date | None:
        """The day. Raises ValidationError that names the boxes at fault in `params["parts"]`."""
        typed = DateParts.parts(value)
        missing = [part for part, text in zip(PARTS, typed, strict=True) if not text]
        if len(missing) == 3:
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        if missing:
            sentence = f"{self._name()} must include a {' and '.join(missing)}"
            raise ValidationError(sentence, code="incomplete", params={"parts": missing})
        return self._real(typed)

    def _real(self, typed: list[str]) -> date:
        day, month, year = typed
        number = month if month.isdecimal() else str(_month_number(month))
        try:
            if len(year) != 4:
                raise ValidationError(
                    f"{self._name()} must have a year of 4 digits", code="invalid", params={"parts": ["year"]}
                )
            found = date(int(year), int(number), int(day))
        except (ValueError, OverflowError) as wrong:
            raise ValidationError(f"{self._name()} must be a real date", code="invalid") from wrong
        self.run_validators(found)
        return found

    def _name(self) -> str:
        label = str(self.label or "")
        return "The date" if not label or label.endswith("?") else label


def _month_number(text: str) -> int:
    """1 to 12 for a month's name or its first three letters; 0 when it is none."""
    start = text[:3].lower()
    return MONTHS.index(start) + 1 if start in MONTHS else 0
