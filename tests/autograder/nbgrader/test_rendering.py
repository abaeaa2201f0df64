"""Students' texts on pages of feedback and of the formgrader: no text keeps a page from being made."""

import time

import pytest
from nbconvert.exporters import HTMLExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from traitlets.config import Config

from autograder.nbgrader import rendering
from autograder.nbgrader.safe_html import FILTERS, SafeHTML

SLOW = {
    "formulas": "\\\\[" * 20_000,
    "environments": "\\begin{a}" * 20_000,
    "quotes": "> " * 2_000,
    "lists": "".join(" " * 2 * i + "- a\n" for i in range(400)),
    "emphasis": "*a _b " * 10_000,
    "long": "word " * 60_000,
}


def page(*cells) -> str:
    config = Config()
    config.HTMLExporter.preprocessors = [SafeHTML]
    config.HTMLExporter.filters = FILTERS
    html, _ = HTMLExporter(config=config, template_name="classic").from_notebook_node(new_notebook(cells=list(cells)))
    return html


@pytest.fixture(autouse=True)
def short(monkeypatch):
    yield monkeypatch
    rendering._process.close()


@pytest.mark.parametrize("text", SLOW.values(), ids=SLOW)
def test_text_that_takes_long_to_render_is_shown_as_it_was_typed(text):
    started = time.monotonic()
    html = page(new_markdown_cell(text), new_markdown_cell("the **next**"))
    assert time.monotonic() - started < 60  # on a busy machine; alone, under ten
    assert "the <strong>next</strong>" in html
    assert text[:20].replace(">", "&gt;") in html or "<blockquote>" in html or "<li>" in html or "<em>" in html


def test_html_that_takes_long_to_clean_is_shown_as_it_was_made():
    cell = new_code_cell()
    cell.outputs = [new_output("display_data", {"text/html": "<b>" * 100_000})]
    assert "&lt;b&gt;" in page(cell, new_markdown_cell("the next"))


def test_all_texts_of_a_page_have_a_limit_together(short):
    short.setattr(rendering, "PAGE_SECONDS", 1.0)
    html = page(new_markdown_cell(SLOW["formulas"]), new_markdown_cell("the **next**"))
    assert "the **next**" in html
    assert "the <strong>next</strong>" in page(new_markdown_cell("the **next**"))


def test_pictures_in_a_text_are_shown_whatever_their_size():
    cell = new_markdown_cell("![mine](attachment:a.png) ![theirs](attachment:b.png) deadbeef" + "0" * 24)
    cell["attachments"] = {"a.png": {"image/png": "QUJD" * 500_000}, "b.png": {"image/png": '"><script>x()</script>'}}
    html = page(cell)
    assert f'src="data:image/png;base64,{"QUJD" * 500_000}"' in html
    assert "x()</script>" not in html
    assert "deadbeef" in html


def test_a_pictures_description_reaches_the_page_escaped():
    cell = new_code_cell()
    about = {"image/png": {"alt": 'a "chart" of <b>'}}
    cell.outputs = [new_output("display_data", {"image/png": "iVBORw0KGgo=", "text/plain": "Figure"}, metadata=about)]
    html = page(cell)
    assert "of &lt;b&gt;" in html
    assert "No description has been provided" not in html
