"""What is drawn in Python for speed is what the NHS macros draw."""

from typing import Any

import jinja2
import pytest
from django.template import engines

from retention_portal.core.nhsuk import quick

ODD: dict[str, Any] = {
    "text": {"id": "a", "data-x": 'say "so"', "href": "/?a=1&b=2"},
    "number": {"rows": 5, "data-n": 0},
    "booleans": {"aria-hidden": True, "aria-expanded": False},
    "nothing": {"id": None},
    "optional": {
        "id": {"value": None, "optional": True},
        "hidden": {"value": True, "optional": True},
        "disabled": {"value": False, "optional": True},
        "name": {"value": "who", "optional": True},
        "title": {"value": "", "optional": True},
    },
    "array": {"data-list": {"value": ["one", "<two>", "it's"], "type": "array"}},
    "safe": {"title": jinja2.utils.markupsafe.Markup("&amp;")},
    "none at all": {},
}


@pytest.mark.parametrize("case", ODD)
def test_attributes_are_those_of_the_nhs_macro(case: str) -> None:
    theirs = jinja2.Environment(
        loader=jinja2.PackageLoader("nhsuk_frontend_jinja"),
        autoescape=True,
        undefined=jinja2.ChainableUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    ).get_template(quick.MACRO)

    assert str(quick.attributes(ODD[case])) == str(theirs.module.nhsukAttributes(ODD[case]))  # type: ignore[attr-defined]


def test_what_an_earlier_call_made_is_passed_on_and_nothing_gives_nothing() -> None:
    assert str(quick.attributes(' id="a"')) == ' id="a"'
    assert str(quick.attributes()) == str(quick.attributes(5)) == ""


def test_a_name_of_a_mapping_is_its_key_but_for_those_of_mappings_themselves() -> None:
    environment: Any = engines["jinja"]
    drawn = environment.env.from_string(
        "{{ row.text }} {{ row.none is defined }} {{ row.items() | list | length }}"
    )

    assert drawn.render(row={"text": "words", "items": "never"}) == "words False 2"
