"""Every module of app/ and models/ has its test file at the same place under tests/, or says here where else it is tested."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted(
    str(path.relative_to(ROOT))
    for path in [*ROOT.glob("app/**/*.py"), *ROOT.glob("models/**/*.py")]
    if path.name != "__init__.py"
)

TYPES = {
    # Types and tables without a decision of their own; what fills or reads them is tested.
    "app/catalog/sources.py": "app/catalog/test_catalog.py",
    "app/catalog/status.py": "app/catalog/test_catalog.py",
    "app/core/errors.py": "app/web/test_problem_handlers.py",
    "app/core/metrics.py": "app/web/test_live.py",
    "app/core/sentence.py": "house/test_sentences.py",
    "app/frames/drawing.py": "app/frames/test_runner.py",
    "app/frames/request.py": "app/frames/test_runner.py",
    "app/web/responses.py": "app/web/routes/test_answers.py",
    "app/rooms/codes.py": "app/rooms/test_rooms.py",
    "app/rooms/redis_rooms.py": "app/rooms/test_rooms.py",
    "app/rooms/room.py": "app/rooms/test_rooms.py",
    "models/entries/digits.py": "models/test_registry.py",
    "models/entries/lineage_points.py": "models/entries/test_lineage.py",
    "models/entries/pairs.py": "models/architectures/test_pair_cnn.py",
    "models/entries/points.py": "models/test_registry.py",
    "models/spec/entry.py": "models/test_registry.py",
    "models/spec/errors.py": "models/test_registry.py",
    "models/spec/glyphs.py": "models/training/test_pairs.py",
    "models/spec/point.py": "models/test_registry.py",
    "models/spec/sentence.py": "house/test_sentences.py",
    "models/entries/recurrent.py": "models/test_registry.py",
    "models/entries/blank.py": "models/training/study/test_blank.py",
    "models/entries/narrow.py": "models/training/study/test_depth.py",
    "models/entries/study.py": "models/training/study/test_study.py",
    "models/training/recipes.py": "models/training/test_train.py",
}

STEPS = {
    # Steps of one process, tested as the whole that it is: what each hands to the next is not promised to anybody else.
    "app/__main__.py": "app/test_main.py",
    "app/capture/axes.py": "app/capture/test_points.py",
    "app/capture/axis_given.py": "app/capture/test_axis_rules.py",
    "app/capture/axis_moves.py": "app/capture/test_axis_rules.py",
    "app/capture/axis_names.py": "app/capture/test_axis_rules.py",
    "app/capture/axis_products.py": "app/capture/test_axis_rules.py",
    "app/capture/discovery/fused_qkv.py": "app/catalog/test_inside.py",
    "app/capture/discovery/inside.py": "app/catalog/test_inside.py",
    "app/capture/discovery/inside_points.py": "app/catalog/test_inside.py",
    "app/capture/inner.py": "app/catalog/test_inside.py",
    "app/capture/discovery/attention.py": "app/capture/discovery/test_derive.py",
    "app/capture/onnx_symbols.py": "app/capture/test_compiled.py",
    "app/capture/fused_attention.py": "app/capture/test_recorder.py",
    "app/capture/discovery/apart.py": "app/capture/discovery/test_odd_models.py",
    "app/capture/leading.py": "app/capture/discovery/test_odd_models.py",
    "app/capture/keeping.py": "app/capture/test_recorder.py",
    "app/catalog/faults.py": "app/catalog/own/test_source.py",
    "app/catalog/description.py": "app/catalog/test_catalog.py",
    "app/catalog/own/added.py": "app/web/routes/test_added.py",
    "app/catalog/own/deadline.py": "app/catalog/own/test_hosted.py",
    "app/catalog/own/told.py": "app/web/test_own_forward.py",
    "app/own_process.py": "app/catalog/own/test_process.py",
    "app/web/own_answers.py": "app/web/test_own_forward.py",
    "app/web/own_child.py": "app/catalog/own/test_hosted.py",
    "app/catalog/own/guest.py": "app/catalog/own/test_source.py",
    "app/catalog/own/probe.py": "app/catalog/own/test_source.py",
    "app/catalog/own/process_state.py": "app/catalog/own/test_source.py",
    "app/capture/matching.py": "app/capture/test_recorder.py",
    "app/capture/module_output.py": "app/capture/test_recorder.py",
    "app/catalog/hub/download_job.py": "app/catalog/hub/test_downloads.py",
    "app/catalog/hub/errors.py": "app/catalog/hub/test_client.py",
    "app/catalog/hub/store.py": "app/catalog/hub/test_downloads.py",
    "app/catalog/hub/verify.py": "app/catalog/hub/test_downloads.py",
    "app/catalog/initial_model.py": "app/catalog/test_building.py",
    "app/frames/stage_summary.py": "app/interpret/test_shift_map.py",
    "app/images/drawing.py": "app/images/test_samples.py",
    "app/images/formats/cost.py": "app/images/test_decode.py",
    "app/images/formats/refusals.py": "app/images/test_decode.py",
    "app/images/photo_samples/drawn.py": "app/images/test_samples.py",
    "app/images/foreground.py": "app/images/test_preprocess.py",
    "app/images/sample_digits.py": "app/images/test_samples.py",
    "app/images/sample_photos.py": "app/images/test_samples.py",
    "app/smoke.py": "app/catalog/hub/test_routes.py",
    "models/training/atomic_write.py": "models/training/test_train.py",
    "models/training/augment_digits.py": "models/training/test_datasets.py",
    "models/training/checkpoint.py": "models/training/test_train.py",
    "models/training/evaluate.py": "models/training/test_train.py",
    "models/training/learner.py": "models/training/test_train.py",
    "models/training/lesion.py": "models/measure/test_residual_sums.py",
    "models/training/study/__main__.py": "models/training/study/test_shuffled.py",
    "models/training/study/collect.py": "models/training/study/test_study.py",
    "models/training/study/grid.py": "models/training/study/test_study.py",
    "models/training/study/run.py": "models/training/study/test_study.py",
    "models/training/publish.py": "models/training/test_train_photos.py",
}

CALLS = {
    # Reached as everybody reaches them: over HTTP.
    "app/web/api_docs.py": "app/web/test_problem_handlers.py",
    "app/web/body_limit.py": "app/web/test_middleware.py",
    "app/web/dependencies.py": "app/web/test_bad_input.py",
    "app/web/room_members.py": "app/web/test_room_socket.py",
    "app/web/routes/rooms.py": "app/web/test_room_socket.py",
    "app/web/socket_messages.py": "app/web/test_live_violations.py",
    "app/web/routes/lineage.py": "models/literature/test_timeline.py",
    "app/web/routes/models.py": "app/catalog/hub/test_routes.py",
    "app/web/routes/reading.py": "app/interpret/test_reading.py",
    "app/web/routes/probes.py": "app/web/routes/test_activations.py",
    "app/web/routes/receptive_fields.py": "app/interpret/test_receptive_fields.py",
}

PARITY = {
    # Whole architectures against other people's, part by part; each digit model of the lineage in the second.
    **{f"models/architectures/{name}.py": "models/architectures/test_architectures.py" for name in (
        "circular_cnn", "cnn", "mlp", "mlp_mixer", "vit",
    )},
    **{f"models/architectures/{name}.py": "models/architectures/test_lineage_timm.py" for name in (
        "densenet", "efficientnet", "gmlp", "mobilenet", "plain_net", "resmlp", "resnet", "resnet_base", "resnet_preact",
        "se_resnet",
    )},
    "models/architectures/resnet_photo.py": "models/entries/test_photos.py",
    "models/layers/conv.py": "models/architectures/test_lineage_timm.py",
    "models/layers/norm_act.py": "models/architectures/test_lineage_timm.py",
    "models/layers/tokens.py": "models/architectures/test_architectures.py",
    "models/literature/depths.py": "app/web/routes/test_depths.py",
    "models/literature/source_quotes.py": "models/literature/test_timeline.py",
    "models/measure/leaving_out.py": "models/measure/test_residual_sums.py",
    "models/measure/macs.py": "models/measure/test_compound_scaling.py",
    "models/measure/origins.py": "models/measure/test_residual_sums.py",
    "models/spec/normalise.py": "app/catalog/test_loaded_model.py",
    "models/spec/tiling.py": "app/analysis/test_weight_images.py",
}  # fmt: skip

SEAM = {
    # The two sides together, and with Ray between them (`make test-cluster`).
    "app/cluster/models_side.py": "app/cluster/test_elsewhere.py",
    "app/cluster/on_ray.py": "cluster/test_cluster.py",
    "app/cluster/replicas.py": "app/cluster/test_elsewhere.py",
    "app/cluster/run.py": "cluster/test_cluster.py",
}

ELSEWHERE = TYPES | STEPS | CALLS | PARITY | SEAM


def mirrored(module: str) -> Path:
    path = ROOT / "tests" / module
    return path.with_name(f"test_{path.name}")


@pytest.mark.parametrize("module", MODULES)
def test_every_module_has_its_test_file(module: str) -> None:
    assert mirrored(module).exists() or module in ELSEWHERE, f"{module} wants {mirrored(module).relative_to(ROOT)}"


@pytest.mark.parametrize("module", ELSEWHERE)
def test_what_is_tested_elsewhere_is_there_and_has_no_file_of_its_own(module: str) -> None:
    assert module in MODULES
    assert not mirrored(module).exists()
    assert (ROOT / "tests" / ELSEWHERE[module]).exists()
