"""The body of a report in blocks, read from what is frozen and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from action_plans.assurance import annexes, pictures
from action_plans.assurance.blocks import (
    Block,
    Cell,
    Items,
    Paragraph,
    Picture,
    Section,
    Subheading,
    Table,
    Tile,
    cells,
    columns,
    paragraphs,
)
from action_plans.assurance.report import FrozenReport
from action_plans.assurance.rows import InitiativeRow
from action_plans.assurance.wording import (
    MISSING,
    NOT_RECORDED,
    change_text,
    figure_cell,
    figure_text,
    money_cell,
    people_cell,
    rag_cell,
)
from retention_portal.core.nhsuk.figures import moment_words, number, plural, pounds

IN_BODY, IN_BODY_OF_LEVEL, CHANGES_IN_BODY = 10, 5, 12
GRAVEST = ("red", "amber", "", "grey", "green", "blue")


def tiles(report: FrozenReport) -> tuple[Tile, ...]:
    """The large figures of the summary."""
    fte = report.figure("TOTAL_GP_EXTG_FTE")
    reached = report.people_reached
    money = report.money
    found = [
        Tile(f"{report.met} of {len(report.coverage)}", "essentials met"),
        Tile(number(reached), "people reached", "somebody in two initiatives counts twice")
        if reached is not None
        else Tile("–", "people reached", NOT_RECORDED),
        Tile(pounds(report.committed), "committed", f"of {pounds(report.allocated)}")
        if money
        else Tile("–", "committed", "no allocation is entered"),
    ]
    if fte is None or fte.value is None:
        return (*found, Tile("–", "fully qualified FTE", MISSING))
    note = f"{report.workforce.period_label}, {report.workforce.practices_words}"
    if fte.change is not None:
        note += f"; {change_text(fte)} on a year before"
    return (*found, Tile(figure_text(fte, fte.value), "fully qualified FTE", note))


def positions(report: FrozenReport) -> Table:
    """The matters that a board follows, against the last report when there is one."""
    if not any(row.before for row in report.positions):
        rows = tuple(cells(row.matter, row.now) for row in report.positions)
        caption = "Position; there is no earlier report to compare with"
        return Table("position", caption, columns("Matter", "Now", numeric=(1,)), rows)
    rows = tuple(cells(row.matter, row.before, row.now) for row in report.positions)
    heads = columns("Matter", "Last report", "Now", numeric=(1, 2))
    return Table("position", "Position against the last report", heads, rows)


def body(report: FrozenReport) -> tuple[Section, ...]:
    """The sections between contents and sign-off, in order."""
    return (
        Section("exceptions", "What is off track", _exceptions(report)),
        Section("workforce", "Workforce", _workforce(report)),
        Section("coverage", "What is covered, and what is not", _coverage(report)),
        Section("initiatives", "Initiatives", _initiatives(report)),
        Section("milestones", "Milestones of the quarter", _milestones(report)),
        Section("money", "Money by line", _money(report)),
        Section("risks", "Risks", _risks(report)),
        Section("consulted", "Who was consulted", _consulted(report)),
        Section("words", "In our words", _words(report)),
        Section("asks", "What we ask of the region", asks(report)),
        Section("changes", "What changed since the last version", _changes(report)),
        Section("sources", "Sources and data quality", _sources(report)),
    )


@dataclass(frozen=True, slots=True)
class Signed:
    """A step that somebody signed, in words."""

    step: str
    by: str
    on: str
    comment: str = ""


def sign_off(report: FrozenReport, signed: Sequence[Signed], sha256: str) -> Section:
    """Who froze the report, who signed, and how to check it."""
    found: list[Block] = []
    if report.header.frozen_at:
        moment = moment_words(datetime.fromisoformat(report.header.frozen_at))
        found.append(Paragraph(f"Figures frozen {moment} by {report.header.frozen_by}."))
    if report.steps:
        found.append(Paragraph(f"Before it is submitted: {_joined(report.steps)}."))
        found.append(_signatures(signed) if signed else Paragraph("Nobody has signed yet."))
    elif report.header.draft or not report.header.frozen_at:
        found.append(Paragraph("This is a draft: nothing is signed or submitted."))
    else:
        said = (
            "No signing steps are required for this system. Freezing the report submitted it to the region."
        )
        found.append(Paragraph(said))
    if report.header.verification_code:
        found.append(Paragraph(report.header.verification_code, lead="Verification code:"))
    if sha256:
        parts = " ".join(sha256[at : at + 16] for at in range(0, 64, 16))
        found.append(Paragraph(parts, lead="Checksum of the frozen text (SHA-256):"))
    return Section("sign-off", "Sign-off", tuple(found))


def _joined(steps: Sequence[str]) -> str:
    return "; ".join(f"{step[:1].lower()}{step[1:]}" for step in steps)


def _signatures(signed: Sequence[Signed]) -> Table:
    rows = tuple(cells(each.step, each.by, each.on, each.comment or "none") for each in signed)
    return Table("signed", "Signed", columns("Step", "By", "On", "Comment"), rows)


def _exceptions(report: FrozenReport) -> tuple[Block, ...]:
    if not report.exceptions:
        return (Paragraph("Nothing is off track by the limits of handbook 4.3 and 4.4."),)
    shown = report.exceptions[:IN_BODY]
    more = len(report.exceptions) - len(shown)
    rest = (Paragraph(f"And {more} more: see the ratings in annex B."),) if more else ()
    return (Items(shown), *rest)


def _workforce(report: FrozenReport) -> tuple[Block, ...]:
    block = report.workforce
    if block.missing:
        return (Paragraph(block.missing),)
    said = f"{block.practices_words}, {number(block.practices_missing)} without figures."
    made_up = " Generated demonstration figures, not those of a real place." if block.generated else ""
    chart = pictures.workforce(report)
    return (
        Paragraph(
            f"{said}{made_up} Full-time equivalents add up over practices; headcounts do not. Joiners and leavers "
            "are not in the practice-level file.",
            lead=f"{block.period_label}:",
        ),
        annexes.workforce_table(report),
        *((Picture(chart),) if chart else ()),
        *((_compared(report),) if block.compared else ()),
    )


def _compared(report: FrozenReport) -> Table:
    places = report.workforce.compared
    heads = columns("Place", *(figure.label for figure in places[0].figures), numeric=(1, 2, 3))
    rows = tuple(
        (Cell(place.name, place.extent), *(figure_cell(figure, figure.value) for figure in place.figures))
        for place in places
    )
    return Table("comparison", f"Compared, {report.workforce.period_label}", heads, rows)


def _coverage(report: FrozenReport) -> tuple[Block, ...]:
    stages = tuple(
        (Cell(stage), Cell(plural(count, "initiative") if count else "none yet", raw=count))
        for stage, count in report.stages
    )
    return (
        Paragraph(
            f"A system answers for all {len(report.coverage)} essentials of the toolkit: those of its own level and "
            f"those it inherits. {report.met} are met. An essential that has been live for two quarters and reached "
            "nobody on record counts as part. Annex A holds each."
        ),
        *_checklist(report),
        Picture(pictures.coverage(report)),
        annexes.levels_table(report),
        Table("career_stages", "Initiatives by career stage", columns("Career stage", "Initiatives"), stages),
    )


def _checklist(report: FrozenReport) -> tuple[Block, ...]:
    if not report.checklist:
        return ()
    answers = [row.answer for row in report.checklist if row.answer]
    evidence = sum(bool(row.evidence) for row in report.checklist)
    said = (
        f"{len(answers)} of {len(report.checklist)} questions of the toolkit’s checklist are answered, "
        f"{answers.count('Yes')} with yes; {evidence} name their evidence."
    )
    return (Paragraph(said),)


def _initiatives(report: FrozenReport) -> tuple[Block, ...]:
    if not report.initiatives:
        return (Paragraph("The plan has no initiative yet."),)
    long = len(report.initiatives) > IN_BODY_OF_LEVEL * len(report.levels)
    found: list[Block] = [
        Paragraph(
            "Ratings are judgements with their reason (handbook 4.3). Where the dates suggest another rating, it "
            "stands beside. Milestones and updates stand in annex B."
        )
    ]
    for level in report.levels:
        mine = [row for row in report.initiatives if row.level == level.name]
        mine.sort(key=lambda row: GRAVEST.index(row.rag))
        table = _level_table(level.code, f"{level.name}: {plural(len(mine), 'initiative')}", mine)
        if mine:
            found.append(table.first(IN_BODY_OF_LEVEL, "annex B") if long else table)
    if report.suppression:
        found.append(Paragraph(_small_numbers(report), quiet=True))
    return tuple(found)


def _small_numbers(report: FrozenReport) -> str:
    return (
        f"People of one career stage in one network or practice: {report.suppression}. * is 1 to 7; other numbers "
        "are rounded to the nearest 5."
    )


def _level_table(code: str, caption: str, rows: Sequence[InitiativeRow]) -> Table:
    heads = columns(
        *("Initiative", "State", "Rating and why", "People reached", "Committed"),
        numeric=(3, 4),
        widths=("wide", "narrow", "wide", "narrow", "narrow"),
    )
    return Table(f"initiatives_{code}", caption, heads, tuple(_initiative(row) for row in rows))


def _initiative(row: InitiativeRow) -> tuple[Cell, ...]:
    beside = f" The dates suggest {row.hint}." if row.hint and row.hint != row.rag else ""
    return cells(
        Cell(row.title, f"{row.reference}, {row.lead}"),
        row.status,
        rag_cell(row.rag, f"{row.rag_reason}{beside}".strip()),
        people_cell(row),
        money_cell(row.committed),
    )


def _milestones(report: FrozenReport) -> tuple[Block, ...]:
    if not report.period:
        return (Paragraph("No milestone was due, moved or added in this quarter."),)
    counts: dict[str, int] = {}
    for row in report.period:
        counts[row.movement] = counts.get(row.movement, 0) + 1
    words = "; ".join(f"{movement.lower()}: {count}" for movement, count in counts.items())
    table = annexes.period_table(report)
    return (Paragraph(f"{words[:1].upper()}{words[1:]}."), table.first(IN_BODY, "annex B"))


def _money(report: FrozenReport) -> tuple[Block, ...]:
    if not report.money:
        return (Paragraph("No allocation is entered for this year. That is not available, not £0."),)
    chart = pictures.money(report)
    spent = "" if report.spent is not None else "Spend is not recorded yet: not available, which is not £0. "
    return (
        Paragraph(
            f"{spent}Money that is not spent in its year may be lost, so an underspend is a variance too."
        ),
        annexes.money_table(report),
        *((Picture(chart),) if chart else ()),
    )


def _risks(report: FrozenReport) -> tuple[Block, ...]:
    still = [row for row in report.risks if row.status == "Open"]
    if not still:
        return (Paragraph("No open risk is written down."),)
    rising = sum(row.trend == "Rising" for row in still)
    said = f"{plural(len(still), 'risk is', 'risks are')} open, {rising or 'none'} rising. {report.risk_note}"
    return (Paragraph(said), annexes.risk_table(still).first(IN_BODY, "annex C"))


def _consulted(report: FrozenReport) -> tuple[Block, ...]:
    if not report.consulted:
        return (Paragraph("The plan’s list of stakeholders is empty."),)
    known = {row.contributor for row in report.consulted if row.contributor}
    said = (
        f"{plural(len(report.consulted), 'body or role', 'bodies and roles')} are listed, standing for {len(known)} of "
        f"the {report.contributors_of} contributors that the toolkit suggests."
    )
    return (Paragraph(said), annexes.consulted_table(report).first(IN_BODY, "annex C"))


def _words(report: FrozenReport) -> tuple[Block, ...]:
    if not report.boxes:
        return (Paragraph("Nothing was written beside the summary."),)
    found: list[Block] = []
    for box in report.boxes:
        found += [Subheading(box.title), *paragraphs(box.text)]
    return tuple(found)


def asks(report: FrozenReport) -> tuple[Block, ...]:
    """What is asked of the region, numbered."""
    if not report.asks:
        return (Paragraph("Nothing is asked of the region this quarter."),)
    return (Items(tuple(ask.text for ask in report.asks), numbered=True),)


def _changes(report: FrozenReport) -> tuple[Block, ...]:
    if not report.changes:
        return (Paragraph("This is the first version."),)
    why = (
        (Paragraph(report.correction_reason, lead="Why it was corrected:"),)
        if report.correction_reason
        else ()
    )
    table = annexes.changes_table(report)
    return (*why, table.first(CHANGES_IN_BODY, "annex D"))


def _sources(report: FrozenReport) -> tuple[Block, ...]:
    quality = (
        (Subheading("How far the figures can be trusted"), Items(report.quality)) if report.quality else ()
    )
    return (
        *quality,
        Subheading("Sources"),
        Items(report.sources),
        Paragraph(
            "Contains information from NHS England, licensed under the current version of the Open Government Licence."
        ),
    )


def summary_money(report: FrozenReport) -> Table:
    """Money in the one-page summary."""
    rows = tuple(
        cells(row.programme, money_cell(row.allocated), money_cell(row.committed), money_cell(row.left))
        for row in report.money
    )
    heads = columns("Line", "Allocated", "Committed", "Left", numeric=(1, 2, 3))
    return Table("summary_money", "Money by line", heads, rows, hide_caption=True).first(
        4, "the section on money"
    )
