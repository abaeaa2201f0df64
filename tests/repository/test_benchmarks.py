"""`make bench`: its meter, the homework that it gives to other graders, and profiles. Nothing is timed here."""

import contextlib
import inspect
import io
import os
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import psutil
import pytest

from autograder.cell_code import without_magics
from autograder.roles import Role, grade_id, points, role
from benchmarks import graders, instructions, meter, profiles
from benchmarks.graders import AsShipped, Before, Ours, Place
from benchmarks.homework import BY_KEY, COMPARED, HOMEWORKS, SINGLE, SMALL_ONES, sign, write_class
from benchmarks.meter import CommandFailed, measure
from benchmarks.same_process import answered, nbgrader_source, otter_hand_in, otter_tests
from benchmarks.stacks import read as read_stacks
from samples.answers import handed_in

# --- the meter ---


@pytest.fixture(params=["counted", "sampled"])
def run(request, tmp_path, monkeypatch):
    """Measures Python code; where the system counts processor time, and where it doesn't."""
    if request.param == "sampled":
        monkeypatch.setattr(meter.psutil, "disk_partitions", lambda all: [])
    elif not meter.is_exact():
        pytest.skip("this system gives no control group")

    def of(code: str, **options):
        command = [sys.executable, "-c", code]
        return measure(command, cwd=tmp_path, env=dict(os.environ), log=tmp_path / "log", **options)

    return of


IN_A_CHILD = "import subprocess, sys; subprocess.run([sys.executable, '-c', {!r}])"


def test_processor_time_of_a_child_counts(run):
    busy = "import time\nwhile time.process_time() < 0.5: pass"
    assert run(IN_A_CHILD.format(busy)).cpu > 0.3
    assert run("import time; time.sleep(0.5)").cpu < 0.3


def test_memory_of_a_child_counts(run):
    usage = run(IN_A_CHILD.format("import time; hog = b'x' * 300_000_000; time.sleep(1)"), memory=True)
    assert 300e6 < usage.memory < 500e6
    assert usage.memory == sum(usage.memory_of.values())


def test_who_is_left_is_counted_and_ended(run, tmp_path):
    code = (
        "import os, subprocess, sys, time\n"
        "left = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'], start_new_session=True)\n"
        "open('pid', 'w').write(str(left.pid)); time.sleep(0.5)"
    )
    assert run(code).left == 1
    pid = int((tmp_path / "pid").read_text())
    assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def test_a_command_that_fails_is_quoted(run):
    with pytest.raises(CommandFailed, match=r"ended with status 3; see .*log:\nout of luck"):
        run("import sys; print('out of luck'); sys.exit(3)")
    assert run("import sys; sys.exit(3)", statuses=(0, 3)).left == 0


def test_processor_time_is_told_by_kind_of_process(run):
    code = (
        "import time, pathlib\n"
        "pathlib.Path('/proc/self/comm').write_text('worker')\n"
        "while time.process_time() < 0.5: pass"
    )
    usage = run(IN_A_CHILD.format(code), kinds=True)
    assert usage.cpu_of["worker"] > 0.2 and {*usage.cpu_of} <= {"worker", "coordinator"}
    assert run("pass").cpu_of == {}


