"""What the build refuses: for each rule a source that breaks it, and the sentence that says so."""

import pytest

from autograder.building.lint import lint
from helpers.sample import SETTINGS, SOURCE, write_sample

PUBLIC = 'check.close(double(x), np.array([2.0, -4.0, 1.0]), name="double(x)")'
EXPERIMENT = "doubled = double(np.arange(3.0))\n"
SETUP = "import numpy as np\n\n"


def lint_edited(tmp_path, old, new, settings=SETTINGS):
    """Lint the sample with one piece of its source replaced."""
    assert old in SOURCE
    folder = write_sample(tmp_path)
    (folder / "doubling.py").write_text(SOURCE.replace(old, new, 1), encoding="utf-8")
    (folder / "assignment.toml").write_text(settings, encoding="utf-8")
    return lint(folder)


def test_the_sample_is_right(tmp_path):
    assert lint(write_sample(tmp_path)) == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        pytest.param('_experiment"}', '_public"}', "'double_public': the grade_id is that of the cell", id="duplicate"),
        pytest.param(
            "    ### BEGIN SOLUTION\n    return x + x\n    ### END SOLUTION\n",
            "    return x + x\n",
            "'double_answer': a solution cell without markers; put ### BEGIN SOLUTION",
            id="no markers",
        ),
        pytest.param('"points": 1}', '"grade": true}', "'double_public': a check without points", id="no points"),
        pytest.param(
            '"double_public", "points": 1}',
            '"double_public"}',
            "'double_public': a check without points: it calls coursekit.check; add \"points\"",
            id="a check that forgot its points",
        ),
        pytest.param(
            PUBLIC,
            "from coursekit import submitted_file\n\ncheck.equal(submitted_file('x.csv') == b'', False)",
            "'double_public': submitted_file('x.csv'), but students are not asked for it; name it in files",
            id="a file that nobody hands in",
        ),
        pytest.param(
            'double_experiment"}\n' + EXPERIMENT,
            'double_ungraded"}\n' + EXPERIMENT + '\n# %% nbgrader={"grade_id": "double_experiment"}\n',
            "'double_experiment': needs `doubled`, which only the experiment 'double_ungraded' defines",
            id="what does not run in grading",
        ),
        pytest.param(
            EXPERIMENT,
            EXPERIMENT + "\n".join(f"y{i} = {i}" for i in range(40)) + "\n",
            "'double_experiment': a code cell of 42 lines; split it, 40 are the most",
            id="too long",
        ),
        pytest.param(
            "# Twice as much of everything.",
            "# ![](https://example.org/two.png)",
            ":4: a figure without alt text (![](...)); say between the brackets what it shows",
            id="markdown image",
        ),
        pytest.param(
            "# Twice as much of everything.",
            '# <img src="two.png"\n#   alt=" ">',
            ":4: a figure without alt text (<img>); give it alt",
            id="html image",
        ),
        pytest.param(
            EXPERIMENT,
            "import matplotlib.pyplot as plt\n\n" + EXPERIMENT + "plt.plot(doubled)\n",
            "'double_experiment': a figure without alt text (plt.plot); draw it with coursekit.pictures",
            id="pyplot",
        ),
        pytest.param(
            EXPERIMENT,
            "from matplotlib.pyplot import show as present\n\n" + EXPERIMENT + "present()\n",
            "a figure without alt text (present)",
            id="pyplot under another name",
        ),
        pytest.param(
            EXPERIMENT,
            "from IPython.display import Image\n\nImage('two.png')\n" + EXPERIMENT,
            "a figure without alt text (Image)",
            id="IPython image",
        ),
        pytest.param(
            SETUP,
            SETUP + "start = double(np.ones(3))\n",
            "'setup_imports': needs `double`, which only the answer 'double_answer' defines; setup runs before",
            id="setup needs an answer",
        ),
        pytest.param(
            SETUP,
            SETUP + "def again(f=[double for _ in range(2)]):\n    return f\n",
            "'setup_imports': needs `double`",
            id="setup needs an answer for a default value",
        ),
        pytest.param(
            SETUP,
            SETUP + "print(doubled)\n",
            "needs `doubled`, which only the experiment 'double_experiment' defines",
            id="setup needs an experiment",
        ),
        pytest.param(
            EXPERIMENT,
            "factor = 2\n" + EXPERIMENT.replace("3.0", "len(before)"),
            "'double_experiment': needs `before`, which only the check 'double_hidden' defines; a check's",
            id="an experiment needs a check's name",
        ),
        pytest.param(PUBLIC, PUBLIC + "\nprint(lenght)", "needs `lenght`, which nothing defines", id="unknown name"),
        pytest.param(
            PUBLIC,
            "check.fail(f'{np.allclose(double(x), 2 * x)}')",
            "'double_public': a bare np.allclose in a check passes empty, broadcast or NaN arrays; compare",
            id="allclose",
        ),
        pytest.param(
            "check.close(double(x), reference",
            "from numpy import allclose as near\n    near(double(x), x)\n    check.close(double(x), reference",
            "'double_hidden': importing numpy.allclose in a check",
            id="allclose imported, in a hidden check",
        ),
        pytest.param(
            PUBLIC, PUBLIC + "\ng = getattr(np, 'array_equal')", 'the name "array_equal" in a check', id="getattr"
        ),
        pytest.param(PUBLIC, PUBLIC + "\nt = np.testing", "a bare np.testing in a check", id="np.testing"),
        pytest.param(PUBLIC, PUBLIC + "\nimport torch as t\nt.equal(x, x)", "a bare t.equal in a check", id="torch"),
        pytest.param(PUBLIC, PUBLIC + "\nnp.isclose(x, x).all()", "a bare np.isclose in a check", id="isclose"),
        pytest.param(PUBLIC, PUBLIC + "\nassert double(x)[0] == 2", "a bare assert in a check", id="assert"),
        pytest.param(PUBLIC, PUBLIC + "\nok = (double(x) == 2).all()", "all() of a comparison in a check", id="all"),
        pytest.param(PUBLIC, PUBLIC + "\nok = np.all(double(x) > 1)", "all() of a comparison in a check", id="np.all"),
        pytest.param(
            SETUP,
            SETUP + "def same(a, b):\n    return np.allclose(a, b)\n",
            "'setup_imports': a bare np.allclose in a setup cell, whose helpers checks may use,",
            id="allclose in a helper",
        ),
        pytest.param(PUBLIC, "double(x)", "'double_public': a check that cannot fail", id="cannot fail"),
        pytest.param(
            "# Checks double on",
            "x = 1  # Checks double on",
            "'double_hidden': public and hidden parts in one check; make two checks of them",
            id="mixed",
        ),
        pytest.param(
            "# Checks double on arrays of other lengths, and that it leaves its input alone.\n",
            "",
            "'double_hidden': a hidden check without a comment before ### BEGIN HIDDEN TESTS",
            id="hidden check without comment",
        ),
        pytest.param(
            '"double_public"',
            '"doubling_public"',
            "'doubling_public': no question of [notebooks.doubling] begins this grade_id",
            id="no question",
        ),
        pytest.param(
            "print(doubled)", "print(doubled", "'double_experiment': not Python ('(' was never closed)", id="syntax"
        ),
        pytest.param(
            '    """Twice',
            '    ### BEGIN SOLUTION\n    y = """Twice',
            "'double_answer': ### BEGIN SOLUTION without ### END SOLUTION before it",
            id="nested",
        ),
        pytest.param(
            'float array (n,) out; `x` stays as it is."""\n    ### BEGIN SOLUTION\n',
            '\n    ### BEGIN SOLUTION\n    float array (n,) out."""\n',
            "'double_answer': without its solution the cell is not Python (",
            id="stub inside a string",
        ),
        pytest.param(
            "# Twice as much of everything.",
            SOURCE.strip().split("\n")[-1],
            "'double_why': its hidden text can be read in line 2, too; change one of them",
            id="leak",
        ),
    ],
)
def test_a_wrong_source_says_what_and_where(tmp_path, old, new, message):
    problems = lint_edited(tmp_path, old, new)
    assert any(message in problem for problem in problems), problems
    assert all(problem.startswith("solutions/hw0_sample/") for problem in problems), problems


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(SETUP, SETUP + "def later(x):\n    return double(x)\n", id="setup function uses an answer"),
        pytest.param(
            PUBLIC, "try:\n    same(double(x))\nexcept ValueError as error:\n    check.fail(str(error))", id="except as"
        ),
        pytest.param(PUBLIC, "ahead(double(x))", id="check through a helper of a helper"),
        pytest.param(
            EXPERIMENT,
            EXPERIMENT
            + "import matplotlib.pyplot as plt\nfigure, axes = plt.subplots()\naxes.plot(doubled)\n"
            + "Picture(figure, alt='A line that rises')\n",
            id="figure with alt text",
        ),
        pytest.param("# Twice as much", "# ![Two](a.png) `![](x)` <img alt='Two' src='a.png'> twice as much", id="alt"),
        pytest.param(EXPERIMENT, EXPERIMENT + "%timeit -n1 -r1 double(doubled)\n!true\n", id="magics"),
        pytest.param(
            'double_experiment"}\n' + EXPERIMENT,
            'double_ungraded"}\n' + EXPERIMENT + '\n# %% nbgrader={"grade_id": "double_ungraded_picture"}\n',
            id="what does not run in grading needs another",
        ),
        pytest.param(EXPERIMENT, EXPERIMENT + "assert np.allclose(doubled[1], 2)\n", id="an experiment may assert"),
    ],
)
def test_what_is_right_is_left_alone(tmp_path, old, new):
    helpers = "\ndef same(a):\n    check.equal(len(a), 3, name='length')\n\ndef ahead(a):\n    same(a)\n"
    folder = write_sample(tmp_path)
    text = SOURCE.replace(old, new, 1).replace("remote, rng\n", "remote, rng\n" + helpers, 1)
    (folder / "doubling.py").write_text(text, encoding="utf-8")
    assert lint(folder) == []


