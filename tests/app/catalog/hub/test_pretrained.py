"""The offered models are as timm says."""

import math

import pytest
import timm
import torch
from timm.models import get_pretrained_cfg

from app.catalog.hub.pretrained import OFFERS, Offer, find, other
from app.catalog.hub.store import PLAIN

EVERY = pytest.mark.parametrize("offer", OFFERS.values(), ids=OFFERS)


@EVERY
def test_timm_has_these_weights_on_the_hub_under_this_licence(offer: Offer) -> None:
    published = get_pretrained_cfg(offer.timm)
    assert published is not None
    assert published.hf_hub_id == offer.repo
    assert published.license == offer.licence
    assert published.input_size == (3, offer.side, offer.side)
    assert published.num_classes == offer.classes


@EVERY
def test_size_is_that_of_timms_definition(offer: Offer) -> None:
    with torch.device("meta"):
        model = timm.create_model(offer.timm, pretrained=False)
    assert sum(parameter.numel() for parameter in model.parameters()) == offer.parameters
    assert sum(value.numel() * value.element_size() for value in model.state_dict().values()) == offer.bytes
    assert model.num_classes == offer.classes


@EVERY
def test_an_offer_reads_well_and_has_a_plain_name(offer: Offer) -> None:
    assert PLAIN.fullmatch(offer.id)
    assert offer.note.endswith(".")
    assert (offer.top1 is None) == (offer.source is None) == (offer.top1_side is None)
    assert offer.top1 is None or (offer.classes == 1000 and 50 < offer.top1 < 95 and math.isfinite(offer.top1))
    assert find(offer.id) is find(offer.timm) is offer


def test_any_other_model_is_described_by_timm() -> None:
    found = other("resnet10t.c3_in1k")
    assert found is not None
    assert (found.repo, found.family, found.licence, found.side, found.classes) == (
        "timm/resnet10t.c3_in1k", "cnn", "apache-2.0", 176, 1000,
    )  # fmt: skip
    assert found.parameters == sum(p.numel() for p in timm.create_model("resnet10t").parameters())
    assert (found.top1, found.source) == (None, None), "what nobody has looked up is left out"
    kinds = {
        name: getattr(other(name), "family", None) for name in ("deit3_small_patch16_224.fb_in1k", "resmlp_24_224.fb_in1k")
    }
    assert list(kinds.values()) == ["vit", "mixer"]


@pytest.mark.parametrize(
    "name", ["resnet18", OFFERS["resnet18"].timm, "resnet18.nonsense", "nonsense", "../a", "timm/resnet10t.c3_in1k", ""]
)
def test_what_is_listed_or_is_none_is_no_other_model(name: str) -> None:
    assert other(name) is None


def test_every_family_of_the_story_has_one() -> None:
    story = (
        "resnet18 resnet50 resnetv2_50 densenet121 seresnet50 mobilenetv2_100 efficientnet_b0 convnext_atto "
        "vit_tiny_patch16_224 vit_small_patch16_224 vit_base_patch16_224 mixer_b16_224 resmlp_12_224 gmlp_s16_224 "
        "poolformerv2_s12"
    )
    assert set(story.split()) <= set(OFFERS)
    assert len({offer.title for offer in OFFERS.values()}) == len(OFFERS)
    assert find("nonsense") is None
