"""Stands before uvloop under `stillweb run`: it connects in C, which no shim sees. The loop of asyncio does the same."""
import asyncio
from asyncio import new_event_loop, run

__all__ = ["EventLoopPolicy", "Loop", "install", "new_event_loop", "run"]

Loop = asyncio.SelectorEventLoop


def install():
    """Leaves the loop of asyncio in its place."""


def __getattr__(name):
    # Asking for a policy warns from Python 3.14 on; most programs do not ask.
    if name == "EventLoopPolicy":
        return asyncio.DefaultEventLoopPolicy
    raise AttributeError("module 'uvloop' has no attribute %r" % name)
