"""Any Django form field as an NHS component: label, hint, error, input, tied together for screen readers.

`draw(bound_field)` looks at the widget, so it draws our fields and those of other libraries alike.
"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.forms import BoundField
from django.forms.forms import BaseForm
from django.template import engines
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from retention_portal.core.nhsuk import sentences
from retention_portal.core.nhsuk.widgets import PARTS, DateParts

Params = dict[str, Any]
SIZES = ("s", "m", "l", "xl")
_PLAIN_ATTRIBUTES = ("autocomplete", "inputmode", "pattern", "spellcheck", "autocapitalize")
# Attributes that the components write themselves, or that get in the way of people.
_DROPPED_ATTRIBUTES = {
    "class",
    "style",
    "id",
    "autofocus",
    "placeholder",
    "aria-describedby",
    "aria-invalid",
    "rows",
    "cols",
}


def draw(bound: BoundField, **look: Any) -> SafeString:
    """The field as HTML. `look` overrides parameters of the component, and of the field's own `look`.

    Two shorthands: `size` of the label or legend ("s" to "xl"), `heading=True` when it is the page's h1.
    """
    if bound.is_hidden:
        return mark_safe(bound.as_hidden())  # noqa: S308 - Django escaped it
    component, params = _component(bound)
    look = {**getattr(bound.field, "look", {}), **look}
    _apply(params, look)
    drawn = str(_macro(component)(params))
    # The script of the upload component names its button in a way that speech control cannot say.
    drawn = drawn.replace(' data-module="nhsuk-file-upload"', "")
    return mark_safe(drawn)  # noqa: S308 - the component escaped it


def draw_all(form: BaseForm) -> SafeString:
    """Every field in order, hidden ones too."""
    return format_html_join("\n", "{}", ((draw(bound),) for bound in form))


def first_control(bound: BoundField) -> str:
    """The id of the input that an error link focuses: the first radio, the day of a date, or the input."""
    return f"{bound.auto_id}-day" if isinstance(bound.field.widget, DateParts) else bound.auto_id


def error_summary(form: BaseForm | None) -> list[dict[str, str]]:
    """The `errorList` of an NHS error summary for a form; links go to the inputs. Empty without errors."""
    if form is None or not getattr(form, "errors", None):
        return []
    found = [{"text": str(error)} for error in form.non_field_errors()]
    for bound in form:
        found += [_linked(bound, error) for error in _error_sentences(bound)]
    return found


def _linked(bound: BoundField, error: str) -> dict[str, str]:
    return {"text": error} if bound.is_hidden else {"text": error, "href": f"#{first_control(bound)}"}


def _error_sentences(bound: BoundField) -> list[str]:
    """The field's errors; Django's own word for an empty field is said in ours."""
    verb = "Select" if isinstance(bound.field.widget, forms.widgets.ChoiceWidget) else "Enter"
    ours = {str(forms.Field.default_error_messages["required"]): sentences.missing(verb, str(bound.label))}
    return [ours.get(str(error), str(error)) for error in bound.errors]


def _macro(component: str) -> Callable[[Params], SafeString]:
    first, *rest = component.split("-")
    jinja: Any = engines["jinja"]
    template = jinja.env.get_template(f"nhsuk/components/{component}/macro.jinja")
    return getattr(template.module, first + "".join(map(str.title, rest)))  # type: ignore[no-any-return]


def _component(bound: BoundField) -> tuple[str, Params]:
    """The component that suits the widget, with its parameters. Order matters: subclasses come first."""
    for widget, make in _MAKERS:
        if isinstance(bound.field.widget, widget):
            return make(bound)
    raise TypeError(f"No NHS component draws {type(bound.field.widget).__name__}.")


def _shared(bound: BoundField) -> Params:
    params: Params = {"id": bound.auto_id, "name": bound.html_name}
    if bound.help_text:
        params["hint"] = (
            {"html": bound.help_text} if hasattr(bound.help_text, "__html__") else {"text": bound.help_text}
        )
    if bound.errors:
        params["errorMessage"] = {"text": " ".join(_error_sentences(bound))}
    if bound.field.disabled:
        params["disabled"] = True
    return params


def _single(bound: BoundField) -> Params:
    """Parameters of a component with one input: a label, a value, attributes of the widget."""
    attrs = bound.field.widget.attrs
    params = _shared(bound) | {"label": {"text": _label(bound)}}
    params |= {name: attrs[name] for name in _PLAIN_ATTRIBUTES if name in attrs}
    if (value := bound.field.widget.format_value(bound.value())) is not None:
        params["value"] = value
    others = {k: v for k, v in attrs.items() if k not in _DROPPED_ATTRIBUTES and k not in _PLAIN_ATTRIBUTES}
    params["attributes"] = {name: {"value": value, "optional": True} for name, value in others.items()}
    return params


def _label(bound: BoundField) -> str:
    label = str(bound.label)
    if bound.field.required or label.endswith(")"):  # the label says itself for whom it is
        return label
    return f"{label} (optional)"


def _group(bound: BoundField) -> Params:
    """Parameters of a component with several inputs: a legend around them."""
    params = _shared(bound) | {"fieldset": {"legend": {"text": _label(bound)}}}
    params["idPrefix"] = params.pop("id")
    return params


def _input(bound: BoundField) -> tuple[str, Params]:
    params = _single(bound)
    kind = getattr(bound.field.widget, "input_type", "text")
    if kind == "number":  # a number input loses what it cannot read, and scrolls by accident
        integer = isinstance(bound.field, forms.IntegerField) and not isinstance(
            bound.field, forms.DecimalField | forms.FloatField
        )
        params |= {"type": "text", "inputmode": "numeric" if integer else "decimal", "spellcheck": False}
        for name in ("min", "max", "step"):
            params["attributes"].pop(name, None)
        return "input", params
    return "input", params | {"type": kind} | ({"spellcheck": False} if kind == "email" else {})


def _password(bound: BoundField) -> tuple[str, Params]:
    params = _single(bound)
    return "password-input", params


def _textarea(bound: BoundField) -> tuple[str, Params]:
    params = _single(bound) | {"rows": getattr(bound.field, "rows", 5)}
    longest = getattr(bound.field, "max_length", None)
    if not longest:
        return "textarea", params
    params["attributes"].pop("maxlength", None)  # people may write on and cut down; the count tells them
    return "character-count", params | {"maxlength": longest}


def _select(bound: BoundField) -> tuple[str, Params]:
    params = _single(bound)
    params.pop("value", None)
    return "select", params | {"items": _options(bound)}


def _radios(bound: BoundField) -> tuple[str, Params]:
    return "radios", _group(bound) | {"items": _options(bound)}


def _checkboxes(bound: BoundField) -> tuple[str, Params]:
    return "checkboxes", _group(bound) | {"items": _options(bound)}


def _checkbox(bound: BoundField) -> tuple[str, Params]:
    params = _shared(bound)
    params["idPrefix"] = params.pop("id")
    item = {"value": "on", "text": str(bound.label), "checked": bool(bound.value())}
    if hint := params.pop("hint", None):
        item["hint"] = hint
    return "checkboxes", params | {"items": [item]}


def _options(bound: BoundField) -> list[Params]:
    """Choices, with what is chosen, and with the field's `hints` by value."""
    widget = bound.field.widget
    hints = getattr(bound.field, "hints", {})
    chosen = widget.format_value(bound.value())
    options = []
    for _, group, _ in widget.optgroups(bound.html_name, chosen):
        for option in group:
            value = str(option["value"])
            params: Params = {"value": value, "text": str(option["label"])}
            params |= {"checked": option["selected"], "selected": option["selected"]}
            if hints.get(value):
                params["hint"] = {"text": hints[value]}
            options.append(params)
    return options