def test_all_problems_are_listed_in_the_files_order(tmp_path):
    folder = write_sample(tmp_path)
    text = (
        SOURCE.replace(PUBLIC, "pass").replace("print(doubled)", "print(doubled").replace('"points": 3', '"points": 0')
    )
    (folder / "doubling.py").write_text(text, encoding="utf-8")
    problems = lint(folder)
    lines = [int(problem.split(":")[1].split()[0]) for problem in problems]
    assert len(lines) >= 3
    assert lines == sorted(lines)


def test_the_line_is_that_of_the_mistake(tmp_path):
    problem = lint_edited(tmp_path, "print(doubled)", "print(doubled")[0]
    line = int(problem.split(":")[1].split()[0])
    text = (tmp_path / "solutions/hw0_sample/doubling.py").read_text()
    assert text.split("\n")[line - 1] == "print(doubled"


def test_a_question_that_nothing_asks_is_named(tmp_path):
    settings = SETTINGS + '\n[notebooks.doubling.questions.halve]\ntitle = "Half as much"\n'
    assert lint_edited(tmp_path, SETUP, SETUP, settings) == [
        "solutions/hw0_sample/assignment.toml: question 'halve' has no check and no written answer; "
        "add one, or take the question out"
    ]


def test_a_file_that_students_hand_in_is_not_released(tmp_path):
    folder = write_sample(tmp_path)
    check = "from coursekit import submitted_file\n\ncheck.equal(submitted_file('x.csv') == b'', False)"
    (folder / "doubling.py").write_text(SOURCE.replace(PUBLIC, check), encoding="utf-8")
    (folder / "assignment.toml").write_text('files = ["x.csv"]\n' + SETTINGS, encoding="utf-8")
    assert lint(folder) == []
    (folder / "x.csv").write_text("Id,Category\n", encoding="utf-8")
    assert [problem.partition("'double_public': ")[2] for problem in lint(folder)] == [
        "students make x.csv, and the one beside this source would be released; delete it"
    ]


