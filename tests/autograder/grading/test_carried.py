"""Error carried forward: what is built on a wrong part is graded on the reference's part, in a bench of its own."""

import pytest
from nbformat.v4 import new_code_cell

from autograder.assignment import load
from autograder.grading.grade import Grader
from autograder.results import NotebookResult, State
from autograder.submissions.rebuild import rebuild_submission
from samples.answers import handed_in

SETTINGS = """\
title = "Networks"

[notebooks.network]
title = "A network of layers"
minutes = 5

[notebooks.network.questions.layer]
title = "A layer"

[notebooks.network.questions.network]
title = "A network"
parts = ["layer"]
"""

SOURCE = '''\
# %% tags=["setup"] nbgrader={"grade_id": "setup_imports"}
import numpy as np

from coursekit import check, reference, remote, rng

# %% nbgrader={"grade_id": "layer_answer", "solution": true}
class Layer:
    """Multiplies by w. `forward(x)` returns w x, `backward(upstream)` adds to `gradients["w"]`."""
    ### BEGIN SOLUTION
    def __init__(self, w):
        self.parameters, self.gradients = {"w": w}, {"w": 0.0}

    def forward(self, x):
        self._x = x
        return self.parameters["w"] * x

    def backward(self, upstream):
        self.gradients["w"] += float(np.sum(upstream * self._x))
        return upstream * self.parameters["w"]
    ### END SOLUTION

# %% nbgrader={"grade_id": "layer_hidden", "points": 2}
# Hidden: a layer's output and gradients.
### BEGIN HIDDEN TESTS
x, upstream = rng.normal(size=4), rng.normal(size=4)
layer, right = remote("Layer(3.0)"), reference.Layer(3.0)
check.close(layer.forward(x), right.forward(x), name="forward(x)")
check.close(layer.backward(upstream), right.backward(upstream), name="backward(upstream)")
check.close(layer.gradients["w"], right.gradients["w"], name='gradients["w"]')
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "network_answer", "solution": true}
class Network:
    """Layers, one after the other. `step(x, y, rate)` is one step of gradient descent on sum((out - y)**2)."""
    ### BEGIN SOLUTION
    def __init__(self, *weights):
        self.layers = [Layer(w) for w in weights]

    def step(self, x, y, rate):
        out = x
        for layer in self.layers:
            out = layer.forward(out)
        upstream = 2 * (out - y)
        for layer in reversed(self.layers):
            upstream = layer.backward(upstream)
        for layer in self.layers:
            layer.parameters["w"] -= rate * layer.gradients["w"]
            layer.gradients["w"] = 0.0
    ### END SOLUTION

# %% nbgrader={"grade_id": "network_train"}
network = Network(0.5, 0.5)
for _ in range(200):
    network.step(np.array([1.0, 2.0]), np.array([3.0, 6.0]), 0.01)

# %% nbgrader={"grade_id": "network_hidden", "points": 4}
# Hidden: one step from fresh weights.
### BEGIN HIDDEN TESTS
x, y = rng.normal(size=3), rng.normal(size=3)
mine, right = remote("Network(0.3, 0.7)"), reference.Network(0.3, 0.7)
mine.step(x, y, 0.1)
right.step(x, y, 0.1)
check.close(mine.layers[0].parameters["w"], right.layers[0].parameters["w"], name="the first weight")
check.close(mine.layers[1].parameters["w"], right.layers[1].parameters["w"], name="the second weight")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "network_trained", "points": 4}
# Hidden: the network that was trained above.
### BEGIN HIDDEN TESTS
product = network.layers[0].parameters["w"] * network.layers[1].parameters["w"]
check.close(product, 3.0, rtol=1e-3, name="the product of the weights")
### END HIDDEN TESTS
'''
RIGHT = SOURCE.split("### BEGIN SOLUTION\n")[1].split("    ### END")[0]
WRONG = "class Layer:\n" + RIGHT.replace("+= float(np.sum(upstream * self._x))", "-= float(np.sum(upstream))")
NETWORK = "class Network:\n" + SOURCE.split("### BEGIN SOLUTION\n")[2].split("    ### END")[0]


@pytest.fixture(scope="module")
def grader(tmp_path_factory):
    folder = tmp_path_factory.mktemp("course") / "solutions" / "hw0_network"
    folder.mkdir(parents=True)
    (folder / "assignment.toml").write_text(SETTINGS)
    (folder / "network.py").write_text(SOURCE)
    with Grader(load(folder)) as grader:
        yield grader


def graded(grader: Grader, cells: dict[str, str], change=lambda nb: None):
    nb = handed_in(grader.assignment, "network", cells)
    change(nb)
    rebuilt = rebuild_submission(grader.assignment, "network", nb, None, [])
    return grader.grade(rebuilt, "network", student="sample", seed=3)


