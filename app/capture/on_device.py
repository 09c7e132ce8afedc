"""A copy of a model on another device (a GPU), recorded there: its values differ from the CPU's by rounding.

`there` and `home` are the only ways over: what a pass gets goes by the one, all that it gives comes back by the other. So
nobody else meets a tensor that is not float32 on the CPU.

B batch · C channels · H rows · W columns
"""

import copy
import time
from collections.abc import Container

import torch
from jaxtyping import Float
from torch import Tensor

from .keeping import Recording
from .recorder import Recorder


def there(x: Tensor, device: torch.device) -> Tensor:
    return x.to(device)


def home(tensor: Tensor) -> Tensor:
    """A copy on the CPU, float32 where its numbers are real; waits until the device has computed it."""
    kind = torch.float32 if tensor.is_floating_point() else tensor.dtype
    return tensor.detach().to("cpu", kind, copy=True)


class OnDevice:
    """Ready to record from any thread. Raises whatever the copy cannot do there."""

    def __init__(self, recorder: Recorder, device: torch.device) -> None:
        self.device = device
        # Convolutions, too, in all of float32's digits: 10 of them are too few to compare with.
        torch.backends.cudnn.allow_tf32 = torch.backends.cuda.matmul.allow_tf32 = False
        model = copy.deepcopy(recorder.model).to(device)
        self._recorder = Recorder(model, list(dict.fromkeys(target.point for target in recorder.targets)))

    def run(self, x: Float[Tensor, "B C H W"], only: Container[str] | None = None) -> Recording:
        """What Recorder.run gives, but for rounding. `milliseconds`: until everything is back."""
        start = time.perf_counter()
        found = self._recorder.run(there(x, self.device), only, keep=home, exact=True)
        output = home(found.output)
        return Recording(found.calls, output, 1e3 * (time.perf_counter() - start))
