"""The description of the API is made without one warning: every name is unique and says what it is."""

from pathlib import Path

import pytest
import yaml
from django.core.management import call_command

pytestmark = pytest.mark.django_db


def test_the_schema_is_valid_has_no_warning_and_tells_lists_from_rows(tmp_path: Path) -> None:
    file = tmp_path / "schema.yml"
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(file))
    paths = yaml.safe_load(file.read_text())["paths"]
    names = [act["operationId"] for acts in paths.values() for act in acts.values() if "operationId" in act]

    assert len(set(names)) == len(names) > 20
    assert {"plans_list", "plans_retrieve"} <= set(names)
