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


PACKAGES = sorted([*ROOT.glob("app/**/__init__.py"), *ROOT.glob("models/**/__init__.py")])


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


JS = ROOT / "static/js"
FLOORS = [
    {"lib"},
    {"i18n", "net"},
    {"ui"},
    {"scene", "stages", "catalog", "views", "panels", "room", "story"},
    {"page"},
    {"main.js", "families_page.js", "room_page.js", "theme_boot.js"},
]


def targets(path: Path) -> list[Path]:
    """The modules that a script imports, relative to static/js."""
    addresses = [target for target in script_imports(path) if target.startswith((".", "/"))]
    return [(path.parent / target).resolve().relative_to(JS) for target in addresses]


def floor(script: Path) -> int:
    [level] = [level for level, packages in enumerate(FLOORS) if script.parts[0] in packages]
    return level


def package(script: Path) -> tuple[str, ...]:
    """("lib",), ("views", "weights"), () for what stands at the top."""
    return script.parent.parts[:2]


@pytest.mark.parametrize("path", SCRIPTS, ids=name)
def test_scripts_import_downwards(path: Path) -> None:
    """Only lower floors and the own package: packages side by side are blind to each other, and what draws to the network."""
    script = path.relative_to(JS)
    own = package(script)
    for target in targets(path):
        within = own and package(target)[: len(own)] == own  # views/registry.js may take from views/weights, not back
        assert floor(target) < floor(script) or within, f"{script} imports {target}"
        assert target.parts[:2] != ("i18n", "en") or own[:1] == ("i18n",), f"{script} takes {target} in one language"
        assert target.parts[0] != "net" or script.parts[0] not in {"ui", "views", "panels"}, f"{script} imports {target}"


@pytest.mark.parametrize("path", sorted(JS.glob("views/**/*.js")), ids=name)
def test_a_view_imports_only_what_draws(path: Path) -> None:
    """Numbers, words and what draws them; what has to do with the page's address or the stages is not a view's."""
    pure = {
        "address.js",
        "arrays.js",
        "colour.js",
        "fingerprint.js",
        "format.js",
        "module_tree.js",
        "newest.js",
        "npy.js",
        "placed_stage.js",
        "reading_steps.js",
        "scene.js",
        "switched_off.js",
        "weight_arrays.js",
        "weight_colours.js",
        "wire.js",
    }
    assert {target.parts[0] for target in targets(path)} <= {"lib", "i18n", "ui", "views"}
    assert {target.name for target in targets(path) if target.parts[0] == "lib"} <= pure


@pytest.mark.parametrize("path", SCRIPTS, ids=name)
def test_only_plot_touches_plotly_and_only_api_the_network(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    script = str(path.relative_to(JS))
    assert script == "ui/plot.js" or not re.search(r"\b(window\.)?Plotly\.\w", text)
    assert script == "net/api.js" or not re.search(r"\bfetch\(|new (WebSocket|XMLHttpRequest|EventSource)\b", text)


@pytest.mark.parametrize("path", SCRIPTS, ids=name)
def test_sharp_canvases_have_one_home(path: Path) -> None:
    assert path == JS / "ui/canvas.js" or "devicePixelRatio" not in path.read_text(encoding="utf-8")


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


@pytest.mark.parametrize("path", PYTHON, ids=name)
def test_functions_stay_short_enough_to_read(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 40, node.name


NAMED = r"(?:export )?(?:default )?(?:async )?function\b.*"
METHOD = r"(?:static |async |get |set )*#?\w+\(.*\)"
FUNCTION = re.compile(rf"^( *)(?:{NAMED}|.*=>|{METHOD}|\}}?\)) \{{$")
"""The line with which a body begins, as the formatter writes it: a function's, or that of an `if`, which is shorter."""


@pytest.mark.parametrize("path", SCRIPTS, ids=name)
def test_a_scripts_functions_stay_short_enough_to_read(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines):
        if head := FUNCTION.match(line):
            end = next(i for i in range(number + 1, len(lines)) if lines[i].startswith(head[1] + "}"))
            assert end - number < 60, f"{number + 1}: {line.strip()}"
