"""The harness: builds homework notebooks and grades what students hand in. `autograder.cli` is its command."""

import sys

# Half of what importing nbformat takes: a grammar of web addresses, for a kind of text that no notebook's format has.
# jsonschema does without where it is not installed.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
