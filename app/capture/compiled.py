"""A model with its points as one graph that ONNX Runtime runs: what the hooks see, without what each of PyTorch's small
operations costs beside its arithmetic.

The graph is made by following one recorded pass, so a point is looked for where the hooks look for it. Its values differ from
theirs by rounding (`difference`); exact values are the recorder's.

B batch · C channels · H rows · W columns
"""

import io
import time
import warnings
from collections.abc import Container
from dataclasses import dataclass
from threading import Lock
from typing import Any, Protocol

import numpy as np
import onnxruntime
import torch
from jaxtyping import Float
from torch import Tensor, nn

from models.spec.entry import Input

from .onnx_symbols import SYMBOLS, VERSION
from .recorder import Recorder, Recording

PICTURE, ANSWER = "picture", "answer"

MANY = 2
"""Pictures of the pass that is followed: with one, torch would take the batch for an axis that can be dropped."""

FOLLOWING = Lock()
"""torch's exporter keeps what it is doing in variables of its module."""


class Unlike(RuntimeError):
    """A compiled form that does not hold what the hooks see."""


class _Recorded(nn.Module):
    """A recorded pass as a module, whose outputs are what was recorded and the answer. `names` are theirs, after a pass."""

    def __init__(self, recorder: Recorder) -> None:
        super().__init__()
        self.model = recorder.model
        self.names: list[str] = []
        self._record = recorder.run  # no module of this one

    def forward(self, x: Float[Tensor, "B C H W"]) -> tuple[Tensor, ...]:
        recording = self._record(x)
        self.names = [f"{target} {call}" for target, calls in recording.calls.items() for call in range(len(calls))]
        return (*(tensor for calls in recording.calls.values() for tensor in calls), recording.output)


def compiled(recorder: Recorder, input: Input) -> bytes:
    """The graph, with the weights in it, as an ONNX file. Slow; raises whatever torch's exporter cannot do."""
    x = torch.zeros(MANY, input.channels, input.height, input.width)
    recorded = _Recorded(recorder).eval()
    with FOLLOWING, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of sizes that become constants: `check` finds those that matter
        recorded(x)
        names = [*recorded.names, ANSWER]
        for operation, symbol in SYMBOLS.items():
            torch.onnx.register_custom_op_symbolic(operation, symbol, VERSION)  # type: ignore[attr-defined]
        file: Any = io.BytesIO()  # which is taken, although it is not said
        torch.onnx.export(
            recorded, (x,), file, input_names=[PICTURE], output_names=names, opset_version=VERSION, dynamo=False,
            dynamic_axes={name: {0: "batch"} for name in (PICTURE, *names)},
        )  # fmt: skip
    return bytes(file.getvalue())


@dataclass(frozen=True, slots=True)
class _Output:
    """`name` in the graph; `target`: name of the HookTarget whose output it is."""

    name: str
    target: str


class Compiled:
    """A compiled form, ready to run from any thread, several at once: it holds neither Python's lock nor the model's."""

    def __init__(self, file: bytes) -> None:
        """`file`: what `compiled` gave. Raises what ONNX Runtime cannot read."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
        options.enable_cpu_mem_arena = False  # which would keep what the largest batch took; it is no faster
        options.log_severity_level = 4  # what is wrong is raised, and logged by those who asked
        self._session = onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])
        names = [output.name for output in self._session.get_outputs()]
        self._outputs = [_Output(name, name.rpartition(" ")[0]) for name in names if name != ANSWER]
        self.bytes = len(file)

    def run(self, x: Float[Tensor, "B C H W"], only: Container[str] | None = None) -> Recording:
        """What Recorder.run gives, but for rounding."""
        wanted = [output for output in self._outputs if only is None or output.target in only]
        start = time.perf_counter()
        found: list[Any] = self._session.run([*(output.name for output in wanted), ANSWER], {PICTURE: x.numpy()})
        milliseconds = 1e3 * (time.perf_counter() - start)
        calls: dict[str, list[Tensor]] = {}
        for output, values in zip(wanted, found, strict=False):
            calls.setdefault(output.target, []).append(torch.from_numpy(values))
        return Recording(calls, torch.from_numpy(found[-1]), milliseconds)


class Runs(Protocol):
    """What runs a model as a recorder does, but for rounding."""

    def run(self, x: Float[Tensor, "B C H W"], only: Container[str] | None = None) -> Recording: ...


def difference(recorder: Recorder, form: Runs, x: Float[Tensor, "B C H W"]) -> float:
    """The largest difference of any value at any point, or of the answer, from what the hooks see, in parts of that point's
    largest value. Unlike where a shape is another one, a point is not there, or a value is no number in one of the two only."""
    exact, found = recorder.run(x, exact=True), form.run(x)
    if [(name, len(calls)) for name, calls in sorted(exact.calls.items())] != [
        (name, len(calls)) for name, calls in sorted(found.calls.items())
    ]:
        raise Unlike("it has other points")
    pairs = [(a, b) for name, calls in exact.calls.items() for a, b in zip(calls, found.calls[name], strict=True)]
    return max(_apart(a.numpy(), b.numpy()) for a, b in [*pairs, (exact.output, found.output)])


def _apart(exact: np.ndarray, found: np.ndarray) -> float:
    if exact.shape != found.shape:
        raise Unlike(f"a point has the shape {found.shape} instead of {exact.shape}")
    apart = float(np.abs(exact - found).max(initial=0))
    if not np.isfinite(apart):
        raise Unlike("a value is not finite")
    return apart / max(float(np.abs(exact).max(initial=0)), 1e-30) if apart else 0.0
