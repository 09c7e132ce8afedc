"""Where a server of the tests is found."""

from dataclasses import dataclass


@dataclass
class AtPort:
    """A server on this machine."""

    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def socket(self) -> str:
        return f"ws://127.0.0.1:{self.port}/api/live"
