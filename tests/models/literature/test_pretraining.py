"""Published accuracies after pre-training."""

from models.literature.pretraining import published


def test_published_figures_name_their_tables() -> None:
    groups = {one["key"]: one for one in published()}
    rows = {(key, one["model"]): one for key, group in groups.items() for one in group["rows"]}
    assert rows["vit", "ViT-L/16"] == {"model": "ViT-L/16", "imagenet": 76.53, "imagenet21k": 85.15, "jft": 87.12}
    assert rows["recipe", "ViT-B/16"]["imagenet"] == 79.67
    assert all(group["arxiv"] and group["place"] for group in groups.values())
