"""From a chart to its picture: an SVG that stands in a page under its content security policy, or a PNG.

The SVG holds presentation attributes only: no `style`, no `<style>`, no script, no link. It names itself to a
screen reader by `<title>` and `<desc>`, and hides its parts. Title and source are in the picture, so that a
copy of it in a slide still says what it is.
"""

import hashlib
import textwrap
import xml.etree.ElementTree as ET

import vl_convert
from django.utils.safestring import SafeString, mark_safe

from retention_portal.core.charts.drawing import INK, WIDTH, printable, specification
from retention_portal.core.charts.figures import Chart

_SVG = "http://www.w3.org/2000/svg"
_DROPPED = ("class", "role", "pointer-events", "style")
_TITLE_LINE, _CREDIT_LINE = 24, 18


def svg(chart: Chart) -> SafeString:
    """The picture as SVG text, safe to put into a page as it is.

    The same chart gives the same text every time.
    """
    drawn = ET.fromstring(vl_convert.vegalite_to_svg(specification(chart)))  # noqa: S314 - our own drawing
    title = textwrap.wrap(printable(chart.title), 72)
    credit = textwrap.wrap(printable(chart.credit), 100)
    top = len(title) * _TITLE_LINE + 8
    height = top + int(float(drawn.get("height", "0"))) + len(credit) * _CREDIT_LINE + 8
    picture = _frame(chart, height)
    for number, text in enumerate(title, start=1):
        _text(picture, text, y=number * _TITLE_LINE - 4, size=18, weight="bold")
    plot = ET.SubElement(picture, _tag("g"), {"transform": f"translate(0,{top})"})
    plot.extend(list(drawn))
    for number, text in enumerate(reversed(credit)):
        _text(picture, text, y=height - 8 - number * _CREDIT_LINE, size=13)
    _tidy(plot)
    ET.register_namespace("", _SVG)
    return mark_safe(ET.tostring(picture, encoding="unicode"))  # noqa: S308 - written by an XML writer, so escaped


def png(chart: Chart, *, scale: float = 2) -> bytes:
    """The same picture as PNG on white, 720 × `scale` pixels wide: for Word and for slides."""
    return vl_convert.svg_to_png(svg(chart), scale=scale)


def _frame(chart: Chart, height: int) -> ET.Element:
    digest = hashlib.sha256(repr(chart).encode("utf-8", "replace")).hexdigest()[:12]
    names = {"title": f"chart-{digest}-title", "desc": f"chart-{digest}-desc"}
    picture = ET.Element(
        _tag("svg"),
        {
            "width": str(WIDTH),
            "height": str(height),
            "viewBox": f"0 0 {WIDTH} {height}",
            "role": "img",
            "aria-labelledby": f"{names['title']} {names['desc']}",
        },
    )
    for tag, text in (("title", chart.title), ("desc", chart.description)):
        ET.SubElement(picture, _tag(tag), {"id": names[tag]}).text = printable(text)
    ET.SubElement(picture, _tag("rect"), {"width": str(WIDTH), "height": str(height), "fill": "#ffffff"})
    return picture


def _text(parent: ET.Element, text: str, *, y: int, size: int, weight: str = "normal") -> None:
    look = {"font-family": "Arial, sans-serif", "font-size": f"{size}px", "font-weight": weight, "fill": INK}
    ET.SubElement(parent, _tag("text"), {"x": "5", "y": str(y), **look}).text = text


def _tidy(element: ET.Element) -> None:
    """Leave out what is not seen, and the attributes that speak to screen readers or carry styles.

    Axis labels without room come with opacity 0, which WeasyPrint prints all the same.
    """
    for child in list(element):
        invisible = child.get("display") == "none" or child.get("opacity") == "0"
        if invisible or child.get("class") == "background":
            element.remove(child)
            continue
        for name in [name for name in child.attrib if name in _DROPPED or name.startswith("aria-")]:
            del child.attrib[name]
        if child.get("font-family"):
            child.set("font-family", "Arial, sans-serif")
        _tidy(child)


def _tag(name: str) -> str:
    return f"{{{_SVG}}}{name}"
