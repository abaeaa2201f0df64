"""`python -m coursekit.data fetch mnist` fetches data; see `coursekit.data.command`."""

import sys

from coursekit.data.command import main

if __name__ == "__main__":
    sys.exit(main())
