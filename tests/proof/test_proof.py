"""What `make test` grades and `make prove` records: on small courses, and what may not be left out is not."""

import importlib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from autograder.assignment import load
from autograder.grading.grade import Grader
from autograder.sample_answers import Answer
from helpers.proof.dependence import Dependence
from helpers.proof.grading import OtherLosses, prove
from helpers.proof.packing import packs, together, touched
from helpers.proof.record import AS_DECLARED, Proof, changed, proven
from helpers.proof.selection import checks_to_spare, covering, deal, graded, lied_to
from helpers.proof.subjects import Subject, read_subjects, seed_of
from helpers.sample import NAME, NOTEBOOK, SETTINGS, write_sample

pytest_plugins = ["pytester"]


def course(folder: Path) -> tuple[Path, Path]:
    """The sample course with a right and three wrong answers: the folders of its sources and of its answers."""
    write_sample(folder)
    answers = folder / "answers"
    for kind, name, loses, body in (
        ("right", "product", "", "return 2 * x"),
        ("wrong", "same", "double_public, double_hidden", "return x"),
        ("wrong", "in_place", "double_hidden", "x *= 2\n    return x"),
        ("wrong", "negative", "double_public, double_hidden", "return -2 * x"),
    ):
        file = answers / NAME / NOTEBOOK / kind / f"{name}.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"# Why.\n# loses: {loses}\n# %% double_answer\ndef double(x):\n    {body}\n", encoding="utf-8")
    return folder / "solutions", answers


def wrong(name: str, *loses: str) -> Answer:
    return Answer(name, "", dict.fromkeys(loses, 1.0), {})


def subject(wrong: list[Answer], right: int = 3) -> Subject:
    rights = tuple(Answer(f"right{n}", "", {}, {"a": ""}) for n in range(right))
    return Subject(
        "hw", "notebook", rights, tuple(wrong), {"a_public": "a", "b_public": "b"}, {"a": "a", "b": "b"}, "0"
    )


# --- which answers ---


def test_each_check_has_one_of_its_sharpest_answers_and_they_are_few():
    answers = [wrong("all", "a", "b", "c"), wrong("b", "b"), wrong("ac", "a", "c"), wrong("c_with_a", "c", "a")]
    assert covering([*answers, wrong("cd", "c", "d")]) == {"b", "ac", "cd"}


def test_a_notebook_as_it_was_proven_gets_all_right_answers_the_sharpest_and_a_sample_that_follows_the_seed():
    many = subject([wrong("sharp", "a_public"), *(wrong(f"w{n}", "a_public", "b_public") for n in range(60))])
    chosen = graded(many, "one seed", everything=False)
    assert {("right", f"right{n}") for n in range(3)} | {("wrong", "sharp")} < chosen.keys()
    assert 3 <= len(chosen) - 5 < 30
    in_full = [sum(graded(many, f"seed {n}", everything=False).values()) for n in range(30)]
    assert set(in_full) == {0, 1}
    assert 3 < sum(in_full) < 20
    assert chosen == graded(many, "one seed", everything=False)
    assert chosen != graded(many, "another seed", everything=False)


def test_a_notebook_that_changed_gets_all_its_answers_in_full_and_a_question_its_own():
    few = subject([wrong("one", "a_public"), wrong("other", "b_public")])
    assert graded(few, "", everything=True) == dict.fromkeys(graded(few, "", everything=True), True)
    assert len(graded(few, "", everything=True)) == 5
    assert graded(few, "", everything=True, question="b") == {("wrong", "other"): True}
    assert ("right", "right0") in graded(few, "", everything=True, question="a")


def test_answers_that_touch_the_same_go_into_different_packs():
    answers = [
        Answer("a", "", {"a_public": 1.0}, {"a_answer": ""}),
        Answer("a_after", "", {"other": 1.0}, {"+after a_answer": ""}),
        Answer("b", "", {"b_public": 1.0}, {"b_answer": ""}),
        Answer("c", "", {"a_public": 0.5}, {"c_answer": ""}),
    ]
    found = packs(answers, touched)
    assert [[answer.name for answer in pack] for pack in found] == [["a", "b"], ["a_after", "c"]]
    assert together(found[0]) == Answer(
        "a + b", "", {"a_public": 1.0, "b_public": 1.0}, {"a_answer": "", "b_answer": ""}
    )


