"""`python data_scripts/fetch.py mnist`, as the notebooks of homeworks 2 and 3 say it; see `__main__.py`."""

import sys
from pathlib import Path

from coursekit.data.command import main

DATA = Path(__file__).resolve().parent.parent / "data"

if __name__ == "__main__":
    sys.exit(main(["fetch", *sys.argv[1:]], program="python data_scripts/fetch.py", folder=DATA))
