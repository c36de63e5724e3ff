"""Where worker processes come from: a process with a single thread, forked from the service before that has any more.

For each connection that the service sends it, the nursery forks a worker, which answers what comes over that
connection. So workers share in memory whatever was loaded before the nursery was made, one that has died is replaced
at any time, and all of them end when their connections close, whatever the service has died of.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import socket
import struct
from collections.abc import Callable
from multiprocessing.context import ForkProcess

from pipeline.processes import look_seldom

LENGTH = struct.Struct(">I")
"""What stands before every message: its length in bytes."""

Work = Callable[[bytes], bytes]


def can_fork() -> bool:
    """Does the system make processes by forking, and pass connections between them (not on Windows)?"""
    return hasattr(socket, "send_fds") and "fork" in multiprocessing.get_all_start_methods()


class Nursery:
    """Makes workers that do `work`. To be made while the process has one thread only."""

    def __init__(self, work: Work) -> None:
        self._control, theirs = socket.socketpair()
        gc.collect()
        gc.freeze()  # what is never looked at for garbage is never copied for it
        self._process: ForkProcess = multiprocessing.get_context("fork").Process(
            target=_run, args=(theirs, self._control, work), name="nazvy-nursery", daemon=True
        )
        self._process.start()
        theirs.close()

    def worker(self) -> socket.socket:
        """The connection to a new worker, which ends when it is closed. Raises OSError where the nursery is gone."""
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                socket.send_fds(self._control, [b"w"], [theirs.fileno()])
            except OSError:
                ours.close()
                raise
        return ours

    def close(self, patience: float) -> None:
        """End the nursery; wait so many seconds for it and for workers whose connections are closed."""
        self._control.close()
        self._process.join(patience)
        if self._process.is_alive():
            self._process.terminate()
            self._process.join()


def _run(control: socket.socket, other_end: socket.socket, work: Work) -> None:
    other_end.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the service, which then closes the connections
    while True:
        _, connections, *_ = socket.recv_fds(control, 1, 1)
        if not connections:
            break
        if os.fork() == 0:
            control.close()
            _serve(socket.socket(fileno=connections[0]), work)
            os._exit(0)
        os.close(connections[0])
        _reap(os.WNOHANG)
    _reap(0)


def _reap(options: int) -> None:
    """Take note of workers that have ended; without options, wait for all of them."""
    try:
        while os.waitpid(-1, options)[0]:
            pass
    except ChildProcessError:
        pass


def _serve(connection: socket.socket, work: Work) -> None:
    look_seldom()
    with connection, connection.makefile("rb") as asked:
        while len(head := asked.read(LENGTH.size)) == LENGTH.size:
            answer = work(asked.read(LENGTH.unpack(head)[0]))
            connection.sendall(LENGTH.pack(len(answer)) + answer)