def test_each_pack_is_spared_other_checks_and_the_same_ones_in_each_run():
    checks = {f"check{n}": "a" for n in range(20)}
    whole = replace(subject([]), checks=checks)
    alone = [[wrong(name)] for name in "abcdefghijklmnopqrst"]
    spared = [checks_to_spare(whole, pack, "seed") for pack in alone]
    assert {len(names) for names in spared} == {15}
    assert set().union(*(checks.keys() - names for names in spared)) == checks.keys()  # each runs for some of them
    assert spared == [checks_to_spare(whole, pack, "seed") for pack in alone]
    assert spared != [checks_to_spare(whole, pack, "another seed") for pack in alone]


def test_each_check_meets_a_few_liars_and_each_liar_lies():
    checks, liars = [f"check{n}" for n in range(8)], [f"liar{n}" for n in range(22)]
    hands = deal(checks, liars, "seed", 3)
    assert all(len(set(hand)) == 3 for hand in hands.values())
    assert set().union(*hands.values()) == set(liars)
    assert hands != deal(checks, liars, "another seed", 3)
    assert all(set(hand) == set(liars) for hand in deal(checks, liars, "seed", 22).values())


def test_liars_lie_to_a_quarter_of_the_notebooks_and_in_time_to_all():
    subjects = [replace(subject([]), notebook=f"notebook{number}") for number in range(15)]
    taken = [lied_to(subjects, f"seed {number}") for number in range(30)]
    assert all(len(names) == 4 for names in taken)
    assert set().union(*taken) == set(map(str, subjects))


# --- what has changed since the last proof ---


def test_the_hash_of_a_notebook_follows_its_source_its_settings_and_its_answers(tmp_path: Path):
    solutions, answers = course(tmp_path)
    settings, own = solutions / NAME / "assignment.toml", answers / NAME / NOTEBOOK
    (solutions / NAME / "second.py").write_text((solutions / NAME / f"{NOTEBOOK}.py").read_text())
    table = SETTINGS[SETTINGS.index("[notebooks") :].replace(NOTEBOOK, "second")
    settings.write_text(SETTINGS + table)

    def hashes() -> dict[str, str]:
        return {str(subject): subject.content for subject in read_subjects(solutions, answers)}

    def differ(path: Path, text: str) -> set[str]:
        before, was = hashes(), path.read_text()
        path.write_text(text)
        after = hashes()
        path.write_text(was)
        assert hashes() == before
        return {name.partition("/")[2] for name in before if before[name] != after[name]}

    source = solutions / NAME / f"{NOTEBOOK}.py"
    slow = '\n# %% nbgrader={"grade_id": "slow_ungraded"}\nprint(1)\n'
    assert differ(source, source.read_text() + slow.replace("_ungraded", "")) == {NOTEBOOK}
    for not_run in ("\n# %% [markdown]\n# More.\n", slow):
        assert differ(source, source.read_text() + not_run) == set()
    assert differ(settings, SETTINGS + table.replace("minutes = ", "minutes = 1")) == {"second"}
    assert differ(settings, 'prerequisites = ["Numbers"]\n' + SETTINGS + table) == set()  # no check looks at it
    limited = SETTINGS.replace("[notebooks", "[limits]\nprocesses = 30\n\n[notebooks", 1)
    assert differ(settings, limited + table) == {NOTEBOOK, "second"}
    answer = own / "wrong" / "same.py"
    assert differ(answer, answer.read_text() + "    # another\n") == {NOTEBOOK}
    assert differ(answer, "# Another sentence,\n# in two lines.\n" + answer.read_text()) == set()
    assert differ(answer, "# loses: double_public\n" + answer.read_text()) == {NOTEBOOK}
    before = hashes()
    answer.rename(own / "right" / "same.py")
    assert hashes() != before