@pytest.fixture
def perf(tmp_path, monkeypatch):
    """Puts a program `perf` on the path, which says that a command took as many instructions as told."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    instructions.counter.cache_clear()

    def counting(says: str) -> None:
        program = folder / "perf"
        program.write_text(
            f'#!/bin/sh\n[ "$1 $2 $3 $5 $6 $7" = "stat -x, -o -e instructions:u --" ] || exit 9\n'
            f'echo "{says},,instructions:u,1,100.00,," > "$4"\nshift 7\nexec "$@"\n'
        )
        program.chmod(0o755)

    yield counting
    instructions.counter.cache_clear()


def test_instructions_are_counted_where_the_system_lets_us(run, perf):
    perf("1234567")
    assert run("pass").instructions == 1_234_567
    with pytest.raises(CommandFailed, match="status 3"):
        run("import sys; sys.exit(3)")


def test_instructions_are_not_counted_where_the_processor_does_not(run, perf):
    perf("<not supported>")
    assert instructions.counter() is None
    assert run("pass").instructions is None


def test_instructions_are_not_counted_without_perf(monkeypatch, run):
    instructions.counter.cache_clear()
    monkeypatch.setattr(instructions.shutil, "which", lambda name: None)
    assert run("pass").instructions is None
    instructions.counter.cache_clear()


# --- the homework ---


def titled(homework):
    return homework.key


@pytest.mark.parametrize("homework", HOMEWORKS, ids=titled)
def test_each_student_hands_in_a_file_unlike_the_others(homework, tmp_path):
    attacks = {2: "fork bomb"}
    right = handed_in(homework.assignment, homework.notebook)
    for whose, made in (("ours", right), ("otter's", otter_hand_in(homework))):
        notebooks = [sign(graders.deepcopy(made), number, attacks.get(number)) for number in range(4)]
        folders = write_class(tmp_path / whose, homework, notebooks)
        texts = [(folder / f"{homework.notebook}.ipynb").read_text() for folder in folders]
        assert len(set(texts)) == 4
        assert ["os.fork()" in text for text in texts] == [False, False, True, False]


def test_tests_in_the_students_process_pass_right_answers_only():
    """The notebook that nbgrader as shipped grades, run as it would run it."""
    cells = nbgrader_source(BY_KEY["numpy"]).cells
    codes = {cell.metadata.nbgrader.grade_id: cell.source for cell in cells if cell.cell_type == "code"}
    names: dict = {}
    for code in codes.values():
        exec(code, names)
    checks = [cell.metadata.nbgrader.grade_id for cell in cells if role(cell) is Role.CHECK]
    names |= dict.fromkeys(("forward", "loss_and_gradients", "train"), lambda *given, **named: (1.0, [1.0, 2.0]))
    for name in checks:
        with pytest.raises((AssertionError, ValueError, IndexError)):
            exec(codes[name], names)


@pytest.mark.parametrize("homework", HOMEWORKS, ids=titled)
def test_otter_gets_the_same_homework(homework):
    files = otter_tests(homework)
    checks = [cell for cell in homework.source().cells if role(cell) is Role.CHECK]
    assert sum(text.count("@test_case(") for text in files.values()) == len(checks)
    for name, text in files.items():
        compile(text, name, "exec")
    cells = otter_hand_in(homework).cells
    tested = [cell.id for cell in cells if "grader.check" in cell.source]
    assert sorted(tested) == sorted(f"check-{name}" for name in files)
    assert homework.is_of_course or not any("coursekit" in cell.source for cell in cells)
    for cell in cells:
        compile(without_magics(cell.source), cell.id, "exec") if cell.cell_type == "code" else None


@pytest.fixture
def otters_cases(monkeypatch):
    """Runs test files as otter does: which of their cases fail in a student's environment, by function."""
    modules = {"otter": ModuleType("otter"), "otter.test_files": ModuleType("otter.test_files")}
    modules["otter.test_files"].test_case = lambda **about: lambda function: SimpleNamespace(run=function, **about)
    for name, module in modules.items():
        monkeypatch.setitem(sys.modules, name, module)

    def failing(files: dict[str, str], environment: dict) -> tuple[set[str], float]:
        failed, score = set(), 0.0
        for text in files.values():
            names: dict = {}
            exec(text, names)
            for name, case in names.items():
                if not isinstance(case, SimpleNamespace):
                    continue
                asked = inspect.signature(case.run).parameters
                try:
                    case.run(**{key: environment if key == "env" else environment.get(key) for key in asked})
                    score += case.points
                except Exception:
                    failed.add(name.removeprefix("test_"))
        return failed, score

    return failing