def points(result: NotebookResult) -> dict[str, float | None]:
    return {check.grade_id: check.points for check in result.checks}


def test_a_wrong_class_is_paid_once(grader):
    _, result = graded(grader, {"layer_answer": WRONG})
    assert points(result) == {"layer_hidden": 0, "network_hidden": 4, "network_trained": 4}
    assert [check.carried_forward for check in result.checks] == [False, True, True]
    assert result.checks[1].message.startswith("Right, given right Layer.")


def test_a_wrong_class_made_of_a_wrong_class_is_paid_too(grader):
    _, result = graded(grader, {"layer_answer": WRONG, "network_answer": NETWORK.replace("2 * (out", "3 * (out")})
    assert points(result) == {"layer_hidden": 0, "network_hidden": 0, "network_trained": 4}


def test_what_else_the_wrong_cell_defines_is_still_there(grader):
    helper = "def backwards(layers):\n    return list(layers)[::-1]\n\n"
    network = NETWORK.replace("reversed(", "backwards(")
    _, result = graded(grader, {"layer_answer": helper + WRONG, "network_answer": network})
    assert points(result) == {"layer_hidden": 0, "network_hidden": 4, "network_trained": 4}


def test_a_part_whose_cell_kills_the_process_is_replaced_as_well(grader):
    _, result = graded(grader, {"layer_answer": "import os\nos._exit(1)"})
    assert result.checks[0].points == 0
    assert points(result) | {"layer_hidden": 0} == {"layer_hidden": 0, "network_hidden": 4, "network_trained": 4}


def test_a_composite_that_kills_the_process_has_nothing_from_right_parts(grader):
    deadly = NETWORK.replace("out = x\n", "import os; os._exit(1)\n")
    _, result = graded(grader, {"layer_answer": WRONG, "network_answer": deadly})
    assert {check.state for check in result.checks[1:]} <= {State.CRASHED, State.FAILED}
    assert result.score == 0


SPY = """
import linecache
Network_ = Network
class Network(Network_):
    def step(self, *args):
        global seen
        if "seen" not in globals():
            seen = [str(get_ipython().user_ns["In"]), type(self.layers[0]).backward.__code__.co_names]
            seen += [str(entry) for file, entry in linecache.cache.items() if "ipykernel" in file]
            print("SEEN", seen)
            open("seen", "w").write(str(seen))
        super().step(*args)
"""


def test_nothing_of_the_reference_comes_back_to_the_student(grader):
    """A student who answers wrong on purpose, to look at the right part while it is lent."""

    def look_afterwards(nb):
        nb.cells.append(
            new_code_cell("import os\nprint(globals().get('seen'), os.path.exists('seen') and open('seen').read())")
        )

    nb, result = graded(grader, {"layer_answer": WRONG, "network_answer": f"{NETWORK}\n{SPY}"}, look_afterwards)
    assert result.checks[1].points == 4
    secret = "+= float(np.sum(upstream * self._x))"
    written = str([cell.get("outputs") for cell in nb.cells]) + str(result)
    assert "-= float(np.sum(upstream))" in written  # their own
    assert secret not in written


def test_a_question_without_answers_of_its_own_earns_nothing_by_the_references(tmp_path):
    """Only its parts would be examined, and those that are right here are ours."""
    folder = tmp_path / "solutions" / "hw0_network"
    folder.mkdir(parents=True)
    parts = '\n[notebooks.network.questions.limits]\ntitle = "At the limits"\nparts = ["layer", "network"]\n'
    check = '\n# %% nbgrader={"grade_id": "limits_hidden", "points": 1}\n# Hidden: a layer without inputs.\n'
    check += (
        "### BEGIN HIDDEN TESTS\ncheck.close(remote('Layer(2.0)').forward(np.zeros(3)) + 1, np.ones(3), name='out')\n"
    )
    check += "layer = remote('Layer(2.0)')\nlayer.forward(np.ones(3))\nlayer.backward(np.ones(3))\n"
    check += "check.close(layer.gradients['w'], 3.0, name='gradients')\n### END HIDDEN TESTS\n"
    (folder / "assignment.toml").write_text(SETTINGS + parts)
    (folder / "network.py").write_text(SOURCE + check)
    with Grader(load(folder)) as grader:
        assert points(graded(grader, {})[1])["limits_hidden"] == 1
        result = graded(grader, {"layer_answer": WRONG})[1]
    assert points(result) == {"layer_hidden": 0, "network_hidden": 4, "network_trained": 4, "limits_hidden": 0}
