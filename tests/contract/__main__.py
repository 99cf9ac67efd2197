"""`python -m tests.contract [EXAMPLES [SEED]]`: the server against its own OpenAPI document."""

import sys

from tests.contract.contract import schemathesis
from tests.servers import serve

if __name__ == "__main__":
    examples, seed, *_ = [*map(int, sys.argv[1:]), *(200, 0)[len(sys.argv) - 1 :]]
    with serve() as server:
        sys.exit(schemathesis(server, examples, seed, capture_output=False).returncode)
