"""Makes outputs of texts, and turns the output of a cell into the text that a reader sees, in linear time.

nbclient's own `coalesce_streams` gives the same, but its pattern for carriage returns takes quadratic time in the
length of a line: a quarter of an hour for a line of 600 KB, such as the output of `print(list(range(100_000)))`.
"""

from nbformat import NotebookNode


def printed(text: str, name: str = "stdout") -> NotebookNode:
    """A stream's output. nbformat's own function would hold it against the format's schema, in a tenth of a ms."""
    return NotebookNode(output_type="stream", name=name, text=text)


def raised(name: str, text: str, traceback: list[str]) -> NotebookNode:
    """The output of an exception."""
    return NotebookNode(output_type="error", ename=name, evalue=text, traceback=traceback)


def coalesce(outputs: list[NotebookNode], longest_line: int | None = None) -> list[NotebookNode]:
    """Merge the outputs into one stream of each name, apply carriage returns, and put stdout before an adjacent stderr.

    All text of a stream goes where its first piece was. Backspaces and colours stay, as in nbclient.
    longest_line: how many characters of a line are kept; a note says how many were cut off.
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
    """The rest of a line after its last carriage return; one at its end does not count."""
    return line[line.rfind("\r", 0, max(0, len(line) - 1)) + 1 :]


def _cut(line: str, longest: int) -> str:
    more = len(line) - longest
    return line if more <= 0 else f"{line[:longest]} [line cut: {more:,} more characters]"


def _is_stderr(output: NotebookNode) -> bool:
    return output["output_type"] == "stream" and output["name"] == "stderr"
