"""The house rules that a reader relies on, read off the source."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODELS = sorted(ROOT.glob("models/**/*.py"))
PYTHON = sorted([*ROOT.glob("app/**/*.py"), *MODELS])
SCRIPTS = sorted(ROOT.glob("static/js/**/*.js"))
PAGE = [*SCRIPTS, *sorted(ROOT.glob("static/css/*.css")), *sorted(ROOT.glob("templates/*.html"))]


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imports(path: Path) -> set[str]:
    """Modules that a file imports, relative ones resolved: {"app.capture.recorder", "torch", …}."""
    package = path.relative_to(ROOT).parent.parts
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            module = ".".join(part for part in (base, node.module or "") if part)
            found |= {module} | {f"{module}.{alias.name}" for alias in node.names}
    return found


def under(modules: set[str], *roots: str) -> set[str]:
    return {module for module in modules if any(module == root or module.startswith(root + ".") for root in roots)}


PACKAGES = [ROOT / "app/core/__init__.py", *sorted(ROOT.glob("app/web/**/__init__.py"))]


@pytest.mark.parametrize("path", MODELS, ids=name)
def test_models_know_nothing_of_the_app(path: Path) -> None:
    assert not under(imports(path), "app", "fastapi", "starlette")


@pytest.mark.parametrize("path", [*sorted(ROOT.glob("app/analysis/*.py")), ROOT / "app/frames/codec.py"], ids=name)
def test_analysis_and_encoding_know_tensors_not_http(path: Path) -> None:
    assert not under(
        imports(path),
        "fastapi",
        "starlette",
        "app.web",
        "app.main",
    )


@pytest.mark.parametrize("path", PYTHON, ids=name)
def test_only_capture_registers_hooks(path: Path) -> None:
    assert path.name == "recorder.py" or "_hook(" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", [*ROOT.glob("app/**/*.py")], ids=name)
def test_the_app_imports_timm_in_one_file_only(path: Path) -> None:
    assert path.name == "timm_models.py" or not under(imports(path), "timm")


def script_imports(path: Path) -> set[str]:
    return set(re.findall(r"""(?:from|import)\s*\(?["']([^"']+)["']""", path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", sorted(ROOT.glob("static/js/views/**/*.js")), ids=name)
def test_a_view_imports_only_what_draws(path: Path) -> None:
    shared = {"lib", "i18n", "ui", "views"}
    targets = [(path.parent / target).resolve().relative_to(ROOT / "static/js") for target in script_imports(path)]
    assert {target.parts[0] for target in targets} <= shared


@pytest.mark.parametrize("path", SCRIPTS, ids=name)
def test_only_plot_touches_plotly_and_only_api_the_network(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert path.name == "plot.js" or not re.search(r"\b(window\.)?Plotly\.\w", text)
    assert path.name == "api.js" or not re.search(r"\bfetch\(|new (WebSocket|XMLHttpRequest|EventSource)\b", text)


@pytest.mark.parametrize("path", PAGE, ids=name)
def test_the_page_names_no_other_host(path: Path) -> None:
    addresses = re.findall(r"(?:https?:)?//[\w-]+(?:\.[\w-]+)+[^\s\"'`)]*", path.read_text(encoding="utf-8"))
    names_only = ("http://www.w3.org/", "https://arxiv.org/", "https://doi.org/")  # namespaces, and sources to click
    assert [address for address in addresses if not address.startswith(names_only)] == []


@pytest.mark.parametrize("path", [*PYTHON, *SCRIPTS], ids=name)
def test_every_module_says_what_it_is_for(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".js":
        assert text.lstrip().startswith(("//", "/*"))
    else:
        assert path.name == "__init__.py" or ast.get_docstring(ast.parse(text))


@pytest.mark.parametrize("path", [*PYTHON, *SCRIPTS, *ROOT.glob("tests/**/*.py")], ids=name)
def test_files_stay_short_enough_to_read(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


@pytest.mark.parametrize("path", PACKAGES, ids=name)
def test_every_package_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", sorted(ROOT.glob("app/**/*.py")), ids=name)
def test_functions_stay_short_enough_to_read(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 40, node.name
