"""What a cell printed is joined and cut as nbclient does it, however long its lines are."""

import asyncio
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbclient import NotebookClient
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook, new_output

from autograder.assignment import Limits
from autograder.benches.bench import Bench
from autograder.streams import coalesce

MEGABYTE = 1_000_000


class _Printing(NotebookClient):
    """nbclient, with a kernel that has just sent these outputs."""

    def __init__(self, outputs: list[NotebookNode]):
        super().__init__(new_notebook(cells=[new_code_cell("1")]), coalesce_streams=True, record_timing=False)
        self._sent = outputs
        self.kc = SimpleNamespace(execute=lambda *source, **how: "request")

    async def _async_poll_for_reply(self, request: str, cell: NotebookNode, *rest: object) -> dict:
        cell.outputs = self._sent
        return {"content": {"status": "ok"}}

    async def _async_poll_output_msg(self, *request: object) -> None:
        await asyncio.sleep(0)

    async def _async_poll_kernel_alive(self) -> None:
        await asyncio.sleep(0)


def by_nbclient(outputs: list[NotebookNode]) -> list[NotebookNode]:
    client = _Printing(outputs)
    return client.execute_cell(client.nb.cells[0], 0).outputs


def printed(text: str, name: str = "stdout") -> NotebookNode:
    return new_output("stream", name=name, text=text)


texts = st.text("ab \r\n\b\x1b[0;31m\x0b\u2028", max_size=12)
pieces = st.one_of(
    st.builds(printed, texts, st.sampled_from(["stdout", "stderr"])),
    st.builds(lambda text: new_output("execute_result", {"text/plain": text}), texts),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(pieces, max_size=6))
def test_ordinary_outputs_are_as_nbclient_leaves_them(outputs):
    copies = [NotebookNode(output) for output in outputs]
    assert coalesce(outputs) == by_nbclient(copies)


@pytest.mark.parametrize(
    ("piece", "left"),
    [
        ("x", "x" * MEGABYTE),
        ("xy\r", "xy\r"),
        ("\x1b[31mx\x1b[0m", "\x1b[31mx\x1b[0m" * (MEGABYTE // 10)),
        ("x\b", "x\b" * (MEGABYTE // 2)),
        ("\r", "\r"),
    ],
)
def test_a_megabyte_without_a_line_end(piece, left):
    """nbclient's own takes a quarter of an hour for the first of these."""
    text = piece * (MEGABYTE // len(piece))
    assert coalesce([printed(text)])[0].text == left
    pieces = [printed(text[start : start + 1000]) for start in range(0, len(text), 1000)]
    assert [output.text for output in coalesce(pieces)] == [left]


def test_a_line_that_nobody_reads_is_cut_and_the_others_stay():
    (output,) = coalesce([printed("a\n" + "b" * 30 + "\nover\rc\n")], longest_line=10)
    assert output.text == "a\nbbbbbbbbbb [line cut: 20 more characters]\nc\n"


def test_a_bench_prints_a_long_line_at_once():
    cell = new_code_cell("print(list(range(100_000)))\nprint('after')")
    bench = Bench(Limits())
    try:
        assert bench.run(cell) is None
    finally:
        bench.close()
    (output,) = cell.outputs
    assert output.text.startswith("[0, 1, 2,") and output.text.endswith("more characters]\nafter\n")
    assert len(output.text) < 11_000
