"""The real binary sends its mails to a real SMTP server, which reads them as any mail client would."""

import email
import email.policy
import html.parser
import http.cookiejar
import os
import pathlib
import re
import shutil
import socket
import subprocess
import tempfile
import time
import unittest
import urllib.parse
import urllib.request

from aiosmtpd.controller import Controller

ROOT = pathlib.Path(__file__).resolve().parents[2]
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
BINARY = os.environ.get("GUICHET_BINARY", str(TARGET / "debug" / "guichet"))
FROM = "Guichet d'essai <guichet@example.org>"


class Inbox:
    """Keeps what it receives, as bytes and as the envelope said."""

    def __init__(self):
        self.received = []

    async def handle_DATA(self, server, session, envelope):
        self.received.append(envelope)
        return "250 OK"

    def wait(self, count):
        end = time.monotonic() + 20
        while time.monotonic() < end:
            if len(self.received) >= count:
                return self.received
            time.sleep(0.05)
        raise AssertionError(f"{len(self.received)} mails arrived instead of {count}")


class FormReader(html.parser.HTMLParser):
    """The fields of the form that posts to an address."""

    def __init__(self, action):
        super().__init__()
        self.action, self.inside, self.fields = action, False, {}

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self.inside = attrs.get("action") == self.action
        if self.inside and tag == "input" and attrs.get("name"):
            self.fields[attrs["name"]] = attrs.get("value", "")

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = False


class Visitor:
    """A browser without a screen."""

    def __init__(self, url):
        self.url = url
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        )

    def open(self, path):
        with self.opener.open(self.url + path) as response:
            return response.read().decode()

    def submit(self, page, action, values):
        reader = FormReader(action)
        reader.feed(self.open(page))
        assert reader.fields, f"no form posts to {action} on {page}"
        body = urllib.parse.urlencode({**reader.fields, **values}).encode()
        request = urllib.request.Request(self.url + action, body, {"Origin": self.url})
        with self.opener.open(request) as response:
            return response.read().decode()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class RealServer(unittest.TestCase):
    def setUp(self):
        self.inbox = Inbox()
        self.smtp = Controller(self.inbox, hostname="127.0.0.1", port=free_port())
        self.smtp.start()
        self.addCleanup(lambda: self.smtp.stop(no_assert=True))
        self.folder = tempfile.mkdtemp(prefix="guichet-peers-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        log = open(os.path.join(self.folder, "log"), "w", encoding="utf-8")
        self.addCleanup(log.close)
        self.site = subprocess.Popen(
            [BINARY, "serve"],
            cwd=ROOT,
            stdout=log,
            stderr=log,
            env={
                "PATH": os.environ["PATH"],
                "GUICHET_HTTP_LISTEN": f"127.0.0.1:{port}",
                "GUICHET_PUBLIC_URL": self.url,
                "GUICHET_DATA_DIR": self.folder,
                "GUICHET_PASSWORD_COST": "test",
                "GUICHET_MAIL_URL": f"smtp://127.0.0.1:{self.smtp.port}",
                "GUICHET_MAIL_FROM": FROM,
            },
        )
        self.addCleanup(self.stop)
        self.wait_until_ready()

    def wait_until_ready(self):
        for _ in range(200):
            try:
                Visitor(self.url).open("/sante")
                return
            except OSError:
                self.assertIsNone(self.site.poll(), "the site stopped")
                time.sleep(0.05)
        self.fail("the site does not answer")

    def stop(self):
        self.site.terminate()
        self.site.wait(timeout=20)

    def sign_up(self, first, last, address):
        Visitor(self.url).submit(
            "/inscription",
            "/inscription",
            {"prenom": first, "nom": last, "courriel": address},
        )

    def test_a_mail_has_its_headers_and_both_bodies_in_utf_8(self):
        self.sign_up("Zoé", "Lefèvre-Ñandú", "zoe.lefevre@example.org")
        (envelope,) = self.inbox.wait(1)
        self.assertEqual(envelope.mail_from, "guichet@example.org")
        self.assertEqual(envelope.rcpt_tos, ["zoe.lefevre@example.org"])

        raw = envelope.content
        self.assertTrue(raw.split(b"\r\n\r\n")[0].isascii(), "headers are encoded")
        mail = email.message_from_bytes(raw, policy=email.policy.default)
        self.assertEqual([], [part.defects for part in mail.walk() if part.defects])
        (sender,) = mail["From"].addresses
        self.assertEqual(sender.display_name, "Guichet d'essai")
        self.assertEqual(sender.addr_spec, "guichet@example.org")
        (recipient,) = mail["To"].addresses
        self.assertEqual(recipient.display_name, "Zoé Lefèvre-Ñandú")
        self.assertEqual(recipient.addr_spec, "zoe.lefevre@example.org")
        self.assertRegex(mail["Message-ID"], r"^<[0-9a-f-]{36}@[^>]+>$")
        self.assertLess(abs(mail["Date"].datetime.timestamp() - time.time()), 60)
        self.assertEqual(mail["Subject"], "Confirmez votre adresse")

        plain = mail.get_body(("plain",))
        rich = mail.get_body(("html",))
        self.assertEqual(mail.get_content_type(), "multipart/alternative")
        for part in (plain, rich):
            self.assertEqual(part.get_content_charset(), "utf-8")
            self.assertIn("Zoé", part.get_content())
            self.assertIn(f"{self.url}/inscription/confirmer/", part.get_content())
        self.assertIn("<html", rich.get_content())
        self.assertNotIn("<", plain.get_content().replace("<" + self.url, ""))

    def test_a_subject_with_accents_is_encoded_then_read(self):
        self.sign_up("Zoé", "Lefèvre", "zoe@example.org")
        (first,) = self.inbox.wait(1)
        text = email.message_from_bytes(first.content, policy=email.policy.default)
        path = re.search(r"/inscription/confirmer/\S+", text.get_body(("plain",)).get_content())[0]
        password = "cheval correct pile agrafe"
        Visitor(self.url).submit(path, path, {"nouveau_mot_de_passe": password})
        self.sign_up("Zoé", "Lefèvre", "zoe@example.org")
        second = self.inbox.wait(2)[1].content
        self.assertRegex(second, rb"(?m)^Subject: .*=\?utf-8\?")
        mail = email.message_from_bytes(second, policy=email.policy.default)
        self.assertEqual(mail["Subject"], "Vous avez déjà un compte")

    def test_each_mail_has_its_own_message_id(self):
        self.sign_up("Ana", "Un", "ana@example.org")
        self.sign_up("Ana", "Deux", "ana.deux@example.org")
        mails = [email.message_from_bytes(one.content) for one in self.inbox.wait(2)]
        self.assertEqual(len({mail["Message-ID"] for mail in mails}), 2)

    def test_a_server_that_comes_back_gets_the_mail_late_but_once(self):
        self.smtp.stop()
        self.sign_up("Ana", "Tard", "ana.tard@example.org")
        time.sleep(1)
        self.assertEqual(self.inbox.received, [])
        self.smtp = Controller(self.inbox, hostname="127.0.0.1", port=self.smtp.port)
        self.smtp.start()
        self.inbox.wait(1)
        time.sleep(1)
        self.assertEqual(len(self.inbox.received), 1)


if __name__ == "__main__":
    unittest.main()
