"""The two hottest spots of drawing a page, in Python instead of in Jinja: attributes of elements, names of mappings.

`attributes` does what the macro `nhsukAttributes` of nhsuk-frontend-jinja does (a test compares them), which a page
with a filter and a table calls a hundred times.
"""

from collections.abc import Mapping
from typing import Any

import jinja2
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup, escape

MACRO = "nhsuk/macros/attributes.jinja"
_DICT_NAMES = frozenset(dir(dict))


def attributes(given: Any = None) -> Markup:
    """` name="value"` for each pair; a value is text or {"value", "type", "optional"} as in the NHS macro.

    Text is what an earlier call made, and is passed on as it is.
    """
    if isinstance(given, str):
        return Markup(given)  # noqa: S704 - as in the macro: only components give text
    if not isinstance(given, Mapping):
        return Markup("")
    return Markup("".join(_attribute(name, item) for name, item in given.items()))  # noqa: S704 - escaped there


def _attribute(name: str, item: Any) -> str:
    options = item if isinstance(item, Mapping) else {"value": item}
    value, optional = options.get("value"), options.get("optional") is True
    if isinstance(value, jinja2.Undefined):
        value = None
    if optional and value is True:
        return f" {escape(name)}"
    if optional and (value is None or value is False):
        return ""
    text = _text(value, options.get("type"))
    quote = "'" if '"' in text else '"'
    return f" {escape(name)}={quote}{text}{quote}"


def _text(value: Any, kind: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if kind == "array" and hasattr(value, "__iter__") and not hasattr(value, "__html__"):
        return str(htmlsafe_json_dumps(value))
    return str(escape(value))


class Names:
    """Mixed into an environment: `item.text` of a plain dict looks into the dict first.

    Jinja asks for an attribute first and lets the failure lead to the key; the answer is the same for every name
    that is not one of dict's own.
    """

    def getattr(self, obj: Any, attribute: str) -> Any:
        """The value behind `obj.attribute` in a template."""
        if type(obj) is dict and attribute not in _DICT_NAMES:
            try:
                return obj[attribute]
            except KeyError:
                return self.undefined(obj=obj, name=attribute)  # type: ignore[attr-defined]
        return super().getattr(obj, attribute)  # type: ignore[misc]
