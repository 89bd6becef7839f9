"""Data that ships with the slice: facts, dated rates and configuration of the rule books; the dated scheme records.

`schemes/*.yaml` holds one scheme a file: what is the same on all days under `base`, then `records`, each of which
may set its own. `<field>_more` adds to a list of the base. To end a record give it `valid_to`; never drop one.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from action_plans.toolkit.queries import sources_named_in
from retention_portal.core.vocabulary import CareerStage
from schemes.catalogue.models import Scheme, SchemeRecord
from schemes.catalogue.statuses import Need

FOLDER = Path(__file__).parent / "schemes"
MORE = "_more"


def load() -> dict[str, int]:
    """Write every scheme and its dated records; safe to repeat. Raises ValueError when a record left the files."""
    files = [_complete(path) for path in sorted(FOLDER.glob("*.yaml"))]
    schemes = {content["code"]: _scheme(n, content) for n, content in enumerate(files, start=1)}
    written = [_record(schemes, content, row) for content in files for row in content["records"]]
    lost = SchemeRecord.objects.exclude(pk__in=[record.pk for record in written])
    if names := ", ".join(str(record) for record in lost):
        raise ValueError(f"{names} left the files. Give a retired record valid_to instead.")
    return {"catalogue.schemes": len(schemes), "catalogue.records": len(written)}


def _complete(path: Path) -> dict[str, Any]:
    """The content of a file. Raises ValueError for a key without a value, which a stray comma in a flow mapping makes."""
    content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    if without := [key for key, value in _pairs(content) if value is None]:
        raise ValueError(f"{path.name}: “{without[0]}” has no value.")
    return content


def _pairs(content: Any) -> Iterator[tuple[str, Any]]:
    """Every key with its value, however deep."""
    if isinstance(content, dict):
        yield from content.items()
    for each in (
        content.values() if isinstance(content, dict) else content if isinstance(content, list) else ()
    ):
        yield from _pairs(each)


def _scheme(position: int, content: dict[str, Any]) -> Scheme:
    facts = {"slug": content["slug"], "name": content["name"], "position": position}
    return Scheme.objects.update_or_create(code=content["code"], defaults=facts)[0]


def _record(schemes: dict[str, Scheme], content: dict[str, Any], row: dict[str, Any]) -> SchemeRecord:
    scheme, facts = schemes[content["code"]], merged(content.get("base", {}), row)
    facts["sources"] = _sources(facts.get("sources", []))
    facts["replaced_by"] = schemes.get(facts.get("replaced_by", ""))
    facts["search_words"] = _search_words(scheme, facts)
    key = {"scheme": scheme, "valid_from": facts.pop("valid_from", None)}
    return SchemeRecord.objects.update_or_create(
        **key, defaults={"valid_to": None} | facts, create_defaults=facts | key
    )[0]


def merged(base: dict[str, Any], row: dict[str, Any]) -> dict[str, Any]:
    """A record: the base, what the row sets itself, and what it adds to a list of the base by `<field>_more`."""
    facts = base | {name: value for name, value in row.items() if not name.endswith(MORE)}
    for name, value in row.items():
        if name.endswith(MORE):
            field = name.removesuffix(MORE)
            facts[field] = [*facts.get(field, []), *value]
    return facts


def _sources(codes: list[str]) -> list[dict[str, str]]:
    """Each code with the title under which the toolkit's register of sources holds it, in the order given."""
    titles = {source.code: source.title for source in sources_named_in(*codes)}
    return [{"code": code, "title": titles[code]} for code in codes]


def _search_words(scheme: Scheme, facts: dict[str, Any]) -> str:
    stages = [CareerStage(code) for code in facts["career_stages"]]
    words = [
        scheme.name,
        scheme.code,
        facts["name"],
        facts["summary"],
        facts["who_for"],
        facts["what_you_get"],
    ]
    words += [Need(code).label for code in facts["needs"]]
    words += [word for stage in stages for word in (stage.gp_wording, *stage.also_called)]
    return " ".join([*words, facts["run_by"]]).lower()
