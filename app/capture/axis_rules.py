"""What each operation does to the names of axes: one rule for those that do the same."""

from typing import Any

from torch.overrides import TorchFunctionMode

from . import axis_moves as moves
from . import axis_products as products
from .axis_given import Rule
from .axis_names import name, names_of, tensors_in


class AxisNames(TorchFunctionMode):
    """While it is entered, what operations give is named by what they get."""

    def __torch_function__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = kwargs or {}
        rule = rule_of(function)
        given = [] if rule is None else [(one, names_of(one), tuple(one.shape)) for one in tensors_in((args, kwargs))]
        result = function(*args, **kwargs)
        if rule is not None:
            try:
                rule(result, args, kwargs, given)
                return result
            except Exception:  # arguments that the rule does not know: the pass goes on, and nothing is known of the result
                pass
        for one in tensors_in(result):
            name(one, None)
        return result


def rule_of(function: Any) -> Rule | None:
    called = getattr(function, "__name__", "")
    if called == "__get__":
        called = "mT" if getattr(getattr(function, "__self__", None), "__name__", "") in ("T", "mT") else ""
    called = called.strip("_")
    if called == "rmatmul":  # whose operands are the other way round
        return None
    return RULES.get(called) or RULES.get(called.removeprefix("i")) or RULES.get(called.removeprefix("r"))


TABLE: tuple[tuple[Rule, str], ...] = (
    (products.elementwise, """
        add sub subtract mul multiply div divide true_divide truediv pow rsub lerp addcmul addcdiv maximum minimum where
        masked_fill type_as copysign fmod remainder
    """),
    (products.same, """
        relu relu6 gelu silu sigmoid logsigmoid tanh hardtanh hardswish hardsigmoid leaky_relu elu celu selu mish
        softplus softsign softmin softmax log_softmax clamp clamp_min clamp_max clip exp expm1 log log1p sqrt rsqrt
        square abs neg sign sin cos erf reciprocal dropout dropout1d dropout2d dropout3d alpha_dropout
        feature_alpha_dropout feature_dropout batch_norm group_norm instance_norm normalize local_response_norm
        contiguous clone detach to float half double bfloat16 type nan_to_num threshold prelu rrelu requires_grad
        hardshrink softshrink tanhshrink positive pos round
    """),
    (products.norm, "layer_norm rms_norm"),
    (products.linear, "linear"),
    (products.convolution, "conv1d conv2d conv_transpose1d conv_transpose2d"),
    (products.pooling, """
        max_pool1d max_pool2d avg_pool1d avg_pool2d adaptive_avg_pool1d adaptive_avg_pool2d adaptive_max_pool1d
        adaptive_max_pool2d lp_pool2d interpolate upsample pad max_pool2d_with_indices boolean_dispatch fn
    """),
    (products.product, "matmul bmm"),
    (products.einsum, "einsum"),
    (products.attention, "scaled_dot_product_attention"),
    (products.layer, "multi_head_attention_forward native_multi_head_attention transformer_encoder_layer_fwd"),
    (moves.reshape, "reshape view flatten unflatten reshape_as view_as ravel"),
    (moves.turned, "transpose swapaxes swapdims t mT"),
    (moves.permuted, "permute"),
    (moves.moved, "movedim moveaxis"),
    (moves.squeezed, "squeeze"),
    (moves.unsqueezed, "unsqueeze"),
    (moves.expanded, "expand expand_as broadcast_to repeat tile"),
    (moves.reduced, "mean sum amax amin max min var std norm logsumexp"),
    (moves.joined, "cat concat concatenate"),
    (moves.split, "chunk split tensor_split split_with_sizes"),
    (moves.taken, "unbind select"),
    (moves.narrowed, "narrow"),
    (moves.indexed, "getitem"),
    (moves.unfold, "unfold"),
)  # fmt: skip

RULES: dict[str, Rule] = {called: rule for rule, words in TABLE for called in words.split()}
