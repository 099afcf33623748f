#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""fake_programs.py - stands in for vanthu-registrar, vanthu-signer and vanthu-inspect in tests of the others

Linked under their names into a folder that $VANTHU_LIBEXECDIR names. What the fake registrar hears it
appends to $VANTHU_FAKE/heard; what it is to do it reads, once, from files in $VANTHU_FAKE.
"""
import array
import os
import re
import select
import signal
import socket
import struct
import sys

FAKE = os.environ["VANTHU_FAKE"]
NAME = os.path.basename(sys.argv[0])


def kinds():
    source = os.path.join(os.environ["VANTHU_SOURCE"], "daemon/wire/kinds.h")
    with open(source, encoding="utf-8") as stream:
        names = re.findall(r"^\tVT_KIND_(\w+)(?: = 1)?,", stream.read(), re.M)
    return {name: number for number, name in enumerate(names, 1)}


KINDS = kinds()


def text(value):
    value = value.encode()
    return struct.pack("<I", len(value)) + value


def heard(*words):
    with open(os.path.join(FAKE, "heard"), "a", encoding="utf-8") as stream:
        stream.write(" ".join(map(str, words)) + "\n")


def take(name):
    path = os.path.join(FAKE, name)
    if not os.path.exists(path):
        return None
    with open(path, encoding="utf-8") as stream:
        value = stream.read().strip()
    os.unlink(path)
    return value


def receive(channel):
    data, ancillary, _, _ = channel.recvmsg(65000, socket.CMSG_SPACE(4))
    fds = array.array("i")
    for _, _, payload in ancillary:
        fds.frombytes(payload[:4])
    return data, (fds[0] if fds else None)


def read_text(data, at):
    size = struct.unpack_from("<I", data, at)[0]
    return data[at + 4:at + 4 + size].decode(), at + 4 + size


class Registrar:
    def __init__(self):
        self.vanthud = socket.socket(fileno=3)
        self.peers = {}

    def tell(self, name, data):
        try:
            self.peers[name].send(data)
        except (KeyError, OSError):
            heard("not-told", name)

    def introduced(self, data, fd):
        name, _ = read_text(data, 4)
        heard("introduced", name)
        if name == "vanthuctl":
            os.close(fd)
            return
        old = self.peers.get(name)
        if old:
            old.close()
        self.peers[name] = socket.socket(fileno=fd)

    def arrived(self, name, data):
        ident, _ = read_text(data, 4)
        spool = os.path.join(FAKE, "../state/spool")
        files = [os.path.join(spool, ident + end) for end in (".eml", ".env")]
        heard("arrived", ident, *(os.path.getsize(path) for path in files))
        if os.path.exists(os.path.join(FAKE, "forgetful")):
            return
        os.rename(files[0], os.path.join(FAKE, ident + ".eml"))
        os.rename(files[1], os.path.join(FAKE, ident + ".env"))
        self.tell(name, struct.pack("<I", KINDS["ARRIVAL_KEPT"]) + text(ident))

    def packet(self, name, data):
        kind = struct.unpack_from("<I", data)[0]
        if kind == KINDS["ARRIVED"]:
            self.arrived(name, data)
        elif kind == KINDS["DOOR_FAULT"]:
            door, at = read_text(data, 4)
            reason, at = read_text(data, at)
            detail, _ = read_text(data, at)
            heard("door-fault", door, reason, detail)
        elif kind == KINDS["LOOKED_AROUND"]:
            heard("looked-around", *struct.unpack_from("<Q", data, 4))
        elif kind == KINDS["SENT"]:
            request, sent, retry, size = struct.unpack_from("<QBII", data, 4)
            fault = "" if size == 0xFFFFFFFF else data[21:21 + size].decode()
            heard("sent", request, sent, retry, fault)

    def orders(self):
        send = take("send")
        if send and "vanthu-dispatch" in self.peers:
            request, name, sha256, recipient = send.split(" ")
            self.tell("vanthu-dispatch", struct.pack("<IQ", KINDS["SEND"], int(request)) + text(name)
                      + text(sha256) + text(recipient))
        look = take("look")
        if look and "vanthu-intake" in self.peers:
            self.tell("vanthu-intake", struct.pack("<IQ", KINDS["LOOK_AROUND"], int(look)))
        if take("die") is not None:
            os.kill(os.getpid(), signal.SIGKILL)

    def run(self):
        self.vanthud.send(struct.pack("<I", KINDS["READY"]))
        while True:
            channels = {self.vanthud: None, **{peer: name for name, peer in self.peers.items()}}
            for channel in select.select(list(channels), [], [], 0.05)[0]:
                try:
                    data, fd = receive(channel)
                except OSError:
                    data, fd = b"", None
                name = channels[channel]
                if not data and name is None:
                    return
                if not data:
                    del self.peers[name]
                    channel.close()
                elif name is None:
                    self.introduced(data, fd)
                else:
                    self.packet(name, data)
            self.orders()


def main():
    if "-n" in sys.argv:
        fault = take("fault-of-" + NAME)
        if fault:
            print(fault, file=sys.stderr)
        return 78 if fault else 0
    signal.signal(signal.SIGTERM, lambda *_: (heard("ended", NAME), os._exit(0)))
    heard("started", NAME)
    if NAME == "vanthu-registrar":
        Registrar().run()
        return 0
    socket.socket(fileno=4).send(struct.pack("<I", KINDS["READY"]))
    socket.socket(fileno=3).recv(1)
    return 75


sys.exit(main())
