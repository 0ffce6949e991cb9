"""The demonstration, laid by the command itself, once a process."""

import os
import subprocess
import sys
from pathlib import Path

COMMAND = (sys.executable, "-c", "from consult.app import run_command; run_command()")


def lay_demo(folder: Path) -> None:
    """`consult init` and `consult demo` with `folder` as the data folder; a failure shows what was said."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("CONSULT_")}
    env |= {"CONSULT_DATA": str(folder), "CONSULT_DEMO": "1", "CONSULT_SECRET": "test" * 12}
    root = Path(__file__).parents[2]
    for step in ("init", "demo"):
        done = subprocess.run([*COMMAND, step], cwd=root, env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-2000:]
