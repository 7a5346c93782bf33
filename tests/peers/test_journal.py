"""The journal, verified by a program that knows its documented format and nothing of Guichet."""

import hashlib
import json
import os
import pathlib
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
BINARY = os.environ.get("GUICHET_BINARY", str(TARGET / "debug" / "guichet"))
FIELDS = (
    "id at actor_kind actor action subject_kind subject_id organisation_id request_id service_id data "
    "http_request_id origin_digest"
).split()


def verify(database):
    """Gives the places of the entries whose hash is not the one of their content."""
    previous, wrong = "0" * 64, []
    rows = database.execute(
        f"SELECT seq, hash, {', '.join(FIELDS)} FROM journal_entries WHERE seq IS NOT NULL ORDER BY seq"
    ).fetchall()
    for expected, (seq, stored, *fields) in enumerate(rows, start=1):
        array = ["guichet-journal-1", seq, previous, *fields]
        text = json.dumps(array, ensure_ascii=False, separators=(",", ":"))
        if seq != expected or hashlib.sha256(text.encode()).hexdigest() != stored:
            wrong.append(seq)
        previous = stored
    return len(rows), wrong


class Journal(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="guichet-journal-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.listen = f"127.0.0.1:{probe.getsockname()[1]}"
        self.run_binary("migrate")
        for name in ("Zoé", "Léa \"dite\" L'Île", "Noël\ttab"):
            self.run_binary(
                "account", "create", "--email", f"p{abs(hash(name))}@example.org", "--given-name", name,
                "--family-name", "Éxemple", "--password-stdin", stdin="cheval-agrafe-batterie-7\n",
            )
        self.seal()
        self.database = sqlite3.connect(os.path.join(self.folder, "guichet.db"))
        self.addCleanup(self.database.close)

    def environment(self):
        return {
            "PATH": os.environ["PATH"],
            "GUICHET_HTTP_LISTEN": self.listen,
            "GUICHET_DATA_DIR": self.folder,
            "GUICHET_PASSWORD_COST": "test",
        }

    def run_binary(self, *arguments, stdin=None, check=True):
        return subprocess.run(
            [BINARY, *arguments], cwd=ROOT, env=self.environment(), input=stdin, text=True,
            stdout=subprocess.PIPE, check=check,
        )

    def seal(self):
        """The server seals within a second, and what is left when it is told to stop."""
        site = subprocess.Popen([BINARY, "serve"], cwd=ROOT, env=self.environment(), stderr=subprocess.DEVNULL)
        time.sleep(2)
        site.send_signal(signal.SIGTERM)
        self.assertEqual(site.wait(30), 0)

    def test_the_documented_format_is_enough_to_verify_the_chain(self):
        count, wrong = verify(self.database)
        self.assertGreaterEqual(count, 3)
        self.assertEqual(wrong, [])
        said = self.run_binary("journal", "verify").stdout
        self.assertIn(f"{count} sealed entries read, 0 findings.", said)
        self.assertIn("No entry waits to be sealed.", said)
        anchor = said.split("Anchor: ")[1].strip()
        self.assertEqual(self.run_binary("journal", "verify", "--anchor", anchor).returncode, 0)
        other = f"{count}:{'f' * 64}"
        self.assertNotEqual(self.run_binary("journal", "verify", "--anchor", other, check=False).returncode, 0)

    def test_both_verifiers_find_what_was_altered(self):
        self.database.executescript(
            "DROP TRIGGER journal_entries_keep; UPDATE journal_entries SET data = '{}x' WHERE seq = 2;"
        )
        self.assertEqual(verify(self.database)[1], [2])
        said = self.run_binary("journal", "verify", check=False)
        self.assertNotEqual(said.returncode, 0)
        self.assertIn("entry 2 (", said.stdout)


if __name__ == "__main__":
    unittest.main()
