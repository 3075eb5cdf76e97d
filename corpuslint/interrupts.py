"""Ctrl-C at a bad moment: it waits."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

AGAIN_SECONDS = 0.02
"""How long an interrupt that came at a bad moment waits until it is looked at again."""
_undisturbed = 0


def choose_moments() -> None:
    """Let Ctrl-C raise `KeyboardInterrupt` where it can be taken, from now on: not while a module is loaded.

    Extensions may crash (orjson does: one process in seven of those that were interrupted there) or swallow the
    exception when it is raised while they set themselves up. A caller's wish to ignore Ctrl-C is left alone.
    """
    if hasattr(signal, "setitimer") and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _interrupt)
        signal.signal(signal.SIGALRM, _interrupt)


def _interrupt(number: int, frame: FrameType | None) -> None:
    if _undisturbed or _is_loading(frame):
        signal.setitimer(signal.ITIMER_REAL, AGAIN_SECONDS)
    else:
        raise KeyboardInterrupt


def _is_loading(frame: FrameType | None) -> bool:
    while frame is not None and not frame.f_code.co_filename.startswith("<frozen importlib"):
        frame = frame.f_back
    return frame is not None


@contextmanager
def undisturbed() -> Iterator[None]:
    """Ctrl-C in between comes afterwards: a pool of processes that is starting, or a file just made, does not take it.

    The signal is masked for the sake of processes that are started; the kernel may give it to another thread, and
    then it waits as `choose_moments` has it.
    """
    global _undisturbed
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    _undisturbed += 1
    try:
        yield
    finally:
        _undisturbed -= 1
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
