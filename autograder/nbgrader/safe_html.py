"""Cleans students' HTML in feedback and formgrader, so that nothing of it can run.

nbgrader's templates insert markdown and rich outputs unchanged, so that a student's script would run in the
instructor's browser, with the instructor's gradebook open. This module cleans the HTML *after* markdown conversion (the
text before may contain formulas with `<` and `&`), and keeps only kinds of output that cannot run.
"""

import re
import secrets
from typing import Any

import bleach
from bleach.css_sanitizer import CSSSanitizer
from jinja2 import pass_context
from jinja2.runtime import Context
from nbconvert.exporters import HTMLExporter
from nbconvert.exporters.exporter import ResourcesDict
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode

from autograder.nbgrader.rendering import rendered

_TEXT_TAGS = {
    "a",
    "abbr",
    "b",
    "br",
    "code",
    "del",
    "em",
    "i",
    "img",
    "ins",
    "kbd",
    "mark",
    "s",
    "small",
    "span",
    "strong",
}
_BLOCK_TAGS = {
    "blockquote",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "sub",
    "summary",
    "sup",
    "ul",
}
_TABLE_TAGS = {"caption", "table", "tbody", "td", "tfoot", "th", "thead", "tr"}
_HEADINGS = {f"h{level}" for level in range(1, 7)}
_STYLES = CSSSanitizer(allowed_css_properties=["text-align"])
_UNSEEN = re.compile(r"<(script|style)\b.*?(</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_PICTURE = re.compile(
    r"data:image/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*|(?!/)(?!.*\.\.)[\w./ -]+\.(png|jpe?g|gif|webp)"
)
_LINK = re.compile(r"(https?://|mailto:|#).*", re.DOTALL)
_ATTACHMENT = re.compile(r"attachment:([^\s()<>\"']+)")
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")
_NUMBER = re.compile(r"[0-9a-f]{32}")
_HIGHLIGHT = re.compile(r"highlight|hll|[a-z][a-z0-9]{0,2}")  # Pygments' classes

# What an output may be; the templates escape all of these but HTML and markdown, or show them as pictures.
_SHOWN = ("text/plain", "text/html", "text/markdown", "text/latex", "image/png", "image/jpeg", "image/svg+xml")


def safe_html(page: str) -> str:
    """HTML with what a text needs (tables, code, pictures, links) and nothing that runs, loads or moves."""
    return bleach.clean(
        _UNSEEN.sub("", page),
        tags=_TEXT_TAGS | _BLOCK_TAGS | _TABLE_TAGS | _HEADINGS,
        attributes=_allowed,
        protocols={"http", "https", "mailto", "data"},
        strip=True,
        css_sanitizer=_STYLES,
    )


def _allowed(tag: str, name: str, value: str) -> bool:
    match tag, name:
        case _, "alt" | "title" | "colspan" | "rowspan" | "start":
            return True
        case "a", "href":
            return bool(_LINK.fullmatch(value))
        case "img", "src":
            return bool(_PICTURE.fullmatch(value))
        case "th" | "td", "style":
            return True
        case "div" | "pre" | "code" | "span", "class":
            return bool(_HIGHLIGHT.fullmatch(value))
    return False


@pass_context
def safe_markdown(context: Context, source: str) -> str:
    """The filter `markdown2html` of our HTML exports: nbconvert's own, then `safe_html`.

    Text that cannot be rendered (nested a thousand levels deep, say), or not soon (see `rendering`), is shown as it was
    typed: one student's text must not keep the page of feedback, or the formgrader's, from being made.
    """
    given = context.get("cell", {}).get("attachments", {})
    pictures = {
        name: {kind: data for kind, data in bundle.items() if isinstance(data, str) and _BASE64.fullmatch(data)}
        for name, bundle in given.items()
    }
    pictures = {name: bundle for name, bundle in pictures.items() if bundle}
    whole = _ATTACHMENT.sub(lambda link: link[0] if link[1] in pictures else "picture-that-is-missing.png", source)
    # A number that nobody knows stands for each picture's data, which may be long, while the text is rendered.
    numbers: dict[str, str] = {}
    for name, bundle in pictures.items():
        for kind, data in bundle.items():
            numbers[number := secrets.token_hex(16)] = data
            pictures[name] = {**pictures[name], kind: number}
    page = rendered("markdown", whole, context.get("resources", {}), pictures)
    return _NUMBER.sub(lambda found: numbers.get(found[0], found[0]), page) if numbers else page


def render_markdown(source: str, attachments: dict[str, dict[str, str]]) -> str:
    """Safe HTML of a markdown text with pictures pasted into it, without any limit."""
    context = {"cell": {"attachments": attachments}}
    return safe_html(HTMLExporter(exclude_anchor_links=True).markdown2html(context, source))


def as_it_is(page: str) -> str:
    """The filter `strip_files_prefix`: nbconvert's own, for addresses of IPython 1, has quadratic rules, too."""
    return page


FILTERS = {"markdown2html": safe_markdown, "strip_files_prefix": as_it_is}


class SafeHTML(Preprocessor):
    """Keeps in each output only what the templates show safely; raw cells, which they copy, become quoted text."""

    def preprocess_cell(
        self, cell: NotebookNode, resources: ResourcesDict, index: int
    ) -> tuple[NotebookNode, ResourcesDict]:
        if cell.cell_type == "raw":
            fence = max(re.findall(r"`{3,}", cell.source), key=len, default="``") + "`"
            cell.cell_type, cell.source = "markdown", f"{fence}\n{cell.source}\n{fence}"
        for output in cell.get("outputs", []):
            if "data" in output:
                output["data"] = NotebookNode(
                    {kind: _safe(kind, output.data[kind], resources) for kind in _SHOWN if kind in output.data}
                )
                output["metadata"] = NotebookNode({kind: _sizes(output.metadata.get(kind)) for kind in output.data})
        return cell, resources


def _safe(kind: str, data: Any, resources: ResourcesDict) -> str:
    text = data if isinstance(data, str) else ""
    return rendered("html", text, resources) if kind == "text/html" else text


def _sizes(metadata: Any) -> NotebookNode:
    """An image's size and description; the templates write the former into the page unquoted."""
    given = metadata if isinstance(metadata, dict) else {}
    sizes = {key: given[key] for key in ("width", "height") if type(given.get(key)) is int}
    return NotebookNode(sizes | ({"alt": given["alt"]} if isinstance(given.get("alt"), str) else {}))
