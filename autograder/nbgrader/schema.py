"""The schema of nbgrader's database: which one the installed nbgrader makes."""

from pathlib import Path

import nbgrader.api
from alembic.config import Config
from alembic.script import ScriptDirectory


def newest_schema() -> str:
    """The newest schema of gradebooks that the installed nbgrader has a migration to."""
    config = Config()
    config.set_main_option("script_location", str(Path(nbgrader.__file__).parent / "alembic"))
    return ScriptDirectory.from_config(config).get_current_head() or "none"


def patch_nbgrader() -> None:
    """Have nbgrader look up its newest schema in this process when it makes a gradebook.

    It starts the command `alembic` for that, which takes a second of processor time, and is not found where
    `.venv/bin/nbgrader` is run while its environment is not active.
    """
    nbgrader.api.get_alembic_version = newest_schema
