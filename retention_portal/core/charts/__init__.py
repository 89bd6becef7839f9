"""Charts: figures become one picture, made on the server, the same on the page, in the PDF and in Word."""

from retention_portal.core.charts.figures import (
    Chart,
    ChartKind,
    ChartTable,
    Value,
    age_pyramid,
    bar_chart,
    line_chart,
)
from retention_portal.core.charts.pictures import png, svg

__all__ = [
    "Chart",
    "ChartKind",
    "ChartTable",
    "Value",
    "age_pyramid",
    "bar_chart",
    "line_chart",
    "png",
    "svg",
]
