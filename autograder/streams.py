"""What a cell printed, as a reader sees it, in time that grows with its length.

nbclient's own `coalesce_streams` gives the same, but its pattern for carriage returns takes time that grows with the
square of a line's length: a line of 600 KB, which `print(list(range(100_000)))` is, holds it for a quarter of an hour.
"""

from nbformat import NotebookNode


def coalesce(outputs: list[NotebookNode], longest_line: int | None = None) -> list[NotebookNode]:
    """The outputs with one stream of each name, carriage returns applied, and stdout before a stderr that adjoins it.

    Where the first piece of a stream was, all of its text is. Backspaces and colours stay, as nbclient leaves them.
    longest_line: how many characters of a line are kept; what is cut off is said in its place.
    """
    texts: dict[str, list[str]] = {}
    kept: list[NotebookNode] = []
    for output in outputs:
        if output["output_type"] != "stream":
            kept.append(output)
            continue
        if output["name"] not in texts:
            kept.append(output)
        texts.setdefault(output["name"], []).append(output["text"])
    for index, output in enumerate(kept):
        if output["output_type"] == "stream":
            lines = map(_overwritten, "".join(texts[output["name"]]).split("\n"))
            output["text"] = "\n".join(line if longest_line is None else _cut(line, longest_line) for line in lines)
            if index and output["name"] == "stdout" and _is_stderr(kept[index - 1]):
                kept[index - 1 : index + 1] = output, kept[index - 1]
    return kept


def _overwritten(line: str) -> str:
    """What is left of a line when each carriage return, but one at its end, has had it written anew."""
    return line[line.rfind("\r", 0, max(0, len(line) - 1)) + 1 :]


def _cut(line: str, longest: int) -> str:
    more = len(line) - longest
    return line if more <= 0 else f"{line[:longest]} [line cut: {more:,} more characters]"


def _is_stderr(output: NotebookNode) -> bool:
    return output["output_type"] == "stream" and output["name"] == "stderr"