@pytest.mark.parametrize("name", ["notes.txt", "data/digits.csv", "old.py", "old.ipynb", ".secret"])
def test_a_file_that_would_be_released_is_named(tmp_path, name):
    folder = write_sample(tmp_path)
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text("x")
    (problem,) = lint(folder)
    assert problem.startswith(f"solutions/{folder.name}/{name}:")
    assert "move " in problem


def test_files_that_belong_there_are_not(tmp_path):
    folder = write_sample(tmp_path)
    (folder / "assignment.toml").write_text('files = ["template.txt"]\n' + SETTINGS)
    left = (".ipynb_checkpoints/x.ipynb", "__pycache__/doubling.cpython.pyc", "experiments/run/losses.png")
    for name in ("template.txt", "doubling.ipynb", *left):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x")
    assert lint(folder) == []


def test_wrong_settings_and_a_missing_source_are_named(tmp_path):
    folder = write_sample(tmp_path)
    (folder / "doubling.py").unlink()
    assert lint(folder)[0].startswith("solutions/hw0_sample/doubling.py: no such file")
    (folder / "assignment.toml").write_text("colour = 1\n[notebooks.a]\ntitle='a'\nminutes=1")
    assert "unknown setting 'colour'" in lint(folder)[0]


@pytest.mark.parametrize(
    ("name", "message"),
    [("../other.txt", "outside the assignment's folder"), ("helper.py", "no .py is ever released")],
)
def test_declared_files_that_cannot_be_released_are_named(tmp_path, name, message):
    settings = f'files = ["{name}"]\n' + SETTINGS
    (problem,) = lint_edited(tmp_path, SETUP, SETUP, settings)
    assert problem.startswith("solutions/hw0_sample/assignment.toml: files names") and message in problem
