#!/usr/bin/env python3
"""A provider's HTTP API on 127.0.0.1, for tests and trials: a batch API, FCM's token and send endpoints, and an SMS API of Twilio's kind.

It prints `listening PORT`, and writes each call to a journal of JSON lines before it answers, so that what it took can be compared
with what a client believes. Faults come by chance from a seed: which call meets which one follows from the seed, the call's key (or the
hash of its body, where it has none) and how often it came. They can be laid down too: `POST /_answers` takes
`{"answers":[{"for":"batch"|"token"|"fcm"|"sms","status","headers","body","cut","fault"}]}`, given in their order to the next calls of
that kind; `POST /_revoke` makes all access tokens invalid.
"""

import argparse
import base64
import collections
import hashlib
import http.server
import json
import os
import random
import signal
import socket
import ssl
import sys
import threading
import time
import urllib.parse

FAULTS = ["drop_before", "stall", "throttle", "drop_after", "garbage"]
BODY_LIMIT_BYTES = 64 << 20


class Provider:
    """What all connections share: what was taken, and under which keys."""

    def __init__(self, options):
        self.options = options
        self.lock = threading.Lock()
        self.journal = open(options.journal, "a", encoding="utf-8")
        self.keys = {}
        self.attempts = collections.Counter()
        self.laid_down = collections.defaultdict(collections.deque)
        self.tokens = set()
        self.token_count = 0
        self.taken_count = 0
        self.active = 0

    def write(self, line):
        with self.lock:
            line["active"] = self.active
            self.journal.write(json.dumps(line, sort_keys=True) + "\n")
            self.journal.flush()

    def chance(self, *of):
        """A number from 0 to 1 that the seed and these words decide."""
        return random.Random("\n".join([str(self.options.seed), *map(str, of)])).random()

    def fault(self, name):
        """The fault of a call that goes by this name, each time another; None for none."""
        with self.lock:
            self.attempts[name] += 1
            attempt = self.attempts[name]
        chance = self.chance("fault", name, attempt)
        for fault in FAULTS:
            rate = getattr(self.options, fault)
            if chance < rate:
                return fault
            chance -= rate
        return None

    def verdict(self, message_id):
        chance = self.chance("verdict", message_id)
        if chance < self.options.refuse:
            return "refused"
        return "deferred" if chance < self.options.refuse + self.options.refuse_temporarily else "accepted"

    def provider_id(self):
        with self.lock:
            self.taken_count += 1
            return f"p{self.taken_count}"


class Answer:
    def __init__(self, status, body, headers=None):
        self.status = status
        self.body = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.headers = {"Content-Type": "application/json", **(headers or {})}


