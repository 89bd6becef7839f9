"""Form fields draw themselves as NHS components, and their errors lead to the input."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django import forms

from retention_portal.core.nhsuk import drawing, fields
from retention_portal.core.nhsuk.forms import NhsForm


class ExampleForm(NhsForm):
    name = fields.TextField(label="Full name", hint="As on your badge")
    email = fields.EmailField(label="Email address")
    sessions = fields.NumberField(label="Sessions", min_value=1)
    amount = fields.MoneyField(label="Amount", required=False)
    day = fields.DateField(label="Start date", hint="For example, 12 10 2026")
    stage = fields.RadiosField(
        label="Which stage?", choices=[("a", "First"), ("b", "Last")], hints={"b": "Near it"}
    )
    likes = fields.CheckboxesField(
        label="Interests", choices=[("x", "Teaching"), ("y", "Skin")], required=False
    )
    agreed = fields.CheckboxField(label="I agree")


GOOD = {
    "name": "Sam <b>", "email": "sam@example.net", "sessions": "4", "amount": "£1,200.50", "agreed": "on",
    "day-day": "12", "day-month": "October", "day-year": "2026", "stage": "b", "likes": ["x"],
}  # fmt: skip


def form(**changes: object) -> ExampleForm:
    return ExampleForm({**GOOD, **changes})


def test_what_was_typed_is_cleaned():
    filled = form()
    assert filled.is_valid()
    assert filled.cleaned_data == {
        "name": "Sam <b>",
        "email": "sam@example.net",
        "sessions": 4,
        "amount": Decimal("1200.50"),
        "day": date(2026, 10, 12),
        "stage": "b",
        "likes": ["x"],
        "agreed": True,
    }


def test_label_hint_and_error_belong_to_the_input():
    html = form(name="")["name"].draw()
    assert '<label class="nhsuk-label" for="id_name">' in html
    assert 'id="id_name-hint"' in html
    assert "Enter the full name" in html
    assert 'aria-describedby="id_name-hint id_name-error"' in html


def test_what_was_typed_is_kept_and_escaped():
    assert 'value="Sam &lt;b&gt;"' in form()["name"].draw()


def test_radios_have_a_legend_hints_and_the_choice():
    html = form()["stage"].draw()
    assert re.search(r"<legend[^>]*>\s*Which stage\?\s*</legend>", html)
    assert 'id="id_stage-2" name="stage" type="radio" value="b" checked' in html
    assert "Near it" in html


def test_checkboxes_are_checkboxes():
    html = form()["likes"].draw()
    assert [*re.findall(r'type="(\w+)" value="(\w)"( checked)?', html)] == [
        ("checkbox", "x", " checked"),
        ("checkbox", "y", ""),
    ]
    assert "Interests (optional)" in html


def test_date_has_three_inputs():
    html = form()["day"].draw()
    assert re.findall(r'name="(day-\w+)" type="text" value="(\w+)"', html) == [
        ("day-day", "12"),
        ("day-month", "October"),
        ("day-year", "2026"),
    ]


@pytest.mark.parametrize(
    ("typed", "sentence", "marked"),
    [
        (("", "", ""), "Enter the start date", 3),
        (("31", "2", "2026"), "Start date must be a real date", 3),
        (("31", "", "2026"), "Start date must include a month", 1),
        (("1", "2", ""), "Start date must include a year", 1),
        (("1", "2", "26"), "Start date must have a year of 4 digits", 1),
        (("x", "2", "2026"), "Start date must be a real date", 3),
        (("²", "2", "2026"), "Start date must be a real date", 3),
        (("1", "²", "2026"), "Start date must be a real date", 3),
        (("9" * 4000, "2", "2026"), "Start date must be a real date", 3),
    ],
)
def test_wrong_date_says_what_is_wrong(typed, sentence, marked):
    wrong = form(**{"day-day": typed[0], "day-month": typed[1], "day-year": typed[2]})
    assert wrong.errors["day"] == [sentence]
    assert wrong["day"].draw().count("nhsuk-input--error") == marked


def test_initial_date_fills_the_inputs():
    html = ExampleForm(initial={"day": date(2026, 3, 9)})["day"].draw()
    assert re.findall(r'value="(\d+)"', html) == ["9", "3", "2026"]


def test_unchanged_date_has_not_changed():
    kept = {"day": date(2026, 10, 12)}
    assert "day" not in ExampleForm(GOOD, initial=kept).changed_data
    assert "day" in ExampleForm(GOOD | {"day-day": "13"}, initial=kept).changed_data
    assert "day" in ExampleForm(GOOD | {"day-day": "x"}, initial=kept).changed_data


def test_error_summary_leads_to_the_first_input_of_each_field():
    assert ExampleForm({"amount": "lots"}).error_summary() == [
        {"text": "Enter the full name", "href": "#id_name"},
        {"text": "Enter the email address", "href": "#id_email"},
        {"text": "Enter the sessions", "href": "#id_sessions"},
        {"text": "“lots” is not an amount of money. Write it as £1,234.50.", "href": "#id_amount"},
        {"text": "Enter the start date", "href": "#id_day-day"},
        {"text": "Answer “Which stage?”", "href": "#id_stage"},
        {"text": "Tick the box to confirm: I agree", "href": "#id_agreed"},
    ]


def test_every_error_link_has_its_input():
    wrong = ExampleForm({})
    html = wrong.draw()
    assert all(f'id="{error["href"][1:]}"' in html for error in wrong.error_summary())


def test_error_of_the_form_as_a_whole_has_no_link():
    wrong = form()
    wrong.add_error(None, "The two do not fit.")
    assert wrong.error_summary() == [{"text": "The two do not fit."}]


class ForeignForm(forms.Form):
    """A form of another library, with Django's own fields."""

    login = forms.CharField(widget=forms.TextInput({"placeholder": "Name", "autofocus": True, "style": "x"}))
    colour = forms.ChoiceField(choices=[("r", "Red")])
    secret = forms.CharField(widget=forms.HiddenInput)


def test_fields_of_other_libraries_are_drawn_and_worded_alike():
    foreign = ForeignForm({"secret": "s"})
    assert drawing.error_summary(foreign) == [
        {"text": "Enter the login", "href": "#id_login"},
        {"text": "Select the colour", "href": "#id_colour"},
    ]
    html = drawing.draw_all(foreign)
    assert 'class="nhsuk-input nhsuk-input--error" id="id_login"' in html
    assert '<input type="hidden" name="secret" value="s" id="id_secret">' in html
    assert [word for word in ("placeholder", "autofocus", "style=", "required") if word in html] == []


@pytest.mark.parametrize("number", ["01632 960 001", "+44 (0)808 157-0192"])
def test_telephone_numbers_are_kept_as_typed(number):
    assert fields.PhoneField(label="Telephone").clean(number) == number


@pytest.mark.parametrize("number", ["12345", "ring me at 01632 960001"])
def test_what_is_no_telephone_number_is_refused(number):
    with pytest.raises(forms.ValidationError):
        fields.PhoneField(label="Telephone").clean(number)
