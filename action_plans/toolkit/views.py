"""The toolkit's public pages."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from action_plans.toolkit import queries, rules
from action_plans.toolkit.forms import CaseStudyFilterForm
from action_plans.toolkit.models import CareerStageDefinition, CaseStudy, LevelDefinition, Stage
from action_plans.toolkit.pages import LIST_PAGE_BY_SLUG, LIST_PAGES, STAGE_SETS, THEORY_OF_CHANGE
from action_plans.toolkit.statuses import EntrySet
from retention_portal.accounts.guards import public
from retention_portal.core.dates import today
from retention_portal.core.vocabulary import CareerStage, Level

OPEN_BOOK = "The toolkit is a public document, and the portal's summary of it holds nothing about people."


def page(request: HttpRequest, name: str, **context: object) -> HttpResponse:
    """The template `toolkit/<name>.jinja` with `context`."""
    return render(request, f"toolkit/{name}.jinja", context)


@public(OPEN_BOOK)
def landing(request: HttpRequest) -> HttpResponse:
    """The three ways in: stage, level, career stage."""
    on = today()
    return page(
        request,
        "landing",
        stages=list(queries.stages(on)),
        levels=[
            {"level": row, "own": own, "effective": effective}
            for row, own, effective in queries.levels_with_counts(on)
        ],
        career_stages=list(queries.career_stages(on)),
        case_counts=queries.case_counts(),
        list_pages=LIST_PAGES,
    )


@public(OPEN_BOOK)
def stage(request: HttpRequest, code: str) -> HttpResponse:
    """One stage of the cycle, with its part of the checklist."""
    on = today()
    found = get_object_or_404(Stage, code__iexact=code)
    texts = " ".join(found.says)
    return page(
        request,
        "stage",
        stage=found,
        stages=list(queries.stages(on)),
        questions=list(queries.checklist(on).filter(stage=found)),
        lists=queries.entries_of_sets(STAGE_SETS[found.code], on),
        contributors=list(queries.contributors(on)) if found.code == "ST-2" else [],
        examples=list(found.case_studies.all()),
        sources=queries.sources_named_in(found.source, texts),
    )


@public(OPEN_BOOK)
def level(request: HttpRequest, code: str) -> HttpResponse:
    """What counts at one level: its own, and what it inherits."""
    on = today()
    found = get_object_or_404(LevelDefinition, code__iexact=code)
    essentials = queries.essentials_for(found.code, on)
    items = queries.national_items_for(found.code, on)
    return page(
        request,
        "level",
        level=found,
        goals=queries.goals_for(found.code, on),
        essentials=essentials,
        own=[row for row in essentials if not rules.is_inherited(found.code, row)],
        inherited=by_level([row for row in essentials if rules.is_inherited(found.code, row)]),
        own_items=[row for row in items if not rules.is_inherited(found.code, row)],
        inherited_items=by_level([row for row in items if rules.is_inherited(found.code, row)]),
        items=items,
        distinct=rules.distinct_national_offers(items),
        case_studies=list(queries.case_studies(level=found.code)),
        sources=queries.sources_of_items(items),
    )


def by_level(rows: list) -> list[tuple[Level, list]]:
    """`rows` in groups by the level that names them, lowest first; levels without rows are left out."""
    groups = [(each, [row for row in rows if row.level == each]) for each in Level]
    return [(each, found) for each, found in groups if found]


@public(OPEN_BOOK)
def career_stage(request: HttpRequest, code: str) -> HttpResponse:
    """Why GPs are lost at one stage, and who tried what; says so when no case study is labelled for it."""
    on = today()
    found = get_object_or_404(CareerStageDefinition, code__iexact=code)
    reasons = list(queries.loss_reasons(on, found.code))
    return page(
        request,
        "career_stage",
        career_stage=found,
        reasons=[reason for reason in reasons if len(reason.career_stages) < 5],
        reasons_throughout=[reason for reason in reasons if len(reason.career_stages) == 5],
        case_studies=list(queries.case_studies(career_stage=found.code)),
        for_everyone=list(queries.case_studies(career_stage=queries.EVERY_STAGE)),
        sources=queries.sources_named_in(found.source),
    )


@public(OPEN_BOOK)
def case_study_list(request: HttpRequest) -> HttpResponse:
    """Case studies, narrowed by the query; what is not recognised is left out and said."""
    essentials = queries.essentials_for(Level.L3, today())
    form = CaseStudyFilterForm(request.GET, essentials)
    chosen = form.chosen()
    return page(
        request,
        "case_study_list",
        filter_form=form,
        chosen=chosen,
        case_studies=list(queries.case_studies(**chosen)),
        total=queries.case_studies().count(),
        stage_names=dict(form.choices["career_stage"]),
    )


@public(OPEN_BOOK)
def case_study(request: HttpRequest, code: str) -> HttpResponse:
    """One case study as printed."""
    found = get_object_or_404(CaseStudy.objects.prefetch_related("can_help"), code__iexact=code)
    return page(
        request,
        "case_study",
        case=found,
        stage_labels=dict(CareerStage.choices),
        sources=queries.sources_named_in(found.source, found.numbers, found.money, found.outcome),
    )


@public(OPEN_BOOK)
def national_support(request: HttpRequest) -> HttpResponse:
    """Every national item, its way in and what became of it."""
    items = list(queries.national_items(today()))
    return page(
        request,
        "national_support",
        groups=by_level([item for item in items if item.parent_id is None]),
        whole=[item for item in items if item.parent_id is None],
        distinct=rules.distinct_national_offers(items),
        sources=queries.sources_of_items(items),
    )


@public(OPEN_BOOK)
def entry_list(request: HttpRequest, slug: str) -> HttpResponse:
    """A page of short lists."""
    found = LIST_PAGE_BY_SLUG.get(slug.lower())
    if found is None:
        raise Http404(f"The toolkit has no page {slug}.")
    lists = queries.entries_of_sets(found.sets)
    rows = [row for _, entries in lists for row in entries]
    return page(
        request,
        "entry_list",
        list_page=found,
        lists=lists,
        sources=queries.sources_named_in(*(text for row in rows for text in (row.source, row.text))),
    )


@public("A blank form to print; nothing is filled in.")
def template_plan(request: HttpRequest) -> HttpResponse:
    """The action plan, to print."""
    on = today()
    return page(
        request,
        "template_plan",
        essentials=by_level(queries.essentials_for(Level.L3, on)),
        contributors=list(queries.contributors(on)),
        equality_tests=list(queries.entries(EntrySet.EQUALITY_TESTS, on)),
    )


@public("A blank form to print; nothing is filled in.")
def template_survey(request: HttpRequest) -> HttpResponse:
    """The pulse survey, to print."""
    on = today()
    return page(
        request,
        "template_survey",
        items=list(queries.entries(EntrySet.PULSE_ITEMS, on)),
        reasons=list(queries.loss_reasons(on)),
    )


@public("A blank form to print; nothing is filled in.")
def template_stay_interview(request: HttpRequest) -> HttpResponse:
    """The stay interview, to print."""
    return page(
        request, "template_stay_interview", questions=list(queries.entries(EntrySet.STAY_QUESTIONS, today()))
    )


@public("A blank form to print; nothing is filled in.")
def template_theory_of_change(request: HttpRequest) -> HttpResponse:
    """The theory of change, to print."""
    return page(request, "template_theory_of_change", kinds=THEORY_OF_CHANGE)