class Dropped(Exception):
    """The connection ends without an answer."""


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 120

    def log_message(self, *_):
        pass

    @property
    def provider(self):
        return self.server.provider

    def do_POST(self):
        length = int(self.headers.get("Content-Length", "-1"))
        if not 0 <= length <= BODY_LIMIT_BYTES:
            self.send(Answer(411, {"text": "a length is needed"}))
            return
        body = self.rfile.read(length)
        if len(body) < length:
            self.provider.write({"kind": "cut", "bytes": len(body)})
            self.close_connection = True
            return
        with self.provider.lock:
            self.provider.active += 1
        try:
            answer = self.answer(body)
            time.sleep(0 if self.path.startswith("/_") else self.provider.options.delay_seconds)
            self.leave()
            self.send(answer)
        except Dropped:
            self.leave()
            self.close_connection = True
            try:
                self.connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def leave(self):
        with self.provider.lock:
            self.provider.active -= 1

    def answer(self, body):
        path = self.path.split("?")[0]
        if path == "/_answers":
            for one in json.loads(body)["answers"]:
                self.provider.laid_down[one["for"]].append(one)
            return Answer(200, {})
        if path == "/_revoke":
            self.provider.tokens.clear()
            return Answer(200, {})
        if path == "/v1/messages":
            return self.batch(body)
        if path == "/token":
            return self.token(body)
        if path.startswith("/v1/projects/") and path.endswith("/messages:send"):
            return self.fcm(body)
        if path.startswith("/2010-04-01/Accounts/") and path.endswith("/Messages.json"):
            return self.sms(body, path.split("/")[3])
        return Answer(404, {"code": "not_found", "text": "there is nothing here"})

    def laid_down(self, kind, line):
        """What was laid down for the next call of a kind, whose line is written first."""
        queue = self.provider.laid_down[kind]
        if not queue:
            return None
        one = queue.popleft()
        self.provider.write({**line, "status": one.get("status"), "fault": one.get("fault"), "taken": [], "laid_down": True})
        if one.get("fault"):
            self.spoil(one["fault"])
        body = one.get("body", "")
        answer = Answer(one.get("status", 200), body.encode() if isinstance(body, str) else json.dumps(body).encode())
        answer.headers.update(one.get("headers", {}))
        if one.get("repeat_bytes"):
            answer.body = answer.body * one["repeat_bytes"]
        self.cut = one.get("cut", False)
        return answer

    def spoil(self, fault):
        """Faults by which the call comes to nothing; returns for others."""
        if fault in ("drop_before", "drop_after"):
            raise Dropped
        if fault == "stall":
            time.sleep(self.provider.options.stall_seconds)
            raise Dropped

    def settle(self, kind, key, body, ids, work):
        """Writes the line of a call and answers it, with the fault that meets it. `work` takes it: its answer, and what it took."""
        digest = hashlib.sha256(body).hexdigest()
        line = {"kind": kind, "key": key, "sha256": digest, "ids": ids}
        laid = self.laid_down(kind, line)
        if laid:
            return laid
        fault = self.provider.fault(key or digest)
        if fault in ("drop_before", "stall", "throttle"):
            self.provider.write({**line, "fault": fault, "taken": []})
            self.spoil(fault)
            wait = 1 + int(self.provider.chance("wait", key or digest) * 5)
            return Answer(429, {"code": "20429" if kind == "sms" else "busy", "text": "slow down"}, {"Retry-After": str(wait)})
        with self.provider.lock:
            known = self.provider.keys.get(key) if key else None
        if known and known[0] != digest:
            self.provider.write({**line, "kind": "key_mismatch", "first_sha256": known[0], "taken": []})
            return Answer(422, {"code": "key_mismatch", "text": "the key was used with another body"})
        answer, taken = (known[1], []) if known else work()
        if key and not known:
            with self.provider.lock:
                self.provider.keys[key] = (digest, answer)
        self.provider.write({**line, "fault": fault, "taken": taken, "repeat": bool(known), "status": answer.status})
        self.spoil(fault)
        return self.mangled(answer, key or digest) if fault == "garbage" else answer

    def mangled(self, answer, name):
        """The answer with bytes changed, left out, or cut off, or with another type, or in the place of it something else."""
        chance = random.Random(f"{self.provider.options.seed}\ngarbage\n{name}")
        body = bytearray(answer.body)
        kind = chance.randrange(6)
        if kind == 0:
            for _ in range(1 + chance.randrange(8)):
                body[chance.randrange(len(body))] = chance.randrange(256)
        elif kind == 1:
            del body[chance.randrange(len(body)) :]
        elif kind == 2:
            start = chance.randrange(len(body))
            del body[start : start + 1 + chance.randrange(20)]
        elif kind == 3:
            body = bytearray(chance.randbytes(chance.randrange(400)))
        elif kind == 4:
            body = bytearray(b"[" * chance.randrange(5_000) + body)
        headers = dict(answer.headers)
        if kind == 5:
            headers["Content-Type"] = chance.choice(["text/html", "", "application/xml", "application/json;;", "\x01"])
        return Answer(answer.status, bytes(body), headers)

    def batch(self, body):
        if self.is_forbidden():
            return Answer(401, {"code": "unauthorized", "text": "the secret is wrong"})
        key = self.headers.get("Idempotency-Key")
        try:
            ids = [message["id"] for message in json.loads(body)["messages"]]
        except (ValueError, KeyError, TypeError):
            return Answer(400, {"code": "malformed", "text": "the body can't be read"})
        if not key:
            return Answer(400, {"code": "no_key", "text": "a key is needed"})

        def work():
            results, taken = [], []
            for one in ids:
                verdict = self.provider.verdict(one)
                result = {"id": one, "status": verdict, "code": {"accepted": "250", "deferred": "451"}.get(verdict, "5.1.1")}
                if verdict == "accepted":
                    result["provider_id"] = self.provider.provider_id()
                    taken.append(one)
                if verdict == "deferred":
                    result["retry_after"] = 7
                results.append(result)
            return Answer(200, {"results": results}), taken

        return self.settle("batch", key, body, ids, work)

    def is_forbidden(self):
        secret = self.provider.options.secret
        if not secret:
            return False
        return self.headers.get("Authorization") != f"Bearer {secret}" and self.headers.get("X-Api-Key") != secret

    def token(self, body):
        form = dict(urllib.parse.parse_qsl(body.decode("utf-8", "replace")))
        line = {"kind": "token", "assertion": form.get("assertion"), "grant_type": form.get("grant_type")}
        laid = self.laid_down("token", line)
        if laid:
            return laid
        with self.provider.lock:
            self.provider.token_count += 1
            token = f"access.{self.provider.token_count}.{os.urandom(8).hex()}"
            self.provider.tokens.add(token)
        self.provider.write({**line, "status": 200})
        return Answer(200, {"access_token": token, "expires_in": self.provider.options.token_life, "token_type": "Bearer"})

    def fcm(self, body):
        if self.headers.get("Authorization", "").removeprefix("Bearer ") not in self.provider.tokens:
            self.provider.write({"kind": "fcm", "status": 401, "taken": []})
            return Answer(401, {"error": {"code": 401, "status": "UNAUTHENTICATED", "message": "no valid token"}})
        message = json.loads(body)["message"]
        one = message["data"]["id"]

        def work():
            verdict = self.provider.verdict(one)
            if verdict == "accepted":
                return Answer(200, {"name": f"projects/p/messages/{self.provider.provider_id()}"}), [one]
            status, name, code = (503, "UNAVAILABLE", "UNAVAILABLE") if verdict == "deferred" else (404, "NOT_FOUND", "UNREGISTERED")
            details = [{"@type": "type.googleapis.com/google.firebase.fcm.v1.FcmError", "errorCode": code}]
            return Answer(status, {"error": {"code": status, "status": name, "message": "no", "details": details}}), []

        return self.settle("fcm", None, body, [one], work)

    def sms(self, body, account):
        user = base64.b64decode(self.headers.get("Authorization", "").removeprefix("Basic ")).decode("utf-8", "replace")
        if not user.startswith(account + ":") or (self.provider.options.secret and user != f"{account}:{self.provider.options.secret}"):
            self.provider.write({"kind": "sms", "status": 401, "taken": []})
            return Answer(401, {"code": 20003, "message": "Authenticate", "status": 401})
        form = dict(urllib.parse.parse_qsl(body.decode(), keep_blank_values=True))
        query = urllib.parse.urlsplit(form.get("StatusCallback", "")).query
        one = dict(urllib.parse.parse_qsl(query)).get("message") or hashlib.sha256(form.get("To", "").encode()).hexdigest()

        def work():
            verdict = self.provider.verdict(one)
            if verdict == "accepted":
                return Answer(201, {"sid": f"SM{self.provider.provider_id()}", "status": "queued"}), [one]
            if verdict == "deferred":
                return Answer(429, {"code": 20429, "message": "Too Many Requests", "status": 429}), []
            return Answer(400, {"code": 21610, "message": "unsubscribed", "status": 400}), []

        return self.settle("sms", None, body, [one], work)

    def send(self, answer):
        cut = getattr(self, "cut", False)
        self.cut = False
        head = [f"HTTP/1.1 {answer.status} Answer"] + [f"{name}: {value}" for name, value in answer.headers.items()]
        head += [f"Content-Length: {len(answer.body) + (10 if cut else 0)}", "", ""]
        try:
            self.connection.sendall("\r\n".join(head).encode("latin-1") + answer.body)
            if cut:
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            self.close_connection = True


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request, client_address):
        if not isinstance(sys.exc_info()[1], (ConnectionError, ssl.SSLError, TimeoutError)):
            super().handle_error(request, client_address)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--journal", required=True, help="the file to which each call is added")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--secret", help="what callers must know; without it any secret will do")
    parser.add_argument("--tls", nargs=2, metavar=("CERT", "KEY"), help="PEM files; without them it is plain HTTP")
    parser.add_argument("--stall-seconds", type=float, default=30.0)
    parser.add_argument("--token-life", type=int, default=3600, help="seconds for which an access token is said to be good")
    parser.add_argument("--delay-seconds", type=float, default=0.0, help="how long each answer takes")
    parser.add_argument("--life-seconds", type=float, help="ends by itself after so long; without it when it is told to")
    for fault in FAULTS + ["refuse", "refuse_temporarily"]:
        parser.add_argument("--" + fault.replace("_", "-"), type=float, default=0.0, metavar="RATE", help="from 0 to 1")
    options = parser.parse_args()
    # Whoever starts it may have blocked signals, and a process has them blocked from its start.
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    if options.life_seconds:
        end = threading.Timer(options.life_seconds, os._exit, [0])
        end.daemon = True
        end.start()
    server = Server(("127.0.0.1", 0), Handler)
    server.provider = Provider(options)
    if options.tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*options.tls)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    print(f"listening {server.server_port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