def test_the_seed_follows_the_grader_as_well(tmp_path: Path):
    (tmp_path / "coursekit").mkdir()
    file = tmp_path / "coursekit" / "check.py"
    file.write_text("one = 1\n")
    before = seed_of([subject([])], tmp_path)
    assert seed_of([subject([])], tmp_path) == before
    file.write_text("one = 2\n")
    assert seed_of([subject([])], tmp_path) != before
    assert seed_of([replace(subject([]), content="1")], tmp_path) != before


def test_a_record_says_what_was_proven_and_a_failed_run_takes_it_back(tmp_path: Path):
    subjects = read_subjects(*course(tmp_path))
    record = tmp_path / "proof.md"
    assert changed(subjects, record) == subjects  # none yet
    proof = Proof(subjects, [], "commit abc1234", 31.4, 2, date(2026, 11, 27))
    record.write_text(proof.text(subjects), encoding="utf-8")
    assert AS_DECLARED in proof.text(subjects)
    assert "27 November 2026, at commit abc1234" in proof.text(subjects)
    assert "1 right and 3 wrong answers of every notebook; liars at 2 checks" in proof.text(subjects)
    assert "31 minutes on 2 cores" in proof.text(subjects)
    assert proven(record) == {f"{NAME}/{NOTEBOOK}": subjects[0].content}
    assert changed(subjects, record) == []
    assert changed([replace(subjects[0], content="f" * 16)], record) != []
    failed = replace(proof, failures=["tests/test_gates.py::test_one[layers-x]"])
    record.write_text(failed.text(subjects, record.read_text(encoding="utf-8")), encoding="utf-8")
    assert "1 not as declared" in record.read_text(encoding="utf-8")
    assert "test_one[layers-x]" in record.read_text(encoding="utf-8")
    assert changed(subjects, record) == subjects


