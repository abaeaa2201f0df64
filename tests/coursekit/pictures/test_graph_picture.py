"""Pictures of graphs: where the nodes stand, what is written in them, and how a trace fills them."""

from io import BytesIO
from itertools import combinations

import numpy as np
import pytest
from PIL import Image

from coursekit import graphs
from coursekit.pictures.graphs import computational_graph, edges, graph_steps, layout
from coursekit.pictures.picture import DOTS_PER_INCH

F = [
    ("v1", "mul", ("x1", "x2")),
    ("v2", "sin", ("x3",)),
    ("v3", "mul", ("v1", "v2")),
    ("v4", "exp", ("v1",)),
    ("v5", "add", ("v3", "v4")),
    ("v6", "div", ("v5", "x3")),
]
TRACE = {
    "x1": (1.0, 4.0432), "x2": (1.5, 2.6955), "x3": (2.0, -1.7735), "v1": (1.5, 2.6955), "v2": (0.9093, 0.75),
    "v3": (1.3639, 0.5), "v4": (4.4817, 0.5), "v5": (5.8456, 0.5), "v6": (2.9228, 1.0),
}  # fmt: skip


def texts(axes) -> list[list[str]]:
    return [text.get_text().split("\n") for text in axes.texts]


@pytest.mark.parametrize("seed", range(5))
def test_nodes_stand_right_of_what_they_use_and_never_on_each_other(seed: int) -> None:
    rng = np.random.default_rng(seed)
    graph = graphs.random_graph(rng, {"a": 1.0, "b": 2.0, "c": -0.5}, 14)
    places = layout(graph)
    assert {name for name in places if ">" not in name} == {*graphs.inputs_of(graph), *(node[0] for node in graph)}
    assert all(places[start][0] < places[end][0] for start, end in edges(graph))
    for first, second in combinations(places.values(), 2):
        assert first[0] != second[0] or abs(first[1] - second[1]) > 0.99


def test_an_edge_that_passes_a_column_has_a_place_there() -> None:
    places = layout(F)
    assert [name for name in places if name.startswith("x3>v6")] == ["x3>v6>1", "x3>v6>2", "x3>v6>3"]
    assert edges([("v", "mul", ("x", "x"))]) == [("x", "v")]


def test_nodes_say_what_they_are_and_their_two_numbers() -> None:
    picture = computational_graph(F, TRACE, title="f")
    written = texts(picture.figure.axes[0])
    assert ["v6 = v5 ÷ x3", "2.9228", "1.0000"] in written and ["x3", "2.0000", "-1.7735"] in written
    assert ["v2 = sin x3"] in texts(computational_graph(F).figure.axes[0])
    assert "v1 1.5000 and 2.6955" in picture.alt and "inputs x1, x2, x3; 6 nodes" in picture.alt
    assert "1 ÷ x" in computational_graph([("r", "div", (1, "x"))]).alt


def test_forward_a_node_is_filled_in_its_step() -> None:
    panels = graph_steps(F, TRACE).figure.axes
    assert len(panels) == 6
    filled = [sum(len(lines) > 1 and lines[1] != "" for lines in texts(axes)) for axes in panels]
    assert filled == [4, 5, 6, 7, 8, 9]
    assert panels[1].get_title() == "2. v2 = sin x3"


def test_in_reverse_a_node_waits_until_all_its_users_have_passed_on() -> None:
    panels = graph_steps(F, TRACE, reverse=True).figure.axes
    told = [{lines[0]: lines[1] for lines in texts(axes)} for axes in panels]
    assert panels[2].get_title() == "3. v4 passes on to v1"
    assert told[2]["v1"] == "?" and told[3]["v1"] == "2.70"
    assert [step["x3"] for step in told] == ["?", "?", "?", "?", "-1.77", "-1.77"]
    assert told[0]["x1"] == "" and told[5]["x1"] == "4.04"


def test_the_letters_of_six_steps_can_be_read_on_a_phone() -> None:
    for picture in (graph_steps(F, TRACE), graph_steps(F, TRACE, reverse=True)):
        shrunk = 343 / Image.open(BytesIO(picture.png)).width  # a phone's 375 pixels less the page's margins
        sizes = [text.get_fontsize() for axes in picture.figure.axes for text in [axes.title, *axes.texts]]
        assert min(sizes) * DOTS_PER_INCH / 72 * shrunk > 8.9


def test_pictures_have_words_and_the_same_bytes_each_time() -> None:
    for make in (
        lambda: computational_graph(F, TRACE),
        lambda: graph_steps(F, TRACE),
        lambda: graph_steps(F, TRACE, reverse=True),
    ):
        first, second = make(), make()
        assert first.png == second.png and len(first.alt.split()) > 10
        image = Image.open(BytesIO(first.png))
        assert 200 < image.width < 1400
    assert "In the end the inputs have the adjoints x1 4.0432" in graph_steps(F, TRACE, reverse=True).alt


def test_a_trace_of_zeros_can_be_drawn() -> None:
    zeros = {name: (0.0, 0.0) for name in TRACE}
    assert computational_graph(F, zeros).png and graph_steps(F, zeros).png