def test_otters_tests_of_a_notebook_of_the_course_pass_right_answers_only(otters_cases, monkeypatch):
    homework = BY_KEY["layers"]
    main = ModuleType("__main__")
    monkeypatch.setitem(sys.modules, "__main__", main)
    with contextlib.redirect_stdout(io.StringIO()):
        for cell in homework.source().cells:
            if cell.cell_type == "code" and role(cell) is not Role.CHECK and not grade_id(cell).endswith("_picture"):
                exec(cell.source, vars(main))
        files = otter_tests(homework)
        monkeypatch.setitem(sys.modules, "__main__", ModuleType("__main__"))  # `env` alone must be enough
        assert otters_cases(files, vars(main)) == (set(), homework.checks_points)
        wrong = vars(main) | {"fc_forward": lambda x, w, b: (x @ w, (x, w)), "relu_jacobian": lambda x: x}
        failed, score = otters_cases(files, wrong)
    assert {"fc_forward_public", "relu_jacobian_public", "relu_jacobian_fresh"} <= failed
    assert not any(name.startswith("softmax") for name in failed)
    assert score < homework.checks_points


def test_nbgrader_gets_a_notebook_of_the_course_as_it_is_with_all_its_answers():
    homework = BY_KEY["layers"]
    assert nbgrader_source(homework) == homework.source()
    handed = answered(homework.assignment.release(homework.notebook), homework.source())
    answers = [cell.source for cell in handed.cells if role(cell) in (Role.ANSWER, Role.WRITTEN)]
    assert answers and not any("FILL_IN" in answer or "### BEGIN" in answer for answer in answers)


def test_full_marks_are_the_points_of_the_checks(tmp_path, monkeypatch):
    homework = BY_KEY["layers"]
    cells = homework.source().cells
    assert homework.checks_points == sum(points(cell) for cell in cells if role(cell) is Role.CHECK)
    assert homework.checks_points < sum(map(points, cells))
    grader = Ours(Place(tmp_path, tmp_path))
    (tmp_path / "grades.csv").write_text(f"student,score\nstudent0000,{homework.checks_points:g}\nstudent0001,55.5\n")
    [wrong] = grader.without_full_marks(homework, tmp_path, range(2))
    assert wrong.startswith("ours gave student0001 55.5 of 56 points in hw2_backprop/layers, for right answers; see")


def test_ours_is_asked_for_one_notebook_of_the_course(tmp_path):
    program = tmp_path / "ours" / "bin" / "autograder"
    program.parent.mkdir(parents=True)
    program.touch()
    command = Ours(Place(tmp_path, tmp_path)).command(BY_KEY["torch_mlp"], 2)
    assert command[:7] == [
        str(program),
        "grade",
        "submitted",
        "--assignment",
        "hw2_backprop",
        "--notebook",
        "torch_mlp",
    ]


def test_an_older_checkout_is_found_by_its_environment(tmp_path):
    environment = Path(sys.prefix)
    grader = Before(Place(tmp_path, tmp_path, environment))
    assert grader.checkout == graders.ROOT
    command = grader.command(BY_KEY["layers"], 2)
    assert command[0] == str(environment / "bin" / "autograder")
    assert str(graders.ROOT / "solutions") in command


def test_an_older_commit_grades_its_own_version_of_a_notebook(tmp_path, monkeypatch):
    homework, cells = BY_KEY["layers"], []
    for name, kind in (("question_answer", {"solution": True}), ("question_check", {"grade": True, "points": 3})):
        cells.append(graders.nbformat.v4.new_code_cell("FILL_IN", metadata={"nbgrader": {"grade_id": name, **kind}}))
    for folder, text in (("notebooks", "FILL_IN"), ("solutions", "### BEGIN SOLUTION\nold = 1\n### END SOLUTION\n")):
        cells[0].source = text
        (tmp_path / folder / homework.name).mkdir(parents=True)
        notebook = graders.nbformat.v4.new_notebook(cells=cells)
        graders.nbformat.write(notebook, tmp_path / folder / homework.name / "layers.ipynb")
    monkeypatch.setattr(Before, "checkout", tmp_path)
    grader = Before(Place(tmp_path, tmp_path, tmp_path))
    assert grader.full_marks(homework) == 3
    assert grader.has(homework) and not grader.has(BY_KEY["torch_mlp"])
    course = grader.class_of(homework, 2, tmp_path / "course")
    handed = graders.nbformat.read(course / "submitted" / "student0001" / homework.name / "layers.ipynb", 4)
    assert handed.cells[0].source == "old = 1\n\n\n\n# the answer of student 1"


