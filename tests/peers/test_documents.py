"""The real binary keeps files in a real S3 service, and has them read first by a real antivirus."""

import hashlib
import http.cookiejar
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.parse
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
BINARY = os.environ.get("GUICHET_BINARY", str(TARGET / "debug" / "guichet"))
BUCKET = "guichet-essai"
LUCAS = "lucas.bernard@velovia.example"
PASSWORD = "orage-violet-sur-la-digue"
# The file that every antivirus is tested with, in two halves so that this one is not refused.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-" + rb"ANTIVIRUS-TEST-FILE!$H+H*"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(what, question, seconds=30):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        answer = question()
        if answer:
            return answer
        time.sleep(0.1)
    raise AssertionError(f"{what}: it did not happen")


def listens(place):
    kind = socket.AF_UNIX if isinstance(place, str) else socket.AF_INET
    try:
        with socket.socket(kind) as probe:
            probe.connect(place)
        return True
    except OSError:
        return False


class Visitor:
    """A browser without a screen, that can send files."""

    def __init__(self, url):
        self.url = url
        jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))

    def ask(self, path, body=None, headers=None):
        request = urllib.request.Request(self.url + path, body, {"Origin": self.url, **(headers or {})})
        try:
            with self.opener.open(request) as response:
                return response.status, response.read(), response.headers
        except urllib.error.HTTPError as error:
            return error.code, error.read(), error.headers

    def open(self, path):
        status, body, _ = self.ask(path)
        assert status == 200, f"{path} answers {status}"
        return body.decode()

    def token(self, path):
        return re.search(r'name="_csrf" value="([^"]+)"', self.open(path))[1]

    def sign_in(self, address):
        fields = {"_csrf": self.token("/connexion"), "courriel": address, "mot_de_passe": PASSWORD}
        status, body, _ = self.ask("/connexion", urllib.parse.urlencode(fields).encode())
        assert status == 200 and "Se déconnecter" in body.decode(), "the sign-in failed"

    def write(self, path, text, name, content):
        """Sends a message with a file on the thread of a request."""
        edge = "--------bord"
        parts = [("_csrf", self.token(path), None), ("message", text, None), ("fichiers", content, name)]
        body = b""
        for field, value, file in parts:
            name = f'; filename="{file}"' if file else ""
            body += f'--{edge}\r\nContent-Disposition: form-data; name="{field}"{name}\r\n\r\n'.encode()
            body += (value if isinstance(value, bytes) else value.encode()) + b"\r\n"
        body += f"--{edge}--\r\n".encode()
        kind = f"multipart/form-data; boundary={edge}"
        status, page, _ = self.ask(path, body, {"Content-Type": kind})
        return status, page.decode()


class Site:
    """The binary over a folder of its own, with the demonstration."""

    def __init__(self, test, settings):
        self.folder = tempfile.mkdtemp(prefix="guichet-peers-")
        test.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.settings = {
            "PATH": os.environ["PATH"],
            "GUICHET_HTTP_LISTEN": f"127.0.0.1:{port}",
            "GUICHET_PUBLIC_URL": self.url,
            "GUICHET_DATA_DIR": self.folder,
            "GUICHET_PASSWORD_COST": "test",
            **settings,
        }
        log = open(os.path.join(self.folder, "log"), "w", encoding="utf-8")
        test.addCleanup(log.close)
        quiet = {"cwd": ROOT, "stdout": log, "stderr": log, "env": self.settings}
        subprocess.run([BINARY, "demo"], check=True, **quiet)
        self.process = subprocess.Popen([BINARY, "serve"], **quiet)
        test.addCleanup(self.stop)
        until("the site answers", lambda: listens(("127.0.0.1", port)))

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=30)

    def thread(self):
        """Lucas, and the thread of a request that he filed."""
        lucas = Visitor(self.url)
        lucas.sign_in(LUCAS)
        for request in re.findall(r'href="(/demandes/[0-9a-f-]{36})"', lucas.open("/demandes")):
            if f'href="{request}/messages"' in lucas.open(request):
                return lucas, request
        raise AssertionError("the demonstration has no request that was filed")


