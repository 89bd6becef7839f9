"""Every row that is linked to a person is in the register of its slice, so that it can be shown and erased."""

from importlib import import_module

from django.apps import apps
from django.db import models
from django.utils.module_loading import module_has_submodule

from retention_portal.accounts.models import Person
from retention_portal.core.holdings import Holding

OWN = ("retention_portal.", "schemes.", "workforce.", "action_plans.")
SLICES = [config for config in apps.get_app_configs() if config.name.startswith(OWN)]


def registers() -> dict[str, object]:
    return {
        config.name: import_module(f"{config.name}.personal_data")
        for config in SLICES
        if module_has_submodule(config.module, "personal_data")
    }


def holdings() -> list[tuple[str, Holding]]:
    return [(name, holding) for name, register in registers().items() for holding in register.HOLDINGS]  # type: ignore[attr-defined]


def links_to_people(model: type[models.Model]) -> set[str]:
    """Its foreign keys to a person, and the columns that hold a person's id without one."""
    keys = {
        field.name
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey | models.ManyToManyField) and field.related_model is Person
    }
    return keys | {
        field.name for field in model._meta.fields if field.name in ("actor_id", "subject_id", "person_id")
    }


def test_every_link_to_a_person_is_registered() -> None:
    linked = {
        f"{model._meta.label}.{name}"
        for config in SLICES
        for model in config.get_models()
        for name in links_to_people(model)
    }
    registered = {f"{holding.model}.{link}" for _, holding in holdings() for link in holding.links}
    assert linked - registered == set(), "add them to HOLDINGS in the slice's personal_data.py"
    assert registered - linked == set(), "these entries are stale"


def test_registers_know_their_own_models_only() -> None:
    foreign = {
        f"{name}: {holding.model}"
        for name, holding in holdings()
        if apps.get_app_config(holding.model.split(".")[0]).name != name
    }
    assert foreign == set()


def test_every_register_can_show_and_erase() -> None:
    lacking = {
        f"{name}.{function}"
        for name, register in registers().items()
        for function in ("export", "erase")
        if not callable(getattr(register, function, None))
    }
    assert lacking == set()


def test_every_entry_says_what_and_how_long() -> None:
    silent = {
        holding.model
        for _, holding in holdings()
        if not (holding.what.endswith(".") and holding.keep.endswith("."))
    }
    assert silent == set()


def test_what_a_row_is_about_is_among_its_links() -> None:
    assert {
        holding.model for _, holding in holdings() if not set(holding.about) <= set(holding.links)
    } == set()
