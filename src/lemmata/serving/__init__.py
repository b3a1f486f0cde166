"""What stands behind the server for coding agents: sessions, confinement, and work that can stop.

The server itself is `mcp_server.py`, the one file that speaks the protocol. It asks workers, which
are processes, because nothing else can be stopped in the middle of a proof with all its solvers.
"""

from lemmata.serving.confining import Root
from lemmata.serving.jobs import JOBS, Workplace
from lemmata.serving.sessions import Store

__all__ = ["JOBS", "Root", "Store", "Workplace"]