class Bucket(unittest.TestCase):
    def setUp(self):
        port = free_port()
        self.endpoint = f"http://127.0.0.1:{port}"
        self.start_service(port)
        call = urllib.request.Request(f"{self.endpoint}/{BUCKET}", method="PUT")
        urllib.request.urlopen(call).close()
        self.site = Site(
            self,
            {
                "GUICHET_DOCUMENTS_URL": f"s3://{BUCKET}/documents?endpoint={self.endpoint}",
                "GUICHET_DOCUMENTS_KEY": "essai",
                "GUICHET_DOCUMENTS_SECRET": "secret-d-essai",
            },
        )

    def start_service(self, port):
        self.service = subprocess.Popen(
            [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.addCleanup(self.service.wait)
        self.addCleanup(self.service.terminate)
        until("the S3 service answers", lambda: listens(("127.0.0.1", port)))

    def keys(self):
        with urllib.request.urlopen(f"{self.endpoint}/{BUCKET}?list-type=2") as response:
            return re.findall(r"<Key>([^<]+)</Key>", response.read().decode())

    def test_files_are_kept_whole_under_names_that_say_nothing(self):
        before = set(self.keys())
        self.assertTrue(before, "the demonstration joined files")
        self.assertTrue(all(re.fullmatch(r"documents/[0-9a-f-]{36}", key) for key in before))
        self.assertFalse(pathlib.Path(self.site.folder, "documents").exists())
        lucas, request = self.site.thread()
        # Larger than one part: it goes by several, and comes back the same.
        large = b"%PDF-1.7\n" + os.urandom(9 * 1024 * 1024)
        status, page = lucas.write(f"{request}/messages", "Voici le dossier.", "dossier.pdf", large)
        self.assertEqual(status, 200)
        (new,) = set(self.keys()) - before
        href = re.findall(r'href="([^"]+/messages/fichiers/[^"]+)"', page)[-1]
        status, back, headers = lucas.ask(href)
        self.assertEqual(status, 200)
        self.assertEqual(hashlib.sha256(back).hexdigest(), hashlib.sha256(large).hexdigest())
        self.assertTrue(headers["Content-Disposition"].startswith("attachment"))
        self.assertNotIn("dossier", new)

    def test_a_service_that_is_away_fails_the_upload_and_nothing_else(self):
        lucas, request = self.site.thread()
        self.service.terminate()
        self.service.wait()
        status, page = lucas.write(f"{request}/messages", "Bonjour.", "a.pdf", b"%PDF-1.7\n")
        self.assertEqual(status, 500)
        self.assertIn("Une erreur est survenue", page)
        self.assertNotIn("Bonjour.", lucas.open(f"{request}/messages"))


class Antivirus(unittest.TestCase):
    def setUp(self):
        clamd = shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin:/usr/local/sbin")
        self.assertIsNotNone(clamd, "clamd is missing: run .ci/setup.sh peers")
        self.folder = tempfile.mkdtemp(prefix="guichet-clamd-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        # One signature of our own: nothing is downloaded.
        signature = f"Eicar-Essai:0:*:{EICAR.hex()}\n"
        pathlib.Path(self.folder, "base").mkdir()
        pathlib.Path(self.folder, "base", "essai.ndb").write_text(signature, encoding="ascii")
        self.socket = os.path.join(self.folder, "clamd.ctl")
        self.port = free_port()
        pathlib.Path(self.folder, "clamd.conf").write_text(
            f"Foreground yes\nDatabaseDirectory {self.folder}/base\nLogFile {self.folder}/log\n"
            f"LocalSocket {self.socket}\nTCPSocket {self.port}\nTCPAddr 127.0.0.1\nStreamMaxLength 20M\n",
            encoding="ascii",
        )
        self.clamd = [clamd, "-c", os.path.join(self.folder, "clamd.conf")]

    def start(self):
        daemon = subprocess.Popen(self.clamd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(daemon.wait)
        self.addCleanup(daemon.terminate)
        until("the antivirus answers", lambda: listens(self.socket) and listens(("127.0.0.1", self.port)), 60)

    def write(self, lucas, request, name, content):
        """Sends a file; where it is read."""
        status, page = lucas.write(f"{request}/messages", f"Voici {name}.", name, content)
        self.assertEqual(status, 200)
        return re.findall(r'href="([^"]+/messages/fichiers/[^"]+)"', page)[-1]

    def through(self, place):
        lucas, request = Site(self, {"GUICHET_CLAMAV_URL": place}).thread()
        clean = b"%PDF-1.7\nrien"
        sound = self.write(lucas, request, "sain.pdf", clean)
        infected = self.write(lucas, request, "infecte.pdf", b"%PDF-1.7\n" + EICAR)
        until("the sound file is given", lambda: lucas.ask(sound)[0] == 200)
        self.assertEqual(lucas.ask(sound)[1], clean)
        refused = until("the infected file is refused", lambda: self.refused(lucas, infected))
        self.assertIn("logiciel malveillant", refused)
        self.assertIn("logiciel malveillant", lucas.open(f"{request}/messages"))

    def refused(self, lucas, href):
        status, body, _ = lucas.ask(href)
        self.assertEqual(status, 409, "an infected file is never given")
        return body.decode() if "logiciel malveillant" in body.decode() else None

    def test_an_infected_file_is_never_given_through_tcp(self):
        self.start()
        self.through(f"tcp://127.0.0.1:{self.port}")

    def test_an_infected_file_is_never_given_through_a_socket(self):
        self.start()
        self.through(f"unix:{self.socket}")

    def test_a_file_waits_for_an_antivirus_that_is_away(self):
        lucas, request = Site(self, {"GUICHET_CLAMAV_URL": f"unix:{self.socket}"}).thread()
        sound = self.write(lucas, request, "sain.pdf", b"%PDF-1.7\nrien")
        time.sleep(1)
        status, body, _ = lucas.ask(sound)
        self.assertEqual(status, 409)
        self.assertIn("En cours d&#39;analyse", body.decode().replace("&#x27;", "&#39;").replace("'", "&#39;"))
        self.start()
        until("the file is given", lambda: lucas.ask(sound)[0] == 200, 120)


if __name__ == "__main__":
    unittest.main()
