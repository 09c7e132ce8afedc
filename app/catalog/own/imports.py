"""A project's own modules, where Mixscope or another project has modules of the same name: each imports its own.

`models` and `app` are common names. While a person's code is called, sys.modules holds their project's modules of such names;
afterwards it holds again what it held before.
"""

import importlib
import importlib.util
import site
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from types import ModuleType
from typing import Any

OURS = Path(__file__).parents[3]
"""The folder that `app` and `models` of Mixscope lie in."""

_SWAPPED = RLock()


class Project:
    """The folder that a person's modules are imported from; `root` None: only what Python finds by itself."""

    def __init__(self, root: Path | None) -> None:
        self.root = root
        self._theirs: dict[str, ModuleType] = {}
        self.names = frozenset(self._clashing())
        """Top-level modules of the project whose name is taken by another module."""

    def __deepcopy__(self, memo: dict[int, Any]) -> "Project":
        return self

    def _clashing(self) -> Iterator[str]:
        if self.root is None:
            return
        for name in {part.partition(".")[0] for part in list(sys.modules)}:
            if _has(self.root, name) and not _lies_in(sys.modules.get(name), self.root):
                yield name

    @contextmanager
    def entered(self) -> Iterator[None]:
        """Inside, what is imported is the project's. Where no name is taken, only the search path is longer."""
        if self.root is not None and not self.names:
            _extend_path(self.root)
        if not self.names:
            yield
            return
        with _SWAPPED:
            taken, path = self._taken_out(), list(sys.path)
            sys.modules.update(self._theirs)
            # Without our folder: a package with an __init__.py anywhere goes before one without, wherever that lies.
            sys.path[:] = [str(self.root), *(one for one in path if Path(one or ".").resolve() != OURS)]
            importlib.invalidate_caches()
            try:
                yield
            finally:
                sys.path[:] = [*path, *(one for one in sys.path if one not in path and one != str(self.root))]
                self._theirs = self._taken_out()
                sys.modules.update(taken)

    def _taken_out(self) -> dict[str, ModuleType]:
        names = [name for name in sys.modules if name.partition(".")[0] in self.names]
        return {name: sys.modules.pop(name) for name in names}


def _extend_path(root: Path) -> None:
    if str(root) not in sys.path:
        sys.path.append(str(root))


def _has(root: Path, name: str) -> bool:
    return (root / f"{name}.py").is_file() or (root / name).is_dir()


def _lies_in(module: ModuleType | None, root: Path) -> bool:
    places = [getattr(module, "__file__", None), *getattr(module, "__path__", ())]
    return any(root in Path(place).resolve().parents for place in places if place)


def project_of(module: str) -> Project:
    """Of "package.module": the first folder on the search path that has the package, Mixscope's own last."""
    top = module.partition(".")[0]
    installed = {Path(one).resolve() for one in (*site.getsitepackages(), sys.prefix)}
    folders = [Path(one or ".").resolve() for one in sys.path]
    there = [folder for folder in folders if folder != OURS and folder not in installed and _has(folder, top)]
    return Project(there[0] if there and not _is_standard(there[0]) else None)


def _is_standard(folder: Path) -> bool:
    return folder == Path(importlib.util.__file__).resolve().parent.parent


def project_around(file: Path) -> Project:
    """Of a file: the folder around it, or around the package that it is in."""
    folder = file.parent
    while (folder / "__init__.py").is_file():
        folder = folder.parent
    return Project(folder)


def module_of(file: Path, root: Path) -> Any:
    """The file imported, as part of its package or, where it is in none, of one made for its folder: so `from .x` works."""
    inside = file.relative_to(root).with_suffix("").parts
    if len(inside) > 1:
        return importlib.import_module(".".join(inside))
    package = f"_own_{abs(hash(str(file.parent))):x}"
    if package not in sys.modules:
        made = ModuleType(package)
        made.__path__ = [str(file.parent)]
        sys.modules[package] = made
    return importlib.import_module(f"{package}.{file.stem}")
