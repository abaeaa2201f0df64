"""The gradebook in a real PostgreSQL server: started for these tests, on a socket in a folder of its own."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from autograder.cli import app
from helpers.classes import IN_PLACE, RIGHT, grade, gradebook_scores, make_course
from helpers.sample import NAME

PROGRAMS = [*sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True), Path("/usr/local/bin")]


def server_program(name: str) -> str | None:
    """Debian keeps the server's programs out of PATH."""
    return shutil.which(name) or next((str(folder / name) for folder in PROGRAMS if (folder / name).is_file()), None)


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    """The URL of an empty database."""
    pytest.importorskip("psycopg")
    if not server_program("initdb") or not server_program("pg_ctl"):
        pytest.skip("no PostgreSQL server is installed (Debian and Ubuntu: apt-get install postgresql)")
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []  # the server refuses to run as root
    if as_user and subprocess.run([*as_user, "true"], capture_output=True).returncode:
        pytest.skip("PostgreSQL does not run as root, and there is no user 'postgres'")
    folder = Path(tempfile.mkdtemp(prefix="pg-"))  # short: the server's socket is in it

    def server(program: str, *arguments: str) -> None:
        command = [*as_user, server_program(program), "-D", str(folder / "data"), *arguments]
        subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL)

    try:
        if as_user:
            shutil.chown(folder, "postgres")
        server("initdb", "-A", "trust", "-U", "grader", "--no-sync")
        server("pg_ctl", "-w", "-o", f"-k {folder} -c listen_addresses= -c fsync=off", "-l", f"{folder}/log", "start")
        try:
            yield f"postgresql+psycopg://grader@/postgres?host={folder}"
        finally:
            server("pg_ctl", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.provided("postgresql")
def test_the_gradebook_may_be_in_postgresql(tmp_path: Path, database: str):
    course = make_course(tmp_path, {"anna": RIGHT, "bob": IN_PLACE})
    assert grade(course, db_url=database)[0] == 2
    assert gradebook_scores(database) == {"anna": 4, "bob": 1}
    assert not (course / "gradebook.db").exists()
    again, printed = grade(course, db_url=database)
    assert again == 0
    assert "2 unchanged" in printed


@pytest.mark.parametrize(
    "url", ["postgresql+psycopg://me:secret@/none?host=/nowhere", "no URL", "nosuch://me:secret@host/db"]
)
def test_a_gradebook_that_cannot_be_opened_is_one_sentence_without_the_password(tmp_path: Path, url: str):
    make_course(tmp_path, {"anna": RIGHT})
    options = ["--assignment", NAME, "--solutions", str(tmp_path / "solutions"), "--db", url]
    finished = CliRunner().invoke(app, ["grade", str(tmp_path / "submitted"), *options])
    assert finished.exit_code == 2, finished.output
    assert "cannot be opened" in finished.output
    assert "secret" not in finished.output
    assert len(finished.output.strip().splitlines()) == 1
