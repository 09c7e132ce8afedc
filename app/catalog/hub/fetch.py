"""Puts offered models into the store without the page: python -m app.catalog.hub.fetch resnet18 …, or `all`."""

import difflib
import sys
import time
from collections.abc import Iterable, Sequence

from ...core.errors import Problem
from ...core.settings import Settings, from_environment
from .download_job import Job
from .downloads import Downloads
from .pretrained import OFFERS, Offer, find, other
from .store import store_of

WIDTH = 24  # characters of the bar


def megabytes(count: float) -> str:
    """Decimal megabytes, as disks and networks are sold: 46.8 MB."""
    return f"{count / 1e6:.1f} MB"


def chosen(names: Iterable[str]) -> list[Offer]:
    """The offers that `names` name; `all` for every one. SystemExit with a sentence for a name that is none."""
    found: dict[str, Offer] = {}
    for name in names:
        offers = list(OFFERS.values()) if name == "all" else [offer] if (offer := find(name) or other(name)) else []
        if not offers:
            close = ", ".join(difflib.get_close_matches(name, OFFERS, cutoff=0.3)) or ", ".join(OFFERS)
            raise SystemExit(f"There is no model {name!r} to fetch. There is {close}. Without names, all are listed.")
        found |= {offer.id: offer for offer in offers}
    return list(found.values())


def line(job: Job) -> str:
    """What a person sees of a job while it runs."""
    share = job.bytes / job.of if job.of else 0
    bar = "█" * round(share * WIDTH) + "░" * (WIDTH - round(share * WIDTH))
    size = f"{job.bytes / 1e6:.1f} of {megabytes(job.of or job.offer.bytes)}"
    speed = f"{megabytes(job.speed)}/s" if job.speed else job.state
    return f"{job.offer.id}  {bar}  {size}  {speed}"


def watch(job: Job, live: bool) -> None:
    """Shows the job until it ends; `live`: on one line that changes, else only the last word."""
    shown = ""
    while job.active:
        if live:
            now = line(job)
            print(f"\r{now.ljust(len(shown))}", end="", flush=True)
            shown = now
        time.sleep(0.1)
    print("\r" + " " * len(shown) + "\r" if live else "", end="")


def fetch(offers: Sequence[Offer], settings: Settings, live: bool) -> int:
    """Fetches one after the other; returns how many failed, each with its sentence on stderr."""
    store = store_of(settings)
    downloads = Downloads(settings.model_copy(update={"downloads": "any"}), store)  # the setting is about the page
    failed = 0
    try:
        for offer in offers:
            before = store.folder(offer.id) is not None
            try:
                job = downloads.start(offer)
            except Problem as problem:
                raise SystemExit(problem.detail) from None
            watch(job, live)
            if job.error:
                failed += 1
                print(f"{offer.id}: {job.error.sentence}", file=sys.stderr)
            else:
                print(f"{offer.id}: {'was there already' if before else f'fetched, {megabytes(job.bytes)}'}", flush=True)
    finally:
        downloads.close()
    print(f"The models are in {store.root}")
    return failed


def listing() -> str:
    rows = [f"  {offer.id:34}{megabytes(offer.bytes):>10}  {offer.title} ({offer.licence})" for offer in OFFERS.values()]
    return "\n".join(['Say which: make fetch MODELS="resnet18 vit_tiny_patch16_224", or MODELS=all.', *rows])


def main(arguments: Sequence[str]) -> None:
    names = [name for argument in arguments for name in argument.replace(",", " ").split()]
    if not names:
        print(listing())
        raise SystemExit(2)
    try:
        failed = fetch(chosen(names), from_environment(), sys.stdout.isatty())
    except KeyboardInterrupt:
        print("\nStopped. The next fetch goes on where it was.", file=sys.stderr)
        raise SystemExit(130) from None
    raise SystemExit(1 if failed else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
