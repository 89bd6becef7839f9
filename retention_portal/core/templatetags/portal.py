"""Django templates (allauth's) inside our one page frame, with fields drawn as everywhere else."""

from typing import Any

from django import template
from django.forms.forms import BaseForm
from django.template.base import NodeList, Parser, Token
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from retention_portal.core.nhsuk import drawing

register = template.Library()

_PARTS = "portal_frame_parts"


@register.tag
def portal_frame(parser: Parser, token: Token) -> "FrameNode":
    """`{% portal_frame %}{% frame_part "content" %}…{% endframe_part %}{% endportal_frame %}`"""
    nodelist = parser.parse(("endportal_frame",))
    parser.delete_first_token()
    return FrameNode(nodelist)


@register.tag
def frame_part(parser: Parser, token: Token) -> "PartNode":
    """One part of the frame: title, head, beforeContent, content or bodyEnd."""
    try:
        _, name = token.split_contents()
    except ValueError:
        raise template.TemplateSyntaxError('Usage: {% frame_part "content" %}') from None
    nodelist = parser.parse(("endframe_part",))
    parser.delete_first_token()
    return PartNode(name.strip("\"'"), nodelist)


class FrameNode(template.Node):
    """Collects its parts, then draws the frame around them."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        """The whole page."""
        parts: dict[str, SafeString] = {}
        with context.push(**{_PARTS: parts}):
            self.nodelist.render(context)
        page = {"parts": parts, "form": context.get("form")}
        return render_to_string("account/frame.jinja", page, context.get("request"))


class PartNode(template.Node):
    """Draws one part, and keeps it for the frame."""

    def __init__(self, name: str, nodelist: NodeList) -> None:
        self.name = name
        self.nodelist = nodelist

    def render(self, context: Context) -> str:
        """Nothing: the frame prints it."""
        drawn = self.nodelist.render(context).strip()
        context[_PARTS][self.name] = mark_safe(drawn)  # noqa: S308 - Django's template escaped it
        return ""


@register.simple_tag
def draw_fields(form: BaseForm | None) -> SafeString:
    """Every field of a form as NHS components; errors of the form as a whole stand in the error summary."""
    return drawing.draw_all(form) if form is not None else SafeString("")


@register.simple_tag
def draw_field(bound: Any, **look: Any) -> SafeString:
    """One field as an NHS component; `look` as in drawing.draw."""
    return drawing.draw(bound, **look)
