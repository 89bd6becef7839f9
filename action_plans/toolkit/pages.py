"""Which short lists are shown where, and the words above them."""

from dataclasses import dataclass

from action_plans.toolkit.statuses import EntrySet


@dataclass(frozen=True)
class ListPage:
    """A page of one or more short lists: its address, heading, opening sentence, and a note that must be
    read.
    """

    slug: str
    title: str
    opening: str
    sets: tuple[EntrySet, ...]
    note: str = ""


LIST_PAGES = (
    ListPage(
        "training-hubs",
        "What a primary care training hub does",
        "Eight functions. Hubs differ in maturity, so engage the local one early.",
        (EntrySet.HUB_FUNCTIONS,),
    ),
    ListPage(
        "funding-facts",
        "Money for GP retention, year by year",
        "National sums as they were stated at the time, dated by financial year.",
        (EntrySet.FUNDING_FACTS,),
        "No source gives the share of each system. A system's allocation is entered by the people who "
        "know it, and never worked out from these sums.",
    ),
    ListPage(
        "intensive-support-sites",
        "What seven intensive support sites learned",
        "One site in each NHS England region shared £3m in 2018/19, about £428,000 each.",
        (EntrySet.LESSONS, EntrySet.SITES),
    ),
    ListPage(
        "tools",
        "Tools and data systems that the toolkit names",
        "What each takes, what it gives, and where it stops.",
        (EntrySet.TOOLS,),
        "Several have moved or changed name since. None of their formulas is published.",
    ),
    ListPage(
        "equality-screening",
        "Five questions before an initiative is approved",
        "Every initiative is screened, above all one that supports individual GPs.",
        (EntrySet.EQUALITY_TESTS,),
        "Screening comes before approval, not after launch.",
    ),
    ListPage(
        "assurance-expectations",
        "Ten things that assurance expects of a plan",
        "What the toolkit and the planning guidance of 2019/20 ask a system to be able to show.",
        (EntrySet.ASSURANCE,),
    ),
    ListPage(
        "measures",
        "How to tell whether support works",
        "Measures for an evaluation, and indicators with their definitions.",
        (EntrySet.MEASURES, EntrySet.INDICATORS),
        "A GP who moves practice is a leaver for the practice and not for England: always say which place "
        "is meant. Compare the same month of each year.",
    ),
    ListPage(
        "career-plus-roles",
        "Roles that experienced GPs were offered",
        "The menu of the GP Career Plus pilot of 2017/18, for ideas when a pool or bank is set up.",
        (EntrySet.CAREER_PLUS_ROLES,),
        "The pilot ended by September 2018.",
    ),
)

LIST_PAGE_BY_SLUG = {page.slug: page for page in LIST_PAGES}

STAGE_SETS: dict[str, tuple[EntrySet, ...]] = {
    "ST-1": (EntrySet.HUB_FUNCTIONS,),
    "ST-2": (EntrySet.CONSIDERATIONS,),
    "ST-3": (EntrySet.WORKFORCE_QUESTIONS, EntrySet.TOOLS),
    "ST-4": (EntrySet.GAP_SOURCES, EntrySet.LESSONS),
    "ST-5": (EntrySet.EQUALITY_TESTS, EntrySet.ASSURANCE),
}


@dataclass(frozen=True)
class NodeKind:
    """A kind of box in a theory of change, and what to write into it."""

    name: str
    prompt: str


THEORY_OF_CHANGE = (
    NodeKind("Issue and context", "Who is leaving or cutting hours here, and why? Which reasons for loss?"),
    NodeKind("Inputs", "Money, people, time and places that we put in."),
    NodeKind("Activities", "What we will do, with whom, and from when."),
    NodeKind("Outputs", "What we can count at once: interviews held, GPs reached, sessions covered."),
    NodeKind("Short-term outcomes", "What changes within months: how supported GPs feel, what they intend."),
    NodeKind("Medium-term outcomes", "What changes within a year or two: GPs still in post at 12 months."),
    NodeKind("Impact", "What is different in the end: full-time equivalents kept, access, morale."),
)
