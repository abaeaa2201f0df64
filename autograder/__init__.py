"""Builds homework notebooks and grades submissions. `autograder.cli` is its command."""

import sys

# This grammar of web addresses takes half of nbformat's import time, but no notebook's schema needs it. jsonschema
# works without it.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
