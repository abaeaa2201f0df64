"""Makes messages of a student's kernel harmless: whatever it sends, the result is a valid notebook.

A student's code can send anything in the kernel's name: messages with missing parts, text that no file can hold, and
more of it than anybody can read.
"""

from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_output

from autograder.streams import printed, raised

MESSAGE_BYTES = 20  # added to the size of each message, because too many empty ones must count as too much output
_OUTPUTS = ("stream", "display_data", "execute_result", "error", "update_display_data")


class CellOutputs:
    """Stores what a cell's messages show in the cell: well-formed output, up to `most` bytes."""

    def __init__(self, cell: NotebookNode, most: int):
        self._cell = cell
        self._most = most
        self._printed = 0
        self._clear_first = False
        self._displayed: dict[str, list[NotebookNode]] = {}
        cell.outputs = []
        cell.execution_count = None

    def take(self, kind: str, content: dict[str, Any]) -> None:
        """Store a message's output. Widgets and other messages that need an answer are ignored."""
        if type(content.get("execution_count")) is int:
            self._cell.execution_count = content["execution_count"]
        if kind == "clear_output":
            self._clear_first = bool(content.get("wait"))
            if not self._clear_first:
                self._cell.outputs = []
        elif kind in _OUTPUTS and self._fits(content):
            self._show(kind, content)

    def _fits(self, content: dict[str, Any]) -> bool:
        before, self._printed = self._printed, self._printed + len(str(content)) + MESSAGE_BYTES
        if before <= self._most < self._printed:
            text = f"\n[output cut: more than {self._most:,} bytes]\n"
            self._cell.outputs.append(printed(text))
        return self._printed <= self._most

    def _show(self, kind: str, content: dict[str, Any]) -> None:
        if self._clear_first:
            self._clear_first, self._cell.outputs = False, []
        transient = content.get("transient")
        shown = transient.get("display_id") if isinstance(transient, dict) else None
        earlier = self._displayed.setdefault(shown, []) if isinstance(shown, str) else []
        if kind != "update_display_data":
            output = _output(kind, content)
            self._cell.outputs.append(output)
            earlier.append(output)
        elif earlier:
            new = _output("display_data", content)
            for output in earlier:
                output["data"], output["metadata"] = new["data"], new["metadata"]


def printable_text(value: Any) -> str:
    """Text that can be saved: a lone surrogate, which JSON may contain, becomes a question mark."""
    return value.encode("utf-8", errors="replace").decode() if isinstance(value, str) else ""


def _output(kind: str, content: dict) -> NotebookNode:
    """A valid output from any content."""
    match kind:
        case "stream":
            name = "stderr" if content.get("name") == "stderr" else "stdout"
            return printed(printable_text(content.get("text")), name)
        case "error":
            lines = content.get("traceback")
            traceback = [printable_text(line) for line in lines] if isinstance(lines, list) else []
            return raised(printable_text(content.get("ename")), printable_text(content.get("evalue")), traceback)
    data, metadata = content.get("data"), content.get("metadata")
    output = new_output(kind, _texts(data), metadata=_settings(metadata))
    if kind == "execute_result":
        count = content.get("execution_count")
        output["execution_count"] = count if type(count) is int else None
    return output


def _texts(data: Any) -> dict[str, str]:
    """The representations in a bundle that are text (encoded pictures are, too)."""
    given = data.items() if isinstance(data, dict) else ()
    return {printable_text(kind): printable_text(text) for kind, text in given if isinstance(text, str)}


def _settings(metadata: Any) -> dict[str, Any]:
    """Metadata such as a picture's size and description: `{MIME type: {name: text or number}}`."""
    given = metadata.items() if isinstance(metadata, dict) else ()
    return {
        printable_text(kind): {
            printable_text(name): printable_text(value) if isinstance(value, str) else value
            for name, value in settings.items()
            if isinstance(value, str | int | float)
        }
        for kind, settings in given
        if isinstance(settings, dict)
    }
