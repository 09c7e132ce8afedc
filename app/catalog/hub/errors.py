"""What can go wrong with the hub, the network and the disk, as sentences for people."""

import errno

import httpx

from ...core.sentence import Sentence

DISK_FULL = Sentence("disk-full", "The disk of the server is full, so the download was given up. Make room, then try again.")


class HubError(Exception):
    """What went wrong; `sentence` says what to do.

    `passing`: it may be over in a moment, so that it is worth going on. `spoilt`: what has been received is of no use.
    """

    def __init__(self, sentence: Sentence, passing: bool = False, spoilt: bool = False) -> None:
        super().__init__(str(sentence))
        self.sentence, self.passing, self.spoilt = sentence, passing, spoilt


def refuse(response: httpx.Response, file: str) -> None:
    """HubError for a status that is no file."""
    status = response.status_code
    if status < 400:
        return
    if status == 429:
        raise HubError(_busy(response.headers.get("retry-after", "")))
    if status in (401, 403):
        says = "The hub does not hand out {file} ({status}): the model is private, gated, or gone. Choose another one."
        raise HubError(Sentence("hub-refuses", says, file=file, status=status))
    if status in (404, 410):
        says = "The hub has no {file} of this model ({status}). Choose another model."
        raise HubError(Sentence("hub-missing", says, file=file, status=status))
    if status == 416:
        says = "What was there of an earlier download did not fit. Try again."
        raise HubError(Sentence("hub-no-fit", says), passing=True, spoilt=True)
    if status >= 500 or status == 408:
        says = "The hub has a problem of its own ({status}). Try again later."
        raise HubError(Sentence("hub-broken", says, status=status), passing=True)
    says = "The hub answers with {status}, which we do not understand. Try again later."
    raise HubError(Sentence("hub-unknown-status", says, status=status))


def _busy(seconds: str) -> Sentence:
    if not seconds.isdecimal():
        return Sentence("hub-busy", "The hub says that there were too many requests from here. Try again in some minutes.")
    says = "The hub says that there were too many requests from here. Try again in {seconds} seconds."
    return Sentence("hub-busy-for", says, seconds=int(seconds))


def gone(error: Exception, file: str) -> HubError:
    if isinstance(error, (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError)):
        says = (
            "The hub cannot be reached from this machine. Look at the network and at proxies, or bring the model without it: "
            "`make fetch` on a machine with network, then copy its folder."
        )
        return HubError(Sentence("hub-unreachable", says), passing=True)
    if isinstance(error, (TimeoutError, httpx.TimeoutException)):
        says = "The hub is too slow at the moment: {file} does not come. Try again later."
        return HubError(Sentence("hub-slow", says, file=file), passing=True)
    if isinstance(error, httpx.UnsupportedProtocol):
        says = "The hub's address is none that we can ask. Look at the setting MIXSCOPE_HUB."
        return HubError(Sentence("hub-no-address", says))
    return broke_off(file)


def broke_off(file: str) -> HubError:
    says = "The connection broke before all of {file} had come. Try again: it goes on where it stopped."
    return HubError(Sentence("hub-broke-off", says, file=file), passing=True)


def page(file: str) -> HubError:
    says = "In place of {file} came a web page, as login pages and proxies send it. Look at the network of this machine."
    return HubError(Sentence("hub-page", says, file=file))


def disk_error(error: OSError) -> HubError:
    """HubError for a failure to write."""
    if error.errno == errno.ENOSPC:
        return HubError(DISK_FULL, spoilt=True)
    says = "The folder for models cannot be written ({why}). Look at MIXSCOPE_MODELS_DIR."
    return HubError(Sentence("disk-error", says, why=error.strerror or type(error).__name__), spoilt=True)
