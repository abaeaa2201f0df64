"""Runs cheats in a bench, each of which tries to get at something that the bench is built without."""

from nbformat.v4 import new_code_cell

from autograder.assignment import Limits
from autograder.benches.bench import Bench, BenchDied, BenchSettings

RIGHT = "RIGHT"
CHEAT = """\
got = None
try:
{code}
except BaseException as fault:
    print(type(fault).__name__, str(fault)[:200])
print("{right}" if got is not None and bool(np.allclose(np.asarray(got, float), TRUE)) else "wrong")
"""


def outcomes(settings: BenchSettings, setup: str, cheats: dict[str, str]) -> dict[str, str]:
    """What each cheat printed, or how its bench died."""
    found, bench = {}, None
    for name, code in cheats.items():
        if bench is None:
            bench = Bench(Limits(cell_seconds=60), settings=settings)
            assert bench.run(new_code_cell(setup)) is None
        cell = new_code_cell(CHEAT.format(code="\n".join(f"    {line}" for line in code.split("\n")), right=RIGHT))
        try:
            fault = bench.run(cell)
            found[name] = (fault or "") + "".join(output.get("text", "") for output in cell.outputs)
        except BenchDied as death:
            found[name] = f"died: {death}"
            bench.close()
            bench = None
    if bench:
        bench.close()
    return found