def test_nbgrader_gives_a_homework_out_once(tmp_path, monkeypatch):
    homework, asked = BY_KEY["numpy"], []

    def generate(place, grader, *command, cwd):
        asked.append(command)
        folder = cwd / "release" / homework.name
        folder.mkdir(parents=True)
        graders.nbformat.write(homework.assignment.release(homework.notebook), folder / f"{homework.notebook}.ipynb")

    monkeypatch.setattr(Place, "run", generate)
    for number in range(2):
        course = AsShipped(Place(tmp_path, tmp_path)).class_of(homework, 3, tmp_path / f"course{number}")
        assert len(list(course.glob("submitted/*/*/*.ipynb"))) == 3
    assert asked == [("nbgrader", "generate_assignment", homework.name)]


# --- cells alone, one hand-in after the other ---


@pytest.fixture
def here(tmp_path):
    """A place whose environment of ours is the one that runs the tests."""
    (tmp_path / "ours").symlink_to(sys.prefix)
    return Place(tmp_path, tmp_path)


@pytest.mark.parametrize("key", ["numpy", "layers"])
def test_cells_alone_are_told_apart_by_what_they_are_for(key, here):
    homework = BY_KEY[key]
    [found] = graders.cells_seconds(here, homework, 1)
    drawn = {"left_out"} if homework.is_of_course else set()
    assert {*found} == {"students", "checks", "students_again", "checks_again"} | drawn
    assert all(seconds >= 0 for seconds in found.values())


def test_one_hand_in_after_the_other_is_graded_by_a_warm_worker(here):
    assert len(graders.single_seconds(here, BY_KEY["numpy"], 2)) == 2


def test_what_is_graded_is_there():
    for homework in (*HOMEWORKS, *SINGLE, *profiles.PROFILED):
        assert homework.notebook in homework.assignment.notebooks
        assert homework.framework in homework.assignment.notebooks[homework.notebook].frameworks
    assert all((graders.ROOT / "solutions" / f"{place}.py").exists() for place in COMPARED)
    assert [homework.framework for homework in SMALL_ONES] == ["numpy", "torch", "tensorflow"]


# --- profiles ---

GRADE = 'process 1:"python3 /bin/autograder grade"'
ZYGOTE, BENCH = (f'{GRADE};process {number}:"python -m autograder.benches.zygote 9"' for number in (2, 3))
LOOKS = f"""\
{GRADE};<module> (autograder);_find_and_load (<frozen importlib._bootstrap>) 7
{GRADE};<module> (autograder);record (autograder/book.py);commit (sql.py) 5
{ZYGOTE};<module> (z.py);_serve (z.py) 2
{BENCH};<module> (z.py);_become_bench (z.py);cell (123.py) 6
{BENCH};<module> (z.py);_become_bench (z.py);answer (a.py) 2
{BENCH};Thread._bootstrap (threading.py);guard (autograder/guard.py) 4
{BENCH};<module> (z.py);_watch (autograder/benches/keeper.py) 90
{GRADE};process 4:"python /bin/alembic heads";<module> (alembic);upgrade (alembic/a.py) 1
{GRADE} 3
"""
TORN = f"""\
{BENCH};answer (a.py) 50
{GRADE};<module> (autograder);print(f"a line
of a cell {{x}}" (a.py) 60
process
"""


