"""How long all schemes take over one person's facts: a number for benchmarks, asserted nowhere."""

from datetime import date
from statistics import median
from time import perf_counter

from schemes.catalogue.rules import check_all
from schemes.catalogue.rules.facts import Facts

BAR_MILLISECONDS = 20


def milliseconds_for_all_schemes(facts: Facts, on: date, runs: int = 50) -> float:
    """The median over `runs` of checking every scheme against `facts`, after one run to load the tables."""
    check_all(facts, on)
    return median(_one_run(facts, on) for _ in range(runs))


def _one_run(facts: Facts, on: date) -> float:
    begun = perf_counter()
    check_all(facts, on)
    return (perf_counter() - begun) * 1000
