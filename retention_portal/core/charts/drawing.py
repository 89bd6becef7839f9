"""From figures to a Vega-Lite specification: the plot itself. Title and source are added by `pictures`.

Series differ by dash and marker on lines and by name and figure on bars: no one has to tell colours apart.
"""

from retention_portal.core.charts.figures import Chart, ChartKind, Value

WIDTH = 720
INK, GRID = "#212b32", "#d8dde0"
# From the NHS palette, each at least 3 to 1 against white.
COLOURS = ("#005eb8", "#212b32", "#007f3b", "#7c2855", "#768692", "#330072")
DASHES = ([1, 0], [8, 4], [2, 3], [10, 3, 2, 3], [5, 2], [1, 4])
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")

Spec = dict[str, object]


def specification(chart: Chart) -> Spec:
    """The Vega-Lite specification of `chart`: data, layers and house style."""
    draw = {ChartKind.LINE: _lines, ChartKind.BARS: _bars, ChartKind.PYRAMID: _pyramid}[chart.kind]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": WIDTH,
        "padding": {"left": 5, "right": 12, "top": 5, "bottom": 5},
        "autosize": {"type": "fit-x", "contains": "padding"},
        "data": {"values": [point for row in range(len(chart.rows)) for point in _points(chart, row)]},
        "config": _style(),
        **draw(chart),
    }


def printable(text: str) -> str:
    """`text` without control characters, which XML cannot hold."""
    return "".join(character if character.isprintable() else " " for character in text)


def _drawable(text: str) -> str:
    """`printable` text whose emoji are boxes: Vega, shortening a long label, fails when it halves one."""
    return "".join(character if ord(character) < 0x10000 else "□" for character in printable(text))


def _points(chart: Chart, row: int) -> list[Spec]:
    label, values = chart.rows[row]
    points: list[Spec] = []
    for number, (name, value) in enumerate(zip(chart.series, values, strict=True)):
        size = None if value is None or isinstance(value, str) else float(value)
        side = -1 if chart.kind is ChartKind.PYRAMID and number == 0 else 1
        points.append(
            {
                "x": _drawable(label),
                "series": _drawable(name),
                "value": None if size is None else side * size,
                "at": side * (size or 0),
                "text": _mark_text(chart, name, value),
            }
        )
    return points


def _mark_text(chart: Chart, name: str, value: Value) -> str:
    text = _drawable(chart.text(value))
    return f"{_drawable(name)}: {text}" if chart.kind is ChartKind.BARS and len(chart.series) > 1 else text


def _lines(chart: Chart) -> Spec:
    x = {
        "field": "x",
        "type": "ordinal",
        "sort": None,
        "title": _drawable(chart.x_label),
        "axis": {"labelAngle": 0, "labelOverlap": "greedy", "labelSeparation": 12, "grid": False},
    }
    y = {
        "field": "value",
        "type": "quantitative",
        "title": _drawable(chart.unit),
        "scale": {"zero": chart.from_zero},
        "axis": {"tickCount": 6},
    }
    dash = {**_by_series(chart, list(DASHES)), "legend": None}
    shape = _by_series(chart, list(SHAPES))
    colour = _by_series(chart, list(COLOURS))
    return {
        "height": 300,
        "layer": [
            {
                "mark": {"type": "line", "strokeWidth": 2.5},
                "encoding": {"x": x, "y": y, "color": colour, "strokeDash": dash},
            },
            {
                "mark": {"type": "point", "filled": True, "opacity": 1, "size": 55},
                "encoding": {"x": x, "y": y, "color": colour, "shape": shape},
            },
        ],
    }


