"""The `autograder` command. Each command only calls the function that does the work."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from autograder.assignment import load
from autograder.errors import Stopped, UserError

app = typer.Typer(
    help="Build homework notebooks and grade what students hand in.", no_args_is_help=True, add_completion=False
)
console = Console()


class Sandbox(StrEnum):
    LINUX = "linux"  # namespaces, seccomp, limits
    NONE = "none"


Solutions = Annotated[Path, typer.Option(help="Folder with the assignments' sources.")]
SOLUTIONS = Path("solutions")


@app.command()
def build(
    assignments: Annotated[list[str] | None, typer.Argument(help="Assignments; all by default.")] = None,
    check: Annotated[bool, typer.Option("--check", help="Run and change nothing; fail where a rebuild would.")] = False,
    solutions: Solutions = SOLUTIONS,
    notebooks: Annotated[Path, typer.Option(help="Folder for what students get.")] = Path("notebooks"),
) -> None:
    """Execute the solution notebooks and make the release from them."""
    from autograder.building.build import build_all

    with _faults_in_a_sentence():
        problems = build_all(solutions, notebooks, names=assignments or None, check=check, console=console)
    for problem in problems:
        console.print(problem, style="red", markup=False, highlight=False, soft_wrap=True)
    raise typer.Exit(1 if problems else 0)


@app.command()
def portable(
    assignments: Annotated[list[str] | None, typer.Argument(help="Assignments; all by default.")] = None,
    processor: Annotated[
        list[str] | None, typer.Option(help="Only as on this one, such as haswell; may be repeated.")
    ] = None,
    environment: Annotated[
        bool, typer.Option("--environment", help="Run nothing; print the variables of the oldest, for a shell.")
    ] = False,
    solutions: Solutions = SOLUTIONS,
) -> None:
    """Run the solution notebooks as other processors would, and fail where an output is another."""
    from autograder.building.portable import compare
    from autograder.building.processors import OLDEST, PROCESSORS, VARIANTS

    if unknown := sorted(set(processor or ()) - set(PROCESSORS)):
        console.print(f"No processor '{unknown[0]}' is known; there are {', '.join(PROCESSORS)}", style="red")
        raise typer.Exit(2)
    if environment:
        obstacle = OLDEST.obstacle()
        print(f"# {obstacle}" if obstacle else OLDEST.exports())
        return
    variants = [variant for variant in VARIANTS if not processor or variant.processor in processor]
    with _faults_in_a_sentence():
        problems = compare(solutions, variants, names=assignments or None, console=console)
    for problem in problems:
        console.print(problem, style="red", markup=False, highlight=False, soft_wrap=True)
    raise typer.Exit(1 if problems else 0)


@app.command()
def margins(
    assignments: Annotated[list[str] | None, typer.Argument(help="Assignments; all by default.")] = None,
    seeds: Annotated[int, typer.Option(min=2, help="How many runs, each with other seeds.")] = 12,
    solutions: Solutions = SOLUTIONS,
) -> None:
    """Measure how far solutions stay from the checks' thresholds, over seeds and processors; fail where too near."""
    from autograder.building.margins import SAFE, measure, table
    from autograder.building.processors import VARIANTS

    with _faults_in_a_sentence():
        found = measure(solutions, VARIANTS, seeds, names=assignments or None, console=Console(stderr=True))
    print(table(found))
    near = sorted({f"{margin.notebook}/{margin.cell}" for margin in found if margin.deviations < SAFE})
    if near:
        Console(stderr=True).print(f"Nearer than {SAFE:g} standard deviations to a threshold: {', '.join(near)}.")
    raise typer.Exit(1 if near else 0)


@app.command()
def grade(
    submissions: Annotated[Path, typer.Argument(help="nbgrader's folder `submitted/`, with <student>/<assignment>/.")],
    assignment: Annotated[str, typer.Option(help="Name of the assignment, e.g. hw2_backprop.")],
    student: Annotated[list[str] | None, typer.Option(help="Only this student; may be repeated.")] = None,
    notebook: Annotated[list[str] | None, typer.Option(help="Only this notebook of it; may be repeated.")] = None,
    course: Annotated[Path | None, typer.Option(help="Where results go; by default beside `submitted/`.")] = None,
    db: Annotated[str | None, typer.Option(help="nbgrader's gradebook, as a database URL.")] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="How many at a time; by default one a core.")] = None,
    cluster: Annotated[
        str | None, typer.Option(help="Grade on a dask cluster: tcp://HOST:PORT, tls://HOST:PORT, slurm or kubernetes.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Grade anew what has not changed, too.")] = False,
    sandbox: Annotated[Sandbox, typer.Option(help="The sandbox around students' code, or none.")] = Sandbox.LINUX,
    solutions: Solutions = SOLUTIONS,
) -> None:
    """Grade submissions: print a table, write the gradebook, autograded notebooks, grades.csv and JSON results.

    What was graded before and has not changed is not graded again: after Ctrl-C or a crash, the same command goes on.
    """
    from autograder.grading.batch import grade_submissions

    with _faults_in_a_sentence():
        results = grade_submissions(
            submissions,
            load(solutions / assignment),
            course=course,
            db_url=db,
            students=student,
            notebooks=notebook,
            workers=workers,
            cluster=cluster,
            force=force,
            options={"sandbox": sandbox is Sandbox.LINUX},
            console=console,
        )
    raise typer.Exit(1 if any(result.score is None for result in results) else 0)


@app.command()
def collect(
    archives: Annotated[Path, typer.Argument(help="A folder of .zip files whose names say who handed them in.")],
    assignment: Annotated[str, typer.Option(help="Name of the assignment; its `archive` says how they are named.")],
    submitted: Annotated[Path, typer.Option(help="nbgrader's folder for submissions.")] = Path("submitted"),
    times: Annotated[
        bool, typer.Option("--times", help="Take when a file was last changed as when it was handed in.")
    ] = False,
    solutions: Solutions = SOLUTIONS,
) -> None:
    """Put archives into `submitted/<student>/<assignment>/`, by the names that they have; nothing is unpacked."""
    from autograder.submissions.collect import collect as collect_archives

    with _faults_in_a_sentence():
        done = collect_archives(archives, load(solutions / assignment), submitted, times=times)
    for sentence in done.sentences:
        console.print(f"! {sentence}", markup=False, highlight=False, soft_wrap=True)
    console.print(f"{len(done.students)} archives are in their places in {submitted}.", markup=False, highlight=False)
    raise typer.Exit(1 if done.sentences else 0)


@app.command()
def check(
    notebook: Annotated[Path, typer.Argument(help="Your notebook, as you would hand it in.")],
    release: Annotated[Path | None, typer.Option(help="The notebook as you got it, if not found by name.")] = None,
) -> None:
    """Before handing in: run the public checks, and find damaged cells and forbidden names."""
    from autograder.submissions.student_check import run_check

    raise typer.Exit(run_check(notebook, release=release, console=console))


@app.command()
def doctor(course: Annotated[Path, typer.Option(help="The course's folder.")] = Path(".")) -> None:
    """Say what this machine can do, and what is missing."""
    from autograder.doctor import run_doctor

    raise typer.Exit(run_doctor(course, console=console))


@contextmanager
def _faults_in_a_sentence() -> Iterator[None]:
    """Print a `UserError` as its sentence and exit with status 2; print `Stopped` and exit with status 130."""
    try:
        yield
    except UserError as fault:
        console.print(str(fault), style="red", markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(2) from None
    except Stopped as stopped:
        console.print(str(stopped), style="yellow", markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(130) from None
