import csv
import io
import re
import xml.etree.ElementTree as ET
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retention_portal.core.charts import Chart, age_pyramid, bar_chart, line_chart, png, svg
from retention_portal.core.charts.drawing import COLOURS, DASHES, SHAPES

SVG = "{http://www.w3.org/2000/svg}"
WORDS = {"source": "NHS England, General Practice Workforce", "as_of": date(2026, 6, 30)}


def lines(**changes: object) -> Chart:
    facts: dict[str, object] = {
        "title": "Partners fell while salaried GPs grew",
        "summary": "Partners fell from 900 to 880 in three months.",
        "x_label": "Month",
        "unit": "FTE",
        "series": {
            "Partners": {"April 2026": 900, "May 2026": None, "June 2026": 880},
            "Salaried GPs": {"April 2026": Decimal("1500.25"), "May 2026": 510, "June 2026": "*"},
        },
    }
    return line_chart(**WORDS, **{**facts, **changes})


def bars() -> Chart:
    return bar_chart(
        title="Most initiatives are at level 1",
        summary="Level 1 has 12 initiatives.",
        x_label="Level",
        unit="initiatives",
        series={
            "Live": {"Career support": 12, "System": 3},
            "Planned": {"Career support": 2, "System": None},
        },
        **WORDS,
    )


def pyramid() -> Chart:
    return age_pyramid(
        title="A third of GPs are 55 or over",
        summary="Of 300 FTE, 100 are 55 or over.",
        x_label="Age band",
        unit="FTE",
        left=("Women", {"Under 35": 120, "55 and over": 40}),
        right=("Men", {"Under 35": 80, "55 and over": 60}),
        **WORDS,
    )


ALL = pytest.mark.parametrize("chart", [lines(), bars(), pyramid()], ids=["line", "bars", "pyramid"])


def texts(chart: Chart) -> list[str]:
    return [element.text or "" for element in ET.fromstring(svg(chart)).iter(f"{SVG}text")]


@ALL
def test_the_picture_breaks_no_content_security_policy(chart: Chart) -> None:
    picture = svg(chart)
    tree = ET.fromstring(picture)
    assert {name for element in tree.iter() for name in element.attrib} & {"style", "class", "href"} == set()
    assert {element.tag for element in tree.iter()} <= {f"{SVG}{t}" for t in DRAWN}
    assert not re.search(r"style=|<style|<script|\son\w+=|url\(", picture)


DRAWN = ("svg", "title", "desc", "rect", "g", "path", "line", "text")


@ALL
def test_the_picture_names_and_describes_itself_once(chart: Chart) -> None:
    tree = ET.fromstring(svg(chart))
    title, description = tree.find(f"{SVG}title"), tree.find(f"{SVG}desc")
    assert tree.get("role") == "img"
    assert (title.text, description.text) == (chart.title, chart.description)
    assert tree.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    inner = [e for e in tree.iter() if e is not tree and (e.get("role") or e.get("aria-label"))]
    assert inner == []


@ALL
def test_two_renders_give_the_same_bytes(chart: Chart) -> None:
    assert svg(chart) == svg(chart)
    assert png(chart) == png(chart)


@ALL
def test_the_picture_carries_its_title_its_source_and_arial(chart: Chart) -> None:
    assert chart.title in texts(chart)
    assert "Source: NHS England, General Practice Workforce, 30 June 2026." in texts(chart)
    tree = ET.fromstring(svg(chart))
    assert {e.get("font-family") for e in tree.iter(f"{SVG}text")} == {"Arial, sans-serif"}


def test_the_png_is_720_pixels_at_twice_the_density() -> None:
    data = png(lines())
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    assert int.from_bytes(data[16:20], "big") == 1440


def test_different_charts_in_one_page_have_different_ids() -> None:
    ids = [re.findall(r'id="([^"]+)"', svg(chart)) for chart in (lines(), bars(), pyramid())]
    assert len({one for pair in ids for one in pair}) == 6


def test_a_missing_point_is_a_gap_and_is_named() -> None:
    whole = lines(series={"Partners": {"April": 900, "May": 890, "June": 880}})
    broken = lines(series={"Partners": {"April": 900, "May": None, "June": 880}})
    assert _strokes(whole) == 1
    assert _strokes(broken) == 2
    assert whole.description == whole.summary
    assert broken.description == f"{broken.summary} No figure is shown for May."


