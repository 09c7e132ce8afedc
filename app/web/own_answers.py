"""What several models answer to one call, put together out of the answers of several processes."""

import io
import zipfile
from collections.abc import AsyncIterator, Sequence
from typing import Any

import orjson
from starlette.datastructures import Headers

from .responses import ARCHIVE


def together(bodies: Sequence[bytes], names: Sequence[str], headers: Headers) -> bytes:
    """One body for all. `names`: the models in the order in which they were asked for."""
    if headers["content-type"] == ARCHIVE:
        return _archives(bodies)
    return orjson.dumps(_documents([orjson.loads(body) for body in bodies], names))


def _documents(parts: Sequence[dict[str, Any]], names: Sequence[str]) -> dict[str, Any]:
    """Lists hold something of each model, in order; of what is the same for all, the first model's part decides."""
    lists = {key for key, value in parts[0].items() if isinstance(value, list)}
    first = next(part for part in parts if any(one["model"] == names[0] for key in lists for one in part[key]))
    everything = {key: [one for part in parts for one in part[key]] for key in lists}
    return first | {key: sorted(value, key=lambda one: names.index(one["model"])) for key, value in everything.items()}


def _archives(bodies: Sequence[bytes]) -> bytes:
    """NumPy archives with different names in them as one."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for body in bodies:
            with zipfile.ZipFile(io.BytesIO(body)) as one:
                for name in one.namelist():
                    made.writestr(name, one.read(name))
    return file.getvalue()


async def maps_together(
    parts: Sequence[tuple[int, AsyncIterator[dict[str, Any]]]], names: Sequence[str]
) -> AsyncIterator[dict[str, Any]]:
    """The lines of several shift maps, one after the other, as those of one. Each with how many models it is about."""
    maps: dict[str, Any] = {}
    done = 0
    for count, part in parts:
        each = 0
        async for line in part:
            if "maps" in line:
                maps |= {one["model"]: one for one in line["maps"]}
            elif "problem" in line:
                yield line
                return
            else:
                each = line["of"] // count
                yield {"done": done + line["done"], "of": each * len(names)}
        done += each * count
    yield {"maps": [maps[name] for name in names]}
