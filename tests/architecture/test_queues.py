"""Every task names its queue, and a worker listens to every queue."""

from pathlib import Path

from retention_portal.celery import app
from retention_portal.core.jobs.kinds import KINDS
from retention_portal.core.queues import Queue
from retention_portal.local.place import ROOT
from retention_portal.local.supervisor import WORKERS

SENT_WITHOUT_A_JOB = {"core.beat"}  # the clock names its queue when it sends it


def own_tasks() -> set[str]:
    app.loader.import_default_modules()
    return {name for name in app.tasks if not name.startswith("celery.")}


def test_every_task_is_a_kind_of_job_with_a_queue() -> None:
    assert own_tasks() - SENT_WITHOUT_A_JOB == set(KINDS)


def test_every_queue_is_watched_locally() -> None:
    watched = {queue for queues in WORKERS.values() for queue in queues.split(",")}

    assert watched == {queue.value for queue in Queue}


def test_every_queue_is_watched_in_production() -> None:
    procfile = Path(ROOT / "Procfile").read_text()
    watched = {
        queue
        for line in procfile.splitlines()
        if "--queues " in line
        for queue in line.split("--queues ")[1].split()[0].split(",")
    }

    assert watched == {queue.value for queue in Queue}


def test_hard_limits_stay_below_the_visibility_timeout() -> None:
    own_tasks()
    timeout = app.conf.broker_transport_options["visibility_timeout"]

    assert {kind.name for kind in KINDS.values() if kind.hard_limit_seconds >= timeout} == set()


def test_tasks_are_short() -> None:
    long = {
        f"{path.relative_to(ROOT)}:{name}"
        for path in ROOT.glob("*/**/tasks.py")
        if "node_modules" not in path.parts and ".venv" not in path.parts
        for name, lines in _functions(path).items()
        if lines > 15
    }

    assert long == set()


def _functions(path: Path) -> dict[str, int]:
    import ast

    tree = ast.parse(path.read_text())
    return {
        node.name: (node.end_lineno or node.lineno) - node.lineno + 1
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
    }
