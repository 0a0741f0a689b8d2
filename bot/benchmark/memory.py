"""Resident memory of the process that asks."""

from __future__ import annotations

import sys
from pathlib import Path

_STATUS = Path("/proc/self/status")


def resident_megabytes() -> tuple[float, str] | None:
    """Resident memory in MB (10⁶ bytes), and what kind of reading it is; None where unknown.

    Linux tells what is resident now; elsewhere `resource` tells the peak, and Windows has neither.
    """
    if _STATUS.is_file():
        for line in _STATUS.read_text(encoding="ascii").splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024 / 1e6, "VmRSS"
    if sys.platform == "win32":
        return None
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    unit = 1 if sys.platform == "darwin" else 1024
    return peak * unit / 1e6, "peak"
