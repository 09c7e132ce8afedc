"""Which settings work with replicas."""

from ..core.settings import Settings

ONE_MACHINE = {"model": "MIXSCOPE_MODEL", "add_models": "MIXSCOPE_ADD_MODELS"}
"""Settings for a person's own code: each replica would have a process of its own for it."""


def checked(settings: Settings) -> Settings:
    """As they are used with replicas. SystemExit for what does not work with them.

    Models are fetched beforehand (`make fetch`, into a folder that all replicas see): of a download that one replica made, the
    others would not know.
    """
    for name, variable in ONE_MACHINE.items():
        if getattr(settings, name):
            raise SystemExit(f"{variable} does not work with MIXSCOPE_ENGINE=ray: own models run on one machine.")
    return settings.model_copy(update={"downloads": "off"})
