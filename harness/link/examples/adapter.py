#!/usr/bin/env python3
"""An adapter between Hallmark and a target that speaks GFI text frames over TCP.

    [link]
    han = "exec:python3 adapter.py gfi://127.0.0.1:9000"

One JSON object a line comes in on standard input, one goes out on standard output. To make an adapter for a target of
your own, keep `main` and `say`, and write `Target` anew. Standard error is yours: the end of it is reported when the
adapter dies.
"""

import json
import os
import re
import socket
import sys
import threading
from urllib.parse import urlsplit

FRAME = re.compile(rb"GBCS:DATA#0:([0-9]+):((?:[0-9A-Fa-f]{2})*)\r?\n")
MAX_LINE = 2 * 65_536 + 64
PIPE = threading.Lock()


def say(line):
    """Writes one line; the thread that reads from the target does so too."""
    with PIPE:
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()


class Target:
    """The target, behind a socket."""

    def __init__(self, url):
        place = urlsplit(url)
        if place.scheme != "gfi" or not place.hostname or not place.port:
            sys.exit(f"expected gfi://host:port, found {url!r}")
        self.socket = socket.create_connection((place.hostname, place.port), timeout=10)
        self.socket.settimeout(None)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=self.listen, daemon=True).start()

    def deliver(self, message):
        self.socket.sendall(b"GBCS:DATA#0:%d:%s\r\n" % (len(message), message.hex().upper().encode()))

    def listen(self):
        stream = self.socket.makefile("rb")
        while line := stream.readline(MAX_LINE):
            frame = FRAME.fullmatch(line)
            if frame and int(frame[1]) == len(frame[2]) // 2:
                say({"event": "message", "hex": frame[2].decode()})
            elif line.strip():
                print(f"not a message: {line[:80]!r}", file=sys.stderr)
        print("the target closed the connection", file=sys.stderr, flush=True)
        os._exit(1)  # Hallmark sees that the adapter has died, says so, and starts it again.


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: adapter.py gfi://host:port")
    target = Target(sys.argv[1])
    about = {"name": "adapter.py", "version": "1", "kind": "esme", "verbs": ["hello", "deliver", "bye"]}
    for line in sys.stdin:
        question = json.loads(line)
        answer = {"id": question["id"]}
        try:
            match question["verb"]:
                case "hello":
                    answer["ok"] = about
                case "deliver":
                    target.deliver(bytes.fromhex(question["hex"]))
                    answer["ok"] = {}
                case "bye":
                    say(answer | {"ok": {}})
                    return
                case _:  # The rule that makes an adapter honest: what it does not do, it does not claim.
                    answer["unsupported"] = True
        except (OSError, KeyError, ValueError) as error:
            answer["error"] = str(error)
        say(answer)


if __name__ == "__main__":
    main()