def test_a_run_of_one_notebook_keeps_the_rows_of_the_others(tmp_path: Path):
    [one] = read_subjects(*course(tmp_path))
    other, gone = replace(one, notebook="other", content="0" * 16), replace(one, notebook="gone")
    record = tmp_path / "proof.md"
    first = Proof([one, other, gone], [], "commit abc1234", 31.4, 2, date(2026, 11, 27))
    record.write_text(first.text([one, other, gone]), encoding="utf-8")
    edited = replace(other, content="1" * 16)
    assert changed([one, edited], record) == [edited]
    second = Proof([edited], [], "commit def5678", 5.0, 2, date(2026, 11, 28))
    record.write_text(second.text([one, edited], record.read_text(encoding="utf-8")), encoding="utf-8")
    assert changed([one, edited], record) == []
    assert proven(record).keys() == {str(one), str(other)}  # not the one that is gone
    rows = [line for line in record.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    assert "27 November 2026, commit abc1234" in rows[0]
    assert "28 November 2026, commit def5678" in rows[1]


# --- only what can change ---

LINKED = """# %% tags=["setup"] nbgrader={"grade_id": "setup_all"}
import numpy as np
from coursekit import check, reference, remote, rng

factors = [2.0, 3.0]
same = factors
def of_all():
    return factors
class Base:
    pass

# %% nbgrader={"grade_id": "double_answer", "solution": true}
def double(x):
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION

# %% nbgrader={"grade_id": "double_public", "points": 1}
check.close(double(np.ones(3)), 2 * np.ones(3), name="double")

# %% nbgrader={"grade_id": "triple_answer", "solution": true}
def triple(x):
    ### BEGIN SOLUTION
    return factors[1] * x
    ### END SOLUTION

# %% nbgrader={"grade_id": "triple_run"}
kept = [np.zeros(3)]
half = triple(np.ones(3))
tripled = half + 0
noise = np.random.rand()

# %% nbgrader={"grade_id": "triple_public", "points": 1}
check.close(triple(np.ones(3)), 3 * np.ones(3), name="triple")

# %% nbgrader={"grade_id": "triple_kept", "points": 1}
run = triple
kept[0] = run(np.ones(3))
check.close(kept[0], 3 * np.ones(3), name="kept")

# %% nbgrader={"grade_id": "triple_made", "points": 1}
check.close(remote("tripled"), 3 * np.ones(3), name="tripled")

# %% nbgrader={"grade_id": "keep_public", "points": 1}
check.close(kept[0], 3 * np.ones(3), name="kept")

# %% nbgrader={"grade_id": "sum_answer", "solution": true}
class Sum(Base):
    ### BEGIN SOLUTION
    def of(self, x):
        return double(x) + x
    ### END SOLUTION

# %% nbgrader={"grade_id": "sum_public", "points": 1}
for size in (2, 3):
    tripled = Sum().of(np.ones(size))
    check.close(tripled, 3 * np.ones(size), name="of")
"""
QUESTIONS = "".join(
    f'[notebooks.{NOTEBOOK}.questions.{name}]\ntitle = "{name}"\n' for name in ("double", "triple", "keep", "sum")
)
DOUBLE = "def double(x):\n    return x + x\n"


@pytest.fixture
def linked(tmp_path: Path):
    folder = write_sample(tmp_path)
    (folder / f"{NOTEBOOK}.py").write_text(LINKED, encoding="utf-8")
    text = SETTINGS[: SETTINGS.index(f"[notebooks.{NOTEBOOK}.questions")] + QUESTIONS
    (folder / "assignment.toml").write_text(text, encoding="utf-8")
    return load(folder)


@pytest.mark.parametrize(
    ("cells", "checks"),
    [
        ({"double_answer": DOUBLE}, "double_public sum_public"),
        ({"sum_answer": "class Sum(Base):\n    of = double"}, "sum_public"),
        ({"triple_answer": "def triple(x):\n    return x"}, "triple keep"),
        ({"double_answer": DOUBLE + "factors = [1.0, 1.0]"}, "all"),
        ({"double_answer": DOUBLE + "factors[0] = 1.0"}, "all"),
        ({"double_answer": DOUBLE + "factors.clear()"}, "all"),
        ({"double_answer": DOUBLE + "mine = factors\nmine.clear()"}, "all"),
        ({"double_answer": DOUBLE + "same.clear()"}, "all"),
        (
            {"double_answer": "def double(x):\n    global tripled\n    tripled = x\n    return 2 * x"},
            "double sum triple_made",
        ),
        ({"double_answer": DOUBLE + "Base.of = None"}, "double_public sum_public"),
        ({"triple_answer": "def triple(x):\n    Base.of = 1\n    return x"}, "triple keep sum"),
        ({"triple_answer": "import numpy\ndef triple(x):\n    numpy.sum = 1"}, "all"),
        ({"triple_answer": "def triple(x):\n    exec('1')"}, "all"),
        ({"triple_answer": "def triple(x:\n"}, "triple keep"),
        ({"double_answer": "%reset -f"}, "all"),
        ({"+after double_answer": "tripled = 1"}, "triple_made"),
        ({"+after double_answer": "def helper(x):\n    return x"}, ""),
    ],
)
def test_the_checks_that_an_answer_can_change(linked, cells, checks):
    every = {"double_public", "triple_public", "triple_kept", "triple_made", "keep_public", "sum_public"}
    found = Dependence(linked, NOTEBOOK, cells)
    expected = every if checks == "all" else {name for name in every if any(map(name.startswith, checks.split()))}
    assert found.checks == expected
    assert found.checks <= found.needed()


def test_an_experiment_runs_if_what_a_check_uses_comes_from_it(linked):
    assert "triple_run" in Dependence(linked, NOTEBOOK, {"triple_answer": "def triple(x):\n    return x"}).needed()
    assert Dependence(linked, NOTEBOOK, {"double_answer": DOUBLE}).needed() == {"double_public", "sum_public"}
    draws = "def double(x):\n    return x * np.random.rand()"
    assert "triple_run" in Dependence(linked, NOTEBOOK, {"double_answer": draws}).needed()  # it draws as well


def test_a_dependency_that_reading_misses_is_found_by_an_answer_graded_in_full(linked):
    """A list that a function of setup hands out: nothing in the answer names it."""
    hidden = Answer("hidden", "", {}, {"double_answer": DOUBLE + "of_all()[1] = 5.0"})
    with Grader(linked) as grader:
        result = prove(grader, NOTEBOOK, hidden, full=False)
        assert {check.grade_id for check in result.checks} == {"double_public", "sum_public"}
        with pytest.raises(
            AssertionError,
            match=r"by reading, hidden cannot change .*'triple_public'",
        ):
            prove(grader, NOTEBOOK, hidden, full=True)


def test_a_pack_must_lose_what_its_answers_lose_together(linked):
    body = "class Sum(Base):\n    def of(self, x):\n        return x + {}"
    right = Answer("right", "", {}, {"sum_answer": body.format("double(x)")})
    wrong = Answer("wrong", "", {}, {"sum_answer": body.format("x")})
    other = Answer("other", "", {}, {"double_answer": DOUBLE})
    with Grader(linked) as grader:
        prove(grader, NOTEBOOK, together([other, right]), full=False)
        with pytest.raises(AssertionError, match=r"other \+ wrong: .*sum_public"):
            prove(grader, NOTEBOOK, together([other, wrong]), full=False)


def test_a_spared_check_runs_all_the_same_for_an_answer_that_loses_it(linked):
    answer = Answer(
        "half", "", {"double_public": 1.0, "sum_public": 1.0}, {"double_answer": "def double(x):\n    return x"}
    )
    everything = answer.loses.keys() | {"triple_public"}
    with Grader(linked) as grader:
        result = prove(grader, NOTEBOOK, answer, full=False, spared=everything)
        assert {check.grade_id for check in result.checks} == answer.loses.keys()
        declares_less = replace(answer, loses={"double_public": 1.0})
        prove(grader, NOTEBOOK, declares_less, full=False, spared=everything)
        with pytest.raises(OtherLosses) as caught:
            prove(grader, NOTEBOOK, declares_less, full=False)
        assert set(caught.value.checks) == {"sum_public"}


def test_a_pack_that_fails_is_graded_again_without_what_cannot_be_the_reason(linked, monkeypatch):
    gates = importlib.import_module("test_gates")
    body = "class Sum(Base):\n    def of(self, x):\n        return x + double(x)"
    right = Answer("right", "", {}, {"sum_answer": body})
    liar = Answer("liar", "", {"double_public": 1.0}, {"double_answer": "def double(x):\n    return 3 * x"})
    honest = replace(liar, loses={"double_public": 1.0, "sum_public": 1.0})
    about = replace(subject([]), assignment=linked.name, notebook=NOTEBOOK)
    with Grader(linked) as grader:
        monkeypatch.setattr(gates, "grader", lambda name, diagnoses: grader)
        gates.prove_packed(about, [honest, right])
        gates.prove_packed(about, [liar, right], spared={"sum_public"})  # what is spared does not show
        for answers in ([liar], [liar, right]):
            with pytest.raises(OtherLosses, match=r"liar: .*sum_public"):
                gates.prove_packed(about, answers)


def test_of_a_pack_that_fails_those_go_alone_that_declare_a_loss_where_it_failed():
    gates = importlib.import_module("test_gates")
    one, two, three = (Answer(name, "", {name: 1.0}, {}) for name in ("one", "two", "three"))
    assert gates.parts([one, two, three], {"one", "two"}, again=True) == [[one], [two], [three]]
    assert gates.parts([one, two, three], {"three"}, again=False) == [[three], [one, two]]
    assert gates.parts([one, two, three], {"four"}, again=True) == [[one, two, three]]
    assert gates.parts([one, two, three], {"four"}, again=False) == [[one], [two, three]]
    assert gates.parts([one], {"one"}, again=True) == [[one]]


# --- the run ---

CONFTEST = """
from pathlib import Path
from helpers.proof import plugin, subjects

here = Path(__file__).parent
plugin.read_subjects = lambda: subjects.read_subjects(here / "solutions", here / "answers")
plugin.changed = lambda subjects: subjects
plugin.RECORD, plugin.ROOT = here / "proof.md", here
pytest_addoption = plugin.add_options

def pytest_configure(config):
    config.addinivalue_line("markers", "proves(notebook, what): here")
    config.pluginmanager.register(plugin.Recorder(config))

def pytest_collection_modifyitems(items):
    plugin.name_what_is_proven(items)
"""
PROOFS = """
import pytest

@pytest.mark.parametrize("what", [
    pytest.param(what, marks=pytest.mark.proves("NOTEBOOK", what))
    for what in ("reference", "release", "liars", "right product", "wrong same", "wrong in_place", "wrong negative")
])
def test_proof(what):
    assert what != "FAILS"
"""


@pytest.mark.parametrize(
    ("arguments", "fails", "says", "result"),
    [
        (["--prove"], "", "proof.md is written: commit it", AS_DECLARED),
        (["--prove"], "wrong same", "this proof FAILED", "1 not as declared"),
        (["--prove", "-k", "not negative"], "", "1 proofs did not come to their end, for instance", None),
        (["--prove", "--only", f"{NAME}/{NOTEBOOK}"], "", "proof.md is written: commit it", AS_DECLARED),
        (["--prove", "--only", f"{NAME}/{NOTEBOOK}/double"], "", "alone", None),
        (["--prove", "--only", f"{NAME}/none"], "", f"There is no notebook '{NAME}/none'; say one of {NAME}/", None),
        (["--prove", "--only", f"{NAME}/{NOTEBOOK}/none"], "", "has no question 'none'; say one of double", None),
        ([], "", "4 of 4 sample answers, 4 of them in full: no proof of any notebook as it is now is recorded", None),
    ],
)
def test_the_record_is_written_by_a_proof_that_came_to_its_end(pytester, arguments, fails, says, result):
    course(pytester.path)
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(PROOFS.replace("FAILS", fails).replace("NOTEBOOK", f"{NAME}/{NOTEBOOK}"))
    ran = pytester.runpytest_inprocess("-p", "no:xdist", "-p", "no:cacheprovider", *arguments)
    assert says in ran.stdout.str() + ran.stderr.str()
    record = pytester.path / "proof.md"
    assert record.exists() == (result is not None)
    assert result is None or result in record.read_text(encoding="utf-8")


@pytest.mark.parametrize(("must_run", "outcome"), [("", {"skipped": 3}), ("postgresql", {"skipped": 1, "errors": 2})])
def test_a_skip_is_a_failure_where_the_machine_was_set_up_for_the_test(pytester, monkeypatch, must_run, outcome):
    monkeypatch.setenv("MUST_RUN", must_run)
    pytester.makepyfile("""
        import pytest

        @pytest.fixture
        def database():
            pytest.skip("no server is installed")

        @pytest.mark.provided("postgresql")
        def test_with_a_fixture(database): pass

        @pytest.mark.provided("postgresql")
        @pytest.mark.skipif(True, reason="another day")
        def test_marked(): pass

        def test_of_something_else(database): pass
    """)
    ran = pytester.runpytest_inprocess("-p", "helpers.provided", "-p", "no:xdist", "-p", "no:cacheprovider")
    ran.assert_outcomes(**outcome)
    if must_run:
        ran.stdout.fnmatch_lines(["*postgresql was to be there (MUST_RUN=postgresql), but: *no server is installed*"])


@pytest.mark.parametrize(
    ("must_run", "marked", "says"),
    [
        ("postgres", "postgresql", "MUST_RUN names 'postgres'; known are postgresql"),
        ("postgresql", "postgres", "'provided' knows postgresql, not 'postgres'"),
    ],
)
def test_what_must_run_is_something_known(pytester, monkeypatch, must_run, marked, says):
    monkeypatch.setenv("MUST_RUN", must_run)
    pytester.makepyfile(f"import pytest\n@pytest.mark.provided('{marked}')\ndef test_one(): pass\n")
    ran = pytester.runpytest_inprocess("-p", "helpers.provided", "-p", "no:xdist", "-p", "no:cacheprovider")
    assert says in ran.stdout.str() + ran.stderr.str()
    assert ran.ret == pytest.ExitCode.USAGE_ERROR