def _strokes(chart: Chart) -> int:
    """How many separate strokes the one line is drawn in."""
    paths = [
        p.get("d", "") for p in ET.fromstring(svg(chart)).iter(f"{SVG}path") if p.get("stroke-width") == "2.5"
    ]
    assert len(paths) == 1
    return paths[0].count("M")


def test_the_description_names_every_gap_by_series() -> None:
    assert lines().description == (
        "Partners fell from 900 to 880 in three months. No figure for Partners is shown for May 2026. "
        "No figure for Salaried GPs is shown for June 2026."
    )
    many = lines(series={"A": {str(year): None for year in range(2015, 2025)} | {"2025": 1}})
    assert many.description.endswith("for 2015, 2016, 2017, 2018, 2019 and 5 more.")


def test_an_axis_that_does_not_start_at_nought_says_so() -> None:
    assert lines(from_zero=False).description.endswith("The axis does not start at 0.")


def test_labels_without_room_are_left_out() -> None:
    months = {f"Month {n} of 36": n for n in range(36)}
    chart = lines(series={"Partners": months})
    labels = [text for text in texts(chart) if text in months]
    assert labels[0] == "Month 0 of 36"
    assert 4 <= len(labels) <= 10
    assert 'opacity="0"' not in svg(chart)


def test_series_differ_by_more_than_colour() -> None:
    tree = ET.fromstring(svg(lines()))
    strokes = [p for p in tree.iter(f"{SVG}path") if p.get("stroke-width") == "2.5"]
    assert {p.get("stroke") for p in strokes} == set(COLOURS[:2])
    assert {p.get("stroke-dasharray") for p in strokes} == {"1,0", "8,4"}
    assert len({str(dash) for dash in DASHES}) == len(set(SHAPES)) == len(set(COLOURS)) == 6
    assert {"Live: 12", "Planned: 2", "Live: 3", "Planned: not available"} <= set(texts(bars()))


def test_the_pyramid_reads_positive_on_both_sides() -> None:
    shown = texts(pyramid())
    assert "← Women · FTE · Men →" in shown
    assert {"120", "80", "40", "60"} <= set(shown)
    assert not [text for text in shown if re.match(r"[-−]\d", text)]


@pytest.mark.parametrize("colour", COLOURS)
def test_every_colour_is_three_to_one_against_white(colour: str) -> None:
    def linear(part: int) -> float:
        share = part / 255
        return share / 12.92 if share <= 0.03928 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(colour[i : i + 2], 16)) for i in (1, 3, 5))
    assert 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05) >= 3


def test_the_table_and_the_csv_hold_the_same_figures() -> None:
    table = lines().table()
    assert table.headings == ("Month", "Partners", "Salaried GPs")
    assert table.rows == (
        ("April 2026", "900", "1,500"),
        ("May 2026", "not available", "510"),
        ("June 2026", "880", "*"),
    )
    assert list(csv.reader(io.StringIO(lines().csv().decode("utf-8-sig")))) == [
        ["Month", "Partners (FTE)", "Salaried GPs (FTE)"],
        ["April 2026", "900", "1500.25"],
        ["May 2026", "", "510"],
        ["June 2026", "880", "*"],
    ]
    assert lines(places=1).table().rows[0] == ("April 2026", "900.0", "1,500.3")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"title": " "}, "A chart needs its title."),
        ({"summary": "", "unit": ""}, "A chart needs its summary and unit."),
        ({"series": {}}, "A chart has rows"),
        ({"series": {str(n): {"May": 1} for n in range(7)}}, "1 to 6 series"),
    ],
)
def test_a_chart_without_its_words_or_figures_is_a_fault(changes: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        lines(**changes)


def test_a_chart_of_nothing_but_gaps_is_still_a_picture() -> None:
    assert "No figure is shown for May." in svg(lines(series={"Partners": {"May": None}}))


def test_a_long_label_with_emoji_does_not_break_the_picture() -> None:
    label = "🙂" * 60
    assert svg(lines(unit=label, series={label: {label: 1}, "b": {label: 2}}))
    assert lines(series={label: {"May": 1}}).table().headings[1] == label


@given(st.text(min_size=1, max_size=40).filter(str.strip))
@settings(max_examples=40, deadline=None)
def test_any_text_gives_a_picture_that_reads(text: str) -> None:
    tree = ET.fromstring(svg(lines(title=text, unit=text, series={text: {text: 1, f"{text}2": 2}})))
    assert {element.tag for element in tree.iter()} <= {f"{SVG}{t}" for t in DRAWN}
