"""What can be set from outside, each as an environment variable `MIXSCOPE_<NAME>`; lists are separated by commas."""

import os
import re
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AliasChoices, Field, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

Names = Annotated[tuple[str, ...], NoDecode]
"""A list of names; NoDecode, because people write `a,b` in an environment variable, not JSON."""

ORIGIN = re.compile(r"https?://([a-z0-9.-]+|\[[0-9a-f:.]+\])(:\d{1,5})?")
FRAMER = re.compile(r"\*|[a-z][a-z0-9+.-]*:|https?://(\*\.)?[a-z0-9.-]+(:(\d{1,5}|\*))?")
"""As Content-Security-Policy has it: an origin, all of a domain (https://*.example.org) or a scheme (vscode-webview:), any."""

MIB = 1024 * 1024
GIB = 1024 * MIB


class Settings(BaseSettings):
    """Every field has a default that suits a laptop. Sizes are in bytes, times in seconds, pictures in pixels."""

    model_config = SettingsConfigDict(env_prefix="MIXSCOPE_", frozen=True, populate_by_name=True, extra="forbid")

    host: str = Field(
        default="127.0.0.1",
        validation_alias=AliasChoices("MIXSCOPE_HOST", "HOST"),
        description="Address to listen on; 0.0.0.0 lets other machines in (then set MIXSCOPE_ALLOWED_HOSTS too).",
    )
    port: int = Field(
        default=8000, ge=0, le=65535, validation_alias=AliasChoices("MIXSCOPE_PORT", "PORT"), description="Port to listen on."
    )
    allowed_hosts: Names = Field(
        default=("localhost", "127.0.0.1", "[::1]"),
        description="Names that the Host header may have, without port. `ip` stands for any IP address, `*` for anything.",
    )
    allowed_origins: Names = Field(
        default=(),
        description="Foreign origins (https://example.org) whose pages may send pictures, read answers and open the socket.",
    )
    frame_ancestors: Names = Field(
        default=(),
        description="Foreign origins (https://example.org, `*` for any) that may show the page in a frame; this machine's may.",
    )

    default_models: Names = Field(
        default=("digits-mlp", "digits-cnn", "digits-vit", "digits-mixer"),
        min_length=1,
        description="Models loaded at the start and run when a call names none.",
    )
    model: Names = Field(
        default=(),
        description="Your own models: file.py:function, package.module:function, or a folder of timm's or transformers'.",
    )
    add_models: bool = Field(
        default=False,
        description="Whether own models may be added on the page, with the secret that the terminal prints: this runs code.",
    )
    own_start_seconds: float = Field(
        default=300, gt=0, description="Time in which an own model's function must have built it, in a process of its own."
    )
    own_pass_seconds: float = Field(
        default=12,
        gt=0,
        description="A longer pass through an own model's code ends its process, which is started again.",
    )
    own_memory_bytes: int = Field(
        default=8 * GIB,
        ge=256 * MIB,
        description="Memory that the process of an own model may ask for (on Linux; elsewhere the system's own limits hold).",
    )
    precision: Literal["float32", "bfloat16", "auto"] = Field(
        default="float32",
        description="How models of more than 16 MB run; `auto`: bfloat16 where this processor is 1.3 times as fast with it.",
    )
    device: Literal["auto", "cpu", "cuda", "mps"] = Field(
        default="cpu",
        description="Where passes run whose values are painted while somebody drags; `auto`: a GPU if there is one.",
    )
    compiled: Literal["on", "off"] = Field(
        default="on",
        description="Whether what is painted while a picture is dragged comes from compiled forms of models, own and large "
        "ones excepted.",
    )
    compiled_dir: Path | None = Field(
        None, description="Folder of the compiled forms; none = the user's cache folder, mixscope/compiled."
    )
    engine: Literal["here", "ray"] = Field(
        default="here",
        description="Where models run: `here`, in this process, or `ray`, on replicas of Ray Serve (docs/scale.md).",
    )
    ray_address: str = Field(
        default="", description="Ray cluster to join (`auto`, host:6379); none = one of this machine's own."
    )
    web_replicas: int = Field(
        default=1,
        ge=0,
        le=1000,
        description="With Ray, processes that hold pages, sockets and rooms; 0 = this one alone, as without Ray.",
    )
    model_replicas: int = Field(default=1, ge=1, le=1000, description="With Ray, processes that hold models.")
    batches_in_flight: int = Field(
        default=2, ge=1, le=1000, description="With Ray, batches of positions that each web process has under way."
    )
    threads: int = Field(
        default=max(2, min(8, os.cpu_count() or 1)),
        ge=1,
        le=256,
        description="Worker threads for decoding and running models; of two or more, one is kept free of long work.",
    )
    queue_limit: int = Field(
        default=32, ge=1, description="Calls that may wait for a worker; one more gets 503 and Retry-After."
    )
    request_deadline_seconds: float = Field(default=15, gt=0, description="A call that takes longer gets 503.")
    graceful_stop_seconds: int = Field(
        default=8, ge=0, description="Time that running calls have to end when the server stops."
    )

    model_memory_bytes: int = Field(
        default=2048 * MIB,
        ge=1,
        description="Memory for loaded models; the least recently used are forgotten, the defaults stay.",
    )

    max_body_bytes: int = Field(default=10 * MIB, ge=1, description="Largest picture file; a larger one gets 413.")
    body_deadline_seconds: float = Field(default=20, gt=0, description="Time in which a body must have arrived, else 408.")
    max_uploading_bytes: int = Field(
        default=256 * MIB, ge=1, description="Bytes of unfinished calls' bodies held at once; beyond, 503 and Retry-After."
    )
    max_url_bytes: int = Field(default=8192, ge=64, description="Longest path and query; a longer one gets 414.")
    max_query_parameters: int = Field(default=100, ge=1, description="Most parameters in a query; more get 400.")
    max_header_bytes: int = Field(
        default=32 * 1024, ge=256, description="Largest sum of header names and values; more gets 431."
    )

    max_connections: int = Field(
        default=1000, ge=250, description="Open connections; beyond, calls get 503, except those that ask how the server is."
    )
    head_deadline_seconds: float = Field(
        default=20, gt=0, description="Time from a connection's first moment to the end of its call's head; then it is closed."
    )
    unread_deadline_seconds: float = Field(
        default=30, gt=0, description="A connection whose peer takes nothing of an answer for this long is cut."
    )

    max_pixels: int = Field(default=25_000_000, ge=1, description="Largest picture, width times height; a larger one gets 413.")
    max_jpeg_pixels: int = Field(
        default=50_000_000,
        ge=1,
        description="The same for a JPEG, which beyond 20 million is decoded at half its size (48 MP phones).",
    )
    picture_store_bytes: int = Field(
        default=128 * MIB, ge=1, description="Memory for the files of uploaded pictures; the least recently used are forgotten."
    )
    decoded_pictures_bytes: int = Field(
        default=128 * MIB, ge=1, description="Memory for decoded pictures; those that are missing are decoded again."
    )

    live_message_bytes: int = Field(
        default=64 * 1024, ge=256, description="Largest message a client may send over the socket (close code 1009)."
    )
    live_messages_per_second: int = Field(
        default=60, ge=1, description="Messages a client may send over the socket, averaged; a flood is closed (1008)."
    )
    live_sockets: int = Field(default=300, ge=1, description="Open sockets at once; one more is closed (1013).")
    live_send_deadline_seconds: float = Field(
        default=10, gt=0, description="A client that does not take a frame for this long is closed."
    )
    live_ping_seconds: float = Field(
        default=20, gt=0, description="Interval of pings over the socket, and the time to answer one."
    )

    rooms: int = Field(default=50, ge=0, description="Rooms for classes at once; one more gets 503.")
    room_people: int = Field(default=300, ge=1, description="People in one room at once; one more is told that it is full.")
    public_url: str = Field(
        default="",
        pattern=r"^(https?://[^\s#?]+)?$",
        description="Address at which others reach this server (http://192.168.1.5:8000), for a room's link and QR code.",
    )
    redis_url: str = Field(default="", description="Where rooms are kept (redis://host:6379); none = in this process.")

    pictures_redis_url: str = Field(
        default="", description="Where the files of uploaded pictures are kept for several processes; none = in each alone."
    )
    shared_picture_bytes: int = Field(
        default=512 * MIB, ge=1, description="Most bytes of pictures there; the least recently used are forgotten."
    )
    shared_picture_seconds: int = Field(
        default=86400, ge=1, description="A picture there that nobody has used for this long is forgotten."
    )

    models_dir: Path | None = Field(
        None, description="Folder of downloaded models, one folder each; none = the user's cache folder, mixscope/models."
    )
    models_bytes: int = Field(default=20 * GIB, ge=0, description="Most bytes of downloaded models; then no more are fetched.")
    model_bytes: int = Field(default=2 * GIB, ge=1, description="Largest weights file that is fetched.")
    downloads: Literal["off", "curated", "any"] = Field(
        default="curated",
        description="What people may have downloaded: `off` nothing, `curated` the offered models, `any` every one of timm's.",
    )
    downloads_at_once: int = Field(default=2, ge=1, description="Downloads that run together; others wait.")
    remove_models: bool = Field(default=False, description="Whether people on the page may remove downloaded models.")
    hub: str = Field(
        default="https://huggingface.co",
        pattern=r"^https?://\S+$",
        validation_alias=AliasChoices("MIXSCOPE_HUB", "HF_ENDPOINT"),
        description="Where models come from: the Hugging Face hub or a mirror of it (HF_ENDPOINT works, too).",
    )
    hub_offline: bool = Field(
        default=False,
        validation_alias=AliasChoices("MIXSCOPE_HUB_OFFLINE", "HF_HUB_OFFLINE"),
        description="True: the hub is never asked (HF_HUB_OFFLINE works, too).",
    )
    hub_patience_seconds: float = Field(
        default=30, gt=0, description="A hub that is silent this long, or sends less than 1 KiB a second over it, is given up."
    )

    data: Path | None = Field(
        None,
        description="Folder of data sets (mnist/, tiny-imagenet/, in parquet files), for training, tests and “Top pictures”.",
    )

    @field_validator("allowed_hosts", "allowed_origins", "frame_ancestors", "default_models", "model", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        """`"a, b"` → `("a", "b")`; anything that is no text is left to pydantic."""
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("allowed_origins", "frame_ancestors")
    @classmethod
    def _origins(cls, value: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        """As browsers write them: without a path, in small letters."""
        origins = tuple(one.lower().rstrip("/") for one in value)
        form = ORIGIN if info.field_name == "allowed_origins" else FRAMER
        for one in origins:
            if not form.fullmatch(one):
                raise ValueError(f"{one!r} is not an origin such as https://example.org or http://localhost:8888")
        return origins


@lru_cache(maxsize=1)
def from_environment() -> Settings:
    """The settings of this process, read once."""
    return Settings()