def test_a_profile_tells_processes_apart_and_counts_no_waiting():
    profile = read_stacks(LOOKS.splitlines(keepends=True))
    assert profile.kinds == {"starting": 7, "coordinator": 5, "zygote": 2, "bench": 12, "alembic": 1}
    assert profile.most(3) == [
        (("bench", "_become_bench (z.py)"), 8),
        (("coordinator", "commit (sql.py)"), 5),  # `<module>` and `record` only pass the call on
        (("bench", "guard (autograder/guard.py)"), 4),  # a thread, known by its process; `cell` is the student's
    ]


def test_the_command_is_known_where_pyspy_read_its_words_too_early():
    profile = read_stacks(line.replace(GRADE, 'process 1:""') for line in LOOKS.splitlines(keepends=True))
    assert profile == read_stacks(LOOKS.splitlines(keepends=True))


def test_time_is_the_graders_own_or_of_cells():
    profile = read_stacks(LOOKS.splitlines(keepends=True))
    assert profile.own == {
        ("coordinator", "record (autograder/book.py)"): 5,
        ("bench", "guard (autograder/guard.py)"): 4,
    }
    assert profile.cells == 6


def test_stacks_that_changed_while_they_were_read_do_not_count():
    assert read_stacks((LOOKS + TORN).splitlines(keepends=True)) == read_stacks(LOOKS.splitlines(keepends=True))


def test_profiles_stand_beside_those_of_an_older_commit(monkeypatch):
    monkeypatch.setattr(profiles, "COPIES", 1)
    profile = read_stacks(LOOKS.splitlines(keepends=True))
    older = read_stacks([line for line in LOOKS.splitlines() if "alembic" not in line])
    text = profiles.report({"`layers`": [profile, older], "`rnn`": [profile]}, ["abc", "def"])
    layers, rnn = text.split("## `rnn`\n")
    assert "| process | abc | def |" in layers and "| bench | 120 ms (60.0%) | 120 ms (63.2%) |" in layers
    assert "| alembic | 10 ms (5.0%) |  |" in layers
    assert "| `record` (autograder/book.py) | coordinator | 50 ms (26.3%) |" in layers.split("### `layers` at def")[1]
    assert "| all cells and checks | | 60 ms (30.0%) |" in layers
    assert "| process | abc |\n" in rnn and "at def" not in rnn


class _Graded(Ours):
    """A grader whose command does nothing."""

    def class_of(self, homework, count, course, hostile=None):
        return course

    def command(self, homework, at_once):
        return ["grade"]

    def without_full_marks(self, homework, course, students):
        return []


@pytest.fixture
def spy(tmp_path):
    """A program in place of py-spy, which writes what it was told and some stacks."""
    path = tmp_path / "py-spy"
    path.write_text(
        f'#!/bin/sh\necho "$@" > {tmp_path}/told\n[ -z "$SLOW" ] || sleep 60\n'
        'while [ "$1" != --output ]; do shift; done\nprintf %s "$LOOKS" > "$2"\n'
    )
    path.chmod(0o700)
    return path


def test_pyspy_stops_no_process_of_the_grader(tmp_path, spy, monkeypatch):
    grader = _Graded(Place(tmp_path, tmp_path))
    monkeypatch.setattr(Place, "variables", lambda place, grader: {**os.environ, "LOOKS": LOOKS})
    assert profiles.record(grader, BY_KEY["layers"], str(spy)) == read_stacks(LOOKS.splitlines())
    assert "--nonblocking" in (tmp_path / "told").read_text().split()


def test_pyspy_is_stopped_where_it_comes_to_no_end(tmp_path, spy, monkeypatch):
    monkeypatch.setattr(profiles, "MOST_SECONDS", 0.2)
    monkeypatch.setattr(Place, "variables", lambda place, grader: {**os.environ, "SLOW": "yes"})
    with pytest.raises(SystemExit, match="did not come to an end on layers"):
        profiles.record(_Graded(Place(tmp_path, tmp_path)), BY_KEY["layers"], str(spy))