def _bars(chart: Chart) -> Spec:
    many = len(chart.series) > 1
    y: Spec = {"field": "x", "type": "nominal", "sort": None, "title": None, "axis": _label_axis()}
    x: Spec = {
        "field": "value",
        "type": "quantitative",
        "title": _drawable(chart.unit),
        "axis": {"tickCount": 6, "grid": True},
    }
    if room := _room(chart):
        x["scale"] = {"domainMax": room}
    shared: Spec = {"y": {**y, "scale": {"paddingInner": 0.25}}}
    if many:
        shared["yOffset"] = {"field": "series", "sort": None}
    return {
        "height": len(chart.rows) * (14 + 22 * len(chart.series)),
        "layer": [
            {
                "mark": {"type": "bar"},
                "encoding": {**shared, "x": x, "color": _by_series(chart, list(COLOURS))},
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 5, "fontSize": 13, "fill": INK},
                "encoding": {
                    **shared,
                    "x": {"field": "at", "type": "quantitative"},
                    "text": {"field": "text"},
                },
            },
        ],
    }


def _room(chart: Chart) -> float:
    """Where the axis ends, so that the words beside the longest bar stay in the picture; 0 leaves it as it is."""
    numbers = [
        (float(value), _mark_text(chart, name, value))
        for _, values in chart.rows
        for name, value in zip(chart.series, values, strict=True)
        if value is not None and not isinstance(value, str)
    ]
    widest = max((value for value, _ in numbers), default=0)
    if widest <= 0 or min(value for value, _ in numbers) < 0:
        return 0
    return max(value / (1 - min(0.6, 0.02 * len(text) + 0.02)) for value, text in numbers)


def _pyramid(chart: Chart) -> Spec:
    left, right = (_drawable(name) for name in chart.series)
    sizes = [
        abs(float(v)) for _, values in chart.rows for v in values if v is not None and not isinstance(v, str)
    ]
    widest = 1.15 * max(sizes, default=0) or 1  # both sides to one scale, with room for the figures
    bands = [_drawable(label) for label, _ in reversed(chart.rows)]
    y = {"field": "x", "type": "nominal", "sort": bands, "title": None, "axis": _label_axis()}
    x = {
        "field": "value",
        "type": "quantitative",
        "title": f"← {left} · {_drawable(chart.unit)} · {right} →",
        "scale": {"domain": [-widest, widest], "nice": False},
        "axis": {"tickCount": 8, "labelExpr": "format(abs(datum.value), ',')", "grid": True},
        "stack": None,
    }
    text: Spec = {"type": "text", "fontSize": 13, "fill": INK}
    at = {"field": "at", "type": "quantitative", "stack": None}
    marks: list[Spec] = [
        {
            "transform": [{"filter": {"field": "series", "equal": name}}],
            "mark": {**text, "align": align, "dx": dx},
            "encoding": {"y": y, "x": at, "text": {"field": "text"}},
        }
        for name, align, dx in ((left, "right", -5), (right, "left", 5))
    ]
    bars: Spec = {
        "mark": {"type": "bar"},
        "encoding": {"y": y, "x": x, "color": _by_series(chart, list(COLOURS))},
    }
    return {"height": 30 * len(chart.rows), "layer": [bars, *marks]}


def _label_axis() -> Spec:
    return {"labelLimit": 260, "domain": False, "ticks": False, "labelPadding": 8, "grid": False}


def _by_series(chart: Chart, looks: list[object]) -> Spec:
    names = [_drawable(name) for name in chart.series]
    legend: Spec | None = {"orient": "top", "direction": "horizontal", "title": None, "labelLimit": 300}
    if len(names) == 1:
        legend = None
    elif legend:
        legend["columns"] = 3
    return {
        "field": "series",
        "type": "nominal",
        "sort": None,
        "scale": {"domain": names, "range": looks[: len(names)]},
        "legend": legend,
    }


def _style() -> Spec:
    words = {"labelFont": "Arial", "titleFont": "Arial", "labelColor": INK, "titleColor": INK}
    return {
        "aria": False,
        "font": "Arial",
        "background": None,
        "view": {"stroke": None},
        "axis": {
            **words,
            "labelFontSize": 13,
            "titleFontSize": 13,
            "titleFontWeight": "normal",
            "titlePadding": 10,
            "gridColor": GRID,
            "domainColor": INK,
            "tickColor": INK,
        },
        "legend": {**words, "labelFontSize": 14, "symbolSize": 110, "symbolStrokeWidth": 1.5, "offset": 12},
    }
