"""Runs a program that ends as soon as it looks up or calls anything but loopback."""

import os
import runpy
import sys

LOOPBACK = ("127.0.0.1", "::1", "localhost", None)


def refuse(event, arguments):
    if event == "socket.getaddrinfo":
        host = arguments[0]
    elif event == "socket.connect" and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    else:
        return
    host = host.decode() if isinstance(host, bytes) else host
    if host not in LOOPBACK:
        os.write(2, f"this client left loopback: {event} {host}\n".encode())
        os._exit(70)


sys.addaudithook(refuse)
del sys.argv[0]
sys.path[0] = os.path.dirname(sys.argv[0])
runpy.run_path(sys.argv[0], run_name="__main__")
