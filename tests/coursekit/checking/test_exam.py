"""`reference`, `remote` and `rng` in a plain notebook stand for the notebook itself."""

from helpers.in_a_notebook import run_cells


def test_a_check_that_uses_all_three_runs_in_a_plain_notebook() -> None:
    outputs = run_cells(
        "from coursekit import check, reference, remote, rng",
        "def double(x):\n    return 2 * x",
        "x = rng.normal(size=(3, 2))\ncheck.close(double(x), reference.double(x))\n"
        "callback = remote('lambda x: double(x) + 1')\ncheck.close(callback(x), 2 * x + 1)\ncheck.passed('double')",
        "reference.triple(x)",
        "reference",
        "double = None\nreference.double is None",
    )
    assert [output.text for output in outputs[2]] == ["✓ double\n"]
    (missing,) = outputs[3]
    assert missing.ename == "AttributeError"
    assert missing.evalue == (
        "The notebook has not defined `triple` yet: run the cell that defines it, then this one again."
    )
    (shown,) = outputs[4]
    assert set(shown.data) == {"text/plain"} and shown.data["text/plain"].startswith("reference: the notebook's own")
    assert outputs[5][0].data["text/plain"] == "True"
