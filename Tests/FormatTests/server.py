"""yaml-language-server, spoken to by the Language Server Protocol.

Each message is a JSON-RPC object behind a header with its length. Python 3.8
or later, standard library only.
"""

import json
import queue
import subprocess
import threading

LIMIT = 60


class Failure(Exception):
    """The server gave no answer."""


class Server:
    """A server with one schema for each file whose name ends in a certain way."""

    def __init__(self, node, script, schemas):
        self.process = subprocess.Popen(
            [node, script, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.count, self.messages, self.waiting = 0, queue.Queue(), []
        threading.Thread(target=self.read, daemon=True).start()
        self.settings = {"yaml": {
            "schemas": schemas, "validate": True, "completion": True, "hover": True, "schemaStore": {"enable": False}}}
        capabilities = {"textDocument": {"completion": {"completionItem": {"documentationFormat": ["markdown"]}}},
                        "workspace": {"configuration": False, "didChangeConfiguration": {}}}
        self.ask("initialize", processId=None, rootUri=None, capabilities=capabilities)
        self.tell("initialized")
        self.tell("workspace/didChangeConfiguration", settings=self.settings)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()

    def read(self):
        while True:
            length = 0
            for line in iter(self.process.stdout.readline, b"\r\n"):
                if not line:
                    return
                if line.lower().startswith(b"content-length:"):
                    length = int(line.split(b":")[1])
            self.messages.put(json.loads(self.process.stdout.read(length)))

    def write(self, **message):
        text = json.dumps(dict(message, jsonrpc="2.0")).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(text) + text)
        self.process.stdin.flush()

    def tell(self, method, **parameters):
        self.write(method=method, params=parameters)

    def ask(self, method, **parameters):
        self.count += 1
        number = self.count
        self.write(id=number, method=method, params=parameters)
        return self.next(lambda message: message.get("id") == number and "method" not in message)["result"]

    def next(self, is_wanted):
        for place, message in enumerate(self.waiting):
            if is_wanted(message):
                return self.waiting.pop(place)
        while True:
            try:
                message = self.messages.get(timeout=LIMIT)
            except queue.Empty:
                raise Failure("the server gave no answer within %s s" % LIMIT)
            if "id" in message and "method" in message:
                # It asks for its settings, or to register something.
                items = message.get("params", {}).get("items")
                self.write(id=message["id"], result=[self.settings["yaml"] for _ in items] if items else None)
            elif is_wanted(message):
                return message
            else:
                self.waiting.append(message)

    # ------------------------------------------------------- of a document

    def open(self, uri, text):
        """Opens a document; returns what is wrong with it."""
        self.tell("textDocument/didOpen", textDocument={"uri": uri, "languageId": "yaml", "version": 1, "text": text})
        told = self.next(lambda message: message.get("method") == "textDocument/publishDiagnostics"
                         and message["params"]["uri"] == uri)
        return [one["message"] for one in told["params"]["diagnostics"]]

    def complete(self, uri, text, line, character):
        self.open(uri, text)
        answer = self.ask("textDocument/completion", textDocument={"uri": uri}, position={"line": line, "character": character})
        items = answer["items"] if isinstance(answer, dict) else answer or []
        return {item["label"]: item for item in items}

    def hover(self, uri, text, line, character):
        self.open(uri, text)
        answer = self.ask("textDocument/hover", textDocument={"uri": uri}, position={"line": line, "character": character})
        return json.dumps(answer)
