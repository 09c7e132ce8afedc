"""What an answer's maps cost over the passes that they are made of, in the same batch size, in-process."""

from collections.abc import Callable
from functools import partial

import torch
from torch import Tensor

from app.analysis.attribution import STEPS, PixelMethod, attribution
from app.catalog.loaded_model import LoadedModel
from app.interpret.attributions import scored, window_of
from models.registry import MODELS, load

from .capture import interleaved
from .table import Row

NAMES = ("digits-cnn", "digits-vit", "digits-mixer", "digits-mlp", "photos-resnet", "photos-vit")
MOST = 1.25
ROUNDS = {"input": 200, "integrated": 12, "occlusion": 12}
CLASS = 7


def rows(seconds: float) -> list[Row]:
    torch.set_num_threads(1)
    return [row for name in NAMES for row in of_model(name)]


def of_model(name: str) -> list[Row]:
    entry = MODELS[name]
    loaded = LoadedModel.of(name, entry, load(name), [])
    form = entry.input
    x = torch.randn(1, form.channels, form.height, form.width, generator=torch.Generator().manual_seed(0))
    window, together = window_of(form), min(loaded.together, STEPS)
    patches = -(-form.height // window) * -(-form.width // window)
    score, std = scored(loaded, CLASS, None), torch.tensor(form.std)[:, None, None]

    def mapped(method: PixelMethod) -> Callable[[], object]:
        return partial(attribution, method, score, x, torch.zeros_like(x), std, window, together)

    parts: dict[PixelMethod, tuple[str, Callable[[], object]]] = {
        "input": ("a gradient pass", partial(gradients, loaded, x, 1, together)),
        "integrated": (f"{STEPS} gradient passes", partial(gradients, loaded, x, STEPS, together)),
        "occlusion": (f"{patches} + 1 plain passes", partial(plain, loaded, x, patches + 1, together)),
    }
    limit = None if entry.family == "mlp" else MOST  # its pass is too short for a ratio
    found = []
    for method, (what, passes) in parts.items():
        bare, whole = interleaved(passes, mapped(method), rounds=ROUNDS[method], warm=2)
        note = f"{whole:.2f} ms, in batches of at most {together}"
        found.append(Row(f"{name}: {method} / {what}", whole / bare, "x", limit, note))
    return found


def gradients(loaded: LoadedModel, x: Tensor, pictures: int, together: int) -> None:
    for part in x.expand(pictures, *x.shape[1:]).clone().split(together):
        part = part.clone().requires_grad_()
        torch.autograd.grad(loaded.model(part)[:, CLASS].sum(), part)


def plain(loaded: LoadedModel, x: Tensor, pictures: int, together: int) -> None:
    with torch.inference_mode():
        for part in x.expand(pictures, *x.shape[1:]).split(together):
            loaded.model(part)
