"""Fetch, list and verify the course's published data sets, in `data/` of this repository.

    python -m data_scripts fetch mnist                       from the internet
    python -m data_scripts fetch mnist --mirror DIR_OR_URL   from a folder that is laid out as data/ is
    python -m data_scripts fetch --all --to DIR              all of them, into another folder (then set DLBH_DATA to it)
    python -m data_scripts list [NAME …]                     what there is, and what is here
    python -m data_scripts verify [NAME …]                   compare what is here with its checksums

Every notebook also runs without them, on a small set that is embedded in a library the course needs anyway. Whoever has
coursekit alone says `python -m coursekit.data` in place of `python -m data_scripts`.
"""

import sys
from pathlib import Path

from coursekit.data.command import main

DATA = Path(__file__).resolve().parent.parent / "data"

if __name__ == "__main__":
    sys.exit(main(program="python -m data_scripts", folder=DATA))
