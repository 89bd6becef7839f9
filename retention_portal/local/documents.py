"""Documents made from the code, so that they cannot disagree with it."""

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from django.apps import apps

from retention_portal.local.place import ROOT

MADE = "<!-- Made by `manage.py generate_docs` from the tables in statuses.py. Change those, not this. -->"


def documents() -> dict[str, str]:
    """The text of every made document, by its path in the repository."""
    return {"docs/workflows.md": workflows(), "docs/facts.md": facts()}


def out_of_step() -> list[str]:
    """Paths whose file differs from what the code says."""
    return [path for path, text in documents().items() if _on_disk(path) != text]


def write() -> list[str]:
    """Write every made document; the paths that changed."""
    changed = out_of_step()
    for path, text in documents().items():
        (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / path).write_text(text)
    return changed


def _on_disk(path: str) -> str:
    file = ROOT / path
    return file.read_text() if file.exists() else ""


def facts() -> str:
    """What every scheme reads, asks and pays."""
    from schemes.catalogue.rules.explain import document  # reads YAML: only when documents are made

    return document()


def workflows() -> str:
    """Every workflow as a picture and a table."""
    parts = ["# Workflows", "", MADE]
    for label, module in _statuses():
        for name in sorted(vars(module)):
            if name.endswith("TRANSITIONS"):
                owners = getattr(module, name.replace("TRANSITIONS", "OWNERS"), {})
                parts += ["", *_workflow(label, name, getattr(module, name), owners)]
    return "\n".join(parts) + "\n"


def _statuses() -> list[tuple[str, ModuleType]]:
    """Every module of a slice whose name begins with "statuses", those of its packages too, by slice and name."""
    found = []
    for app in sorted(apps.get_app_configs(), key=lambda app: app.name):
        if app.path.startswith(str(ROOT)):
            folder = Path(app.path)
            for file in sorted(folder.rglob("statuses*.py")):
                parts = file.relative_to(folder).with_suffix("").parts
                label = ".".join([app.name, *parts[:-1]])
                found.append((label, import_module(".".join([app.name, *parts]))))
    return found


def _workflow(label: str, name: str, moves: Mapping[Any, Any], owners: Mapping[Any, Any]) -> list[str]:
    title = name.removesuffix("TRANSITIONS").strip("_").replace("_", " ").lower()
    lines = [f"## {label}{': ' + title if title else ''}", "", "```mermaid", "stateDiagram-v2"]
    lines += [f"    {start.value} --> {end.value}" for start, ends in moves.items() for end in ends]
    lines += ["```", "", "| Status | Said as | Whose turn | May become |", "| --- | --- | --- | --- |"]
    for status in type(next(iter(moves))):
        ends = ", ".join(end.label for end in moves.get(status, ())) or "nothing: final"
        lines.append(f"| `{status.value}` | {status.label} | {_owner(owners.get(status))} | {ends} |")
    return lines


def _owner(owner: Any) -> str:
    return str(getattr(owner, "label", owner) or "nobody")