def _date(bound: BoundField) -> tuple[str, Params]:
    params = _group(bound)
    params["id"] = params.pop("idPrefix")
    params.pop("name")
    values = bound.field.widget.parts(bound.value())
    wrong = _wrong_parts(bound)
    params["items"] = [
        {
            "id": f"{bound.auto_id}-{part}",
            "name": f"{bound.html_name}-{part}",
            "label": part.title(),
            "width": 4 if part == "year" else 2,
            "value": value,
            "error": part in wrong,
        }
        for part, value in zip(PARTS, values, strict=True)
    ]
    return "date-input", params


def _wrong_parts(bound: BoundField) -> set[str]:
    """The boxes to mark: those that an error names, else all three."""
    if not bound.errors:
        return set()
    named = {part for error in bound.errors.as_data() for part in (error.params or {}).get("parts", ())}
    return named or set(PARTS)


def _file(bound: BoundField) -> tuple[str, Params]:
    params = _single(bound)
    params.pop("value", None)
    return "file-upload", params


def _apply(params: Params, look: Params) -> None:
    """Lay `look` over the parameters; label and legend are merged, not replaced."""
    look = dict(look)
    title = params["fieldset"]["legend"] if "fieldset" in params else params.get("label", {})
    if size := look.pop("size", None):
        title["size"] = size
    if look.pop("heading", False):
        title.update({"isPageHeading": True, "size": title.get("size", "l")})
    for name, value in look.items():
        if isinstance(value, dict) and isinstance(params.get(name), dict):
            params[name] = {**params[name], **value}
        else:
            params[name] = value


_MAKERS: tuple[tuple[type, Callable[[BoundField], tuple[str, Params]]], ...] = (
    (DateParts, _date),
    (forms.CheckboxSelectMultiple, _checkboxes),
    (forms.RadioSelect, _radios),
    (forms.CheckboxInput, _checkbox),
    (forms.Select, _select),
    (forms.Textarea, _textarea),
    (forms.FileInput, _file),
    (forms.PasswordInput, _password),
    (forms.widgets.Input, _input),
)
