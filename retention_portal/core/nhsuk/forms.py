"""Forms whose fields draw themselves: `{{ form.email.draw() }}`, or all of them: `{{ form.draw() }}`."""

from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.safestring import SafeString

from retention_portal.core.nhsuk import drawing


class NhsBoundField(BoundField):
    """A field of a form, with `draw`."""

    def draw(self, **look: Any) -> SafeString:
        """The field as an NHS component; `look` as in drawing.draw."""
        return drawing.draw(self, **look)


class _Drawn:
    bound_field_class: type[BoundField] | None = NhsBoundField

    def draw(self) -> SafeString:
        """Every field, in order, hidden ones too."""
        return drawing.draw_all(self)  # type: ignore[arg-type]

    def error_summary(self) -> list[dict[str, str]]:
        """What the frame lists under "There is a problem"."""
        return drawing.error_summary(self)  # type: ignore[arg-type]


class NhsForm(_Drawn, forms.Form):
    """The base of our forms."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)


class NhsModelForm(_Drawn, forms.ModelForm):
    """The base of our forms over a model; name the fields with classes of `fields`, for their errors."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
