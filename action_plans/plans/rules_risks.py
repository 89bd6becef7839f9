"""The score of a risk and its band (handbook 4.4). Pure."""

from dataclasses import dataclass
from pathlib import Path

import yaml

LARGEST_SCORE = 25


@dataclass(frozen=True, slots=True)
class Band:
    """A band of scores, both ends included."""

    value: str
    label: str
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Bands:
    """The bands in force. `confirmed` is False while `code` of the handbook's open questions is not answered."""

    bands: tuple[Band, ...]
    confirmed: bool
    code: str


def read_bands(text: str) -> Bands:
    """Bands from YAML. Raises ValueError when a possible score is in no band, or in two."""
    read = yaml.safe_load(text)
    found = Bands(tuple(Band(**row) for row in read["bands"]), read["confirmed"], read["code"])
    for possible in possible_scores():
        if sum(band.least <= possible <= band.most for band in found.bands) != 1:
            raise ValueError(f"The score {possible} must be in one band.")
    return found


def possible_scores() -> list[int]:
    """The 14 products of 1 to 5 and 1 to 5, in order."""
    return sorted({likelihood * consequence for likelihood in range(1, 6) for consequence in range(1, 6)})


BANDS = read_bands((Path(__file__).parent / "reference/risk_bands.yaml").read_text(encoding="utf-8"))


def score(likelihood: int, consequence: int) -> int:
    """Likelihood times consequence, 1 to 25. Raises ValueError for a number outside 1 to 5."""
    if not (1 <= likelihood <= 5 and 1 <= consequence <= 5):
        raise ValueError("Likelihood and consequence are 1 to 5.")
    return likelihood * consequence


def band_of(risk_score: int, bands: Bands = BANDS) -> Band:
    """The band that a possible score is in. Raises ValueError for a number that is no product of 1 to 5."""
    for band in bands.bands:
        if band.least <= risk_score <= band.most and risk_score in possible_scores():
            return band
    raise ValueError(f"{risk_score} is not a risk score.")


def bands_sentence(bands: Bands = BANDS) -> str:
    """The bands in words, with whether they are confirmed."""
    words = "; ".join(f"{band.least} to {band.most} {band.label.lower()}" for band in bands.bands)
    doubt = "" if bands.confirmed else f" These bands are in common use and not confirmed ({bands.code})."
    return f"Bands: {words}.{doubt}"
