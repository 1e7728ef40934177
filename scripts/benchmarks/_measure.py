"""Runs one command from a process that is itself small, and prints its wall time, peak memory and exit code as JSON.

On Linux a child's peak starts at that of whoever forked it, so a large benchmark must not start the command itself.
"""

import json
import os
import sys
import time

started = time.monotonic()
pid = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ, file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, 1, 0)])
_, status, usage = os.wait4(pid, 0)
figures = {
    "wall_s": time.monotonic() - started,
    "cpu_s": usage.ru_utime + usage.ru_stime,
    "peak_mib": usage.ru_maxrss / (2**20 if sys.platform == "darwin" else 1024),
    "exit_code": os.waitstatus_to_exitcode(status),
}
print(json.dumps(figures))
