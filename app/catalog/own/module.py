"""A person's module, as it comes: taken out of its wrappers, refused where it cannot be looked into, brought to float32."""

import sys
from collections.abc import Iterator

import torch
from torch import Tensor, nn

from models.spec.errors import WeightsError

from ...core.sentence import Sentence

WRAPPERS = {"_orig_mod": "torch.compile", "module": "DataParallel"}


def unwrapped(module: nn.Module) -> tuple[nn.Module, list[Sentence]]:
    """Without torch.compile and DataParallel around it or around its parts, whose weights are the same; and what was done."""
    found: list[str] = []
    while (inner := _inner(module)) is not None:
        found.append(inner[0])
        module = inner[1]
    for parent in list(module.modules()):
        for name, child in list(parent.named_children()):
            while (inner := _inner(child)) is not None:
                found.append(inner[0])
                child = inner[1]
                setattr(parent, name, child)
    for part in module.modules():
        if getattr(part, "_compiled_call_impl", None) is not None:
            part._compiled_call_impl = None
            found.append("torch.compile")
    if "torch._dynamo" in sys.modules:
        torch.compiler.set_stance("force_eager")  # functions that are compiled inside a forward run as they are written
    says = "It came inside {wrapper}: the module in it, with the same weights, is what is shown."
    return module, [Sentence("own-unwrapped", says, wrapper=name) for name in dict.fromkeys(found)]


def _inner(module: nn.Module) -> tuple[str, nn.Module] | None:
    if isinstance(inner := getattr(module, "_orig_mod", None), nn.Module):
        return "torch.compile", inner
    if isinstance(module, (nn.DataParallel, nn.parallel.DistributedDataParallel)):
        return type(module).__name__, module.module
    return None


def check_visible(module: nn.Module) -> None:
    """WeightsError for what is no nn.Module of Python any more, or has no weights that could be computed with."""
    if isinstance(module, torch.jit.ScriptModule):
        says = "This is a TorchScript program, which cannot be looked into. Return the nn.Module that it was made from."
        raise WeightsError(Sentence("own-scripted", says))
    if any(isinstance(part, torch.jit.ScriptModule) for part in module.modules()):
        says = "Part of it is a TorchScript program, which cannot be looked into. Return the nn.Module that it was made from."
        raise WeightsError(Sentence("own-partly-scripted", says))
    if exported(module):
        raise WeightsError(EXPORTED)
    if any(".quantized" in type(part).__module__ for part in module.modules()):
        says = "Its weights are quantised: there are no gradients and no float32 values to show. Return the model from before."
        raise WeightsError(Sentence("own-quantised", says))
    for name, tensor in _held(module):
        _check_tensor(name, tensor)


EXPORTED = Sentence(
    "own-exported", "This is an exported program, which cannot be looked into. Return the nn.Module that it was made from."
)


def exported(module: object) -> bool:
    """Whether torch.export made it: the program, or the module that the program can be turned into."""
    kind = type(module)
    if kind.__module__.startswith("torch.export"):
        return True
    return isinstance(module, torch.fx.GraphModule) and "eval" in vars(module)


def _held(module: nn.Module) -> Iterator[tuple[str, Tensor]]:
    yield from module.named_parameters()
    yield from module.named_buffers()


def _check_tensor(name: str, tensor: Tensor) -> None:
    if nn.parameter.is_lazy(tensor):
        says = (
            "{name} gets its size with the first picture (a lazy layer). Show the model one picture before you return it: "
            "model(torch.zeros(1, channels, height, width))."
        )
        raise WeightsError(Sentence("own-lazy", says, name=name))
    if tensor.is_meta:
        says = "{name} has a shape, but no values (device “meta”). Build the model on the CPU and load its weights first."
        raise WeightsError(Sentence("own-meta", says, name=name))
    if tensor.is_complex():
        says = "{name} holds complex numbers, which are not shown here."
        raise WeightsError(Sentence("own-complex", says, name=name))


def in_float32(module: nn.Module) -> list[Sentence]:
    """Brings weights and buffers to float32 on the CPU; what was done, in sentences."""
    floats = [tensor for _, tensor in _held(module) if tensor.is_floating_point()]
    kinds = dict.fromkeys(str(one.dtype).removeprefix("torch.") for one in floats if one.dtype != torch.float32)
    places = dict.fromkeys(one.device.type for one in floats if one.device.type != "cpu")
    module.to("cpu").float()
    found = []
    if kinds:
        says = "Its weights were {kinds}; they were brought to float32, which all that is shown is computed in."
        found.append(Sentence("own-to-float32", says, kinds=", ".join(kinds)))
    if places:
        says = "Its weights were on {places}; they were brought to the CPU, which all that is shown is computed on."
        found.append(Sentence("own-to-cpu", says, places=", ".join(places)))
    return found
