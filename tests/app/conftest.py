"""Fixtures that tests of several packages share."""

from tests.support.tiny_timm import opened

__all__ = ["opened"]
