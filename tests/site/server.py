"""A web server as plain as can be, on this computer alone, that counts what it sends."""

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer


class Handler(SimpleHTTPRequestHandler):
    """Files of one folder."""

    protocol_version = "HTTP/1.1"

    def copyfile(self, source, outputfile):
        """Send, and count the bytes."""
        data = source.read()
        self.server.asked.append(self.path)
        self.server.sent += len(data)
        outputfile.write(data)

    def log_message(self, *words):
        """Quiet."""


class Server:
    """One folder, served until ``stop``; ``asked`` and ``sent`` tell what was wanted, and how many bytes it had."""

    def __init__(self, folder, port=0):
        self.web = ThreadingHTTPServer(("127.0.0.1", port), partial(Handler, directory=str(folder)))
        self.web.daemon_threads = True
        self.web.handle_error = lambda *which: None  # the page has gone on
        self.web.asked, self.web.sent = [], 0
        self.folder, self.port = folder, self.web.server_address[1]
        self.address = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self.web.serve_forever, daemon=True).start()

    def stop(self):
        """From now on nobody answers."""
        self.web.shutdown()
        self.web.server_close()
