"""Writes the guard's hooks into the plugin's manifest: the launcher of the settings, that finds the engine itself.

scripts/named generators plugin [--check]
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from installer.settings import hooks

MANIFEST = Path(__file__).parents[2] / ".claude-plugin" / "plugin.json"
ENGINE = '"${XDG_DATA_HOME:-$HOME/.local/share}/firstmate/bin/hook"; export FIRSTMATE_HOOK=plugin'
SETUP = "python3 ${CLAUDE_PLUGIN_ROOT}/install.py --plugin"


def main() -> int:
    """Write it, or with --check end with 1 when it is stale."""
    wanted = manifest()
    if MANIFEST.read_text(encoding="utf-8") == wanted:
        return 0
    if "--check" in sys.argv:
        print(f"{MANIFEST.name} is stale: run scripts/named generators plugin", file=sys.stderr)
        return 1
    MANIFEST.write_text(wanted, encoding="utf-8")
    return 0


def manifest() -> str:
    """The manifest with the hooks as they are now."""
    told = json.loads(MANIFEST.read_text(encoding="utf-8"))
    told["hooks"] = {event: [hook] for event, hook in hooks(ENGINE, SETUP).items()}
    return json.dumps(told, indent=2) + "\n"


if __name__ == "__main__":
    sys.exit(main())
