"""What can go wrong with the hub, the network and the disk, as sentences for people."""

import errno

import httpx

DISK_FULL = "The disk of the server is full, so the download was given up. Make room, then try again."


class HubError(Exception):
    """What went wrong, as a sentence for people that says what to do. `type` is a slug as in problems.py.

    `passing`: it may be over in a moment, so that it is worth going on. `spoilt`: what has been received is of no use.
    """

    def __init__(self, type: str, sentence: str, passing: bool = False, spoilt: bool = False) -> None:
        super().__init__(sentence)
        self.type, self.sentence, self.passing, self.spoilt = type, sentence, passing, spoilt


def refuse(response: httpx.Response, file: str) -> None:
    """HubError for a status that is no file."""
    status = response.status_code
    if status < 400:
        return
    if status == 429:
        wait = response.headers.get("retry-after", "")
        when = f"in {wait} seconds" if wait.isdecimal() else "in some minutes"
        raise HubError("hub-busy", f"The hub says that there were too many requests from here. Try again {when}.")
    if status in (401, 403):
        sentence = f"The hub does not hand out {file} ({status}): the model is private, gated, or gone. Choose another one."
        raise HubError("hub-refuses", sentence)
    if status in (404, 410):
        raise HubError("hub-missing", f"The hub has no {file} of this model ({status}). Choose another model.")
    if status == 416:
        raise HubError("hub-answer", "What was there of an earlier download did not fit. Try again.", passing=True, spoilt=True)
    if status >= 500 or status == 408:
        raise HubError("hub-broken", f"The hub has a problem of its own ({status}). Try again later.", passing=True)
    raise HubError("hub-answer", f"The hub answers with {status}, which we do not understand. Try again later.")


def gone(error: Exception, file: str) -> HubError:
    if isinstance(error, (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError)):
        return HubError(
            "hub-unreachable",
            "The hub cannot be reached from this machine. Look at the network and at proxies, or bring the model without it: "
            "`make fetch` on a machine with network, then copy its folder.",
            passing=True,
        )
    if isinstance(error, (TimeoutError, httpx.TimeoutException)):
        return HubError("hub-slow", f"The hub is too slow at the moment: {file} does not come. Try again later.", passing=True)
    if isinstance(error, httpx.UnsupportedProtocol):
        return HubError("hub-answer", "The hub's address is none that we can ask. Look at the setting MIXSCOPE_HUB.")
    return HubError("hub-broke-off", broke_off(file), passing=True)


def broke_off(file: str) -> str:
    return f"The connection broke before all of {file} had come. Try again: it goes on where it stopped."


def page(file: str) -> HubError:
    return HubError(
        "hub-answer",
        f"In place of {file} came a web page, as login pages and proxies send it. Look at the network of this machine.",
    )


def disk_error(error: OSError) -> HubError:
    """HubError for a failure to write."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return HubError("disk-full", DISK_FULL, spoilt=True)
    why = error.strerror or type(error).__name__
    return HubError("disk-error", f"The folder for models cannot be written ({why}). Look at MIXSCOPE_MODELS_DIR.", spoilt=True)
