"""OpenID clients that nobody here wrote sign in at the sandbox, with the ready configurations of its pages as they are."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest
import urllib.parse

from sandbox import GRANTED, PEERS, Citizen, Sandbox, words
from test_documents import free_port

MODULES = PEERS / "node_modules"
APACHE_MODULES = pathlib.Path("/usr/lib/apache2/modules")
FAREWELL = "Au revoir."


class Clients(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        # One site for all the clients: each has its own client_id and its own browser.
        cls.held = unittest.TestCase()
        cls.sandbox = Sandbox(cls.held)

    @classmethod
    def tearDownClass(cls):
        cls.held.doCleanups()

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="guichet-client-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.port = free_port()
        self.service = f"http://127.0.0.1:{self.port}"

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        pathlib.Path(path).write_text(text, encoding="utf-8")
        return path

    def start(self, library, command, name, **changes):
        """Declares a client, takes its ready configuration and runs it."""
        path, self.client_id, secret = self.sandbox.client(self.port, **changes)
        program = self.write(name, self.sandbox.recipe(path, library))
        self.assertNotIn(secret or "?", pathlib.Path(program).read_text(encoding="utf-8"))
        return self.sandbox.run(self, [*command, program], (self.folder, self.port), secret)

    def assert_person(self, claims):
        self.assertEqual(claims["family_name"], "DUBOIS")
        self.assertEqual(claims["birthdate"], "1962-08-24")
        self.assertEqual(claims.keys(), GRANTED | {"sub", "aud", "exp", "iat", "iss"})
        self.assertRegex(claims["sub"], r"^[0-9a-f]{64}v1$")
        self.assertEqual(claims["aud"], self.client_id)
        self.assertEqual(claims["iss"], self.sandbox.issuer)

    def sign_in(self, citizen):
        citizen.visit(f"{self.service}/connexion").cross(self.sandbox.pages)
        self.assertEqual(citizen.status, 200, citizen.page.text)
        return json.loads(citizen.visit(self.service + "/").page.text)

    def sign_in_and_out(self):
        citizen = Citizen()
        claims = self.sign_in(citizen)
        self.assert_person(claims)
        citizen.visit(f"{self.service}/deconnexion").cross(self.sandbox.pages)
        self.assertTrue(citizen.address.startswith(self.service), citizen.path)
        returns = [path for path in citizen.path if path.startswith(f"{self.service}/au-revoir")]
        self.assertEqual(len(returns), 1, "the sandbox sends the browser back once")
        self.assertEqual(json.loads(citizen.visit(self.service + "/").page.text), {"connexion": "/connexion"})
        # The session of the sandbox is over too: the person chooses an identity again.
        choosing = citizen.visit(f"{self.service}/connexion")
        self.assertTrue(choosing.address.startswith(self.sandbox.pages))
        self.assertIn("Fournisseur fictif 1", choosing.page.text)
        self.assertEqual(claims["sub"], self.sign_in(citizen)["sub"], "sub is stable")
        return claims

    def test_openid_client_for_node_signs_in_reads_the_person_and_signs_out(self):
        os.symlink(MODULES, os.path.join(self.folder, "node_modules"))
        self.start("node", ["node"], "connexion.mjs")
        self.sign_in_and_out()

    def test_openid_client_for_node_verifies_rs256_too(self):
        os.symlink(MODULES, os.path.join(self.folder, "node_modules"))
        self.start("node", ["node"], "connexion.mjs", signing_alg="RS256")
        self.sign_in_and_out()

    def test_openid_client_for_node_proves_who_it_is_by_its_key(self):
        os.symlink(MODULES, os.path.join(self.folder, "node_modules"))
        made = subprocess.run(
            ["node", "-e", MAKE_KEY, os.path.join(self.folder, "cle.jwk")], check=True, capture_output=True, text=True
        )
        path, self.client_id, secret = self.sandbox.client(
            self.port, auth_method="private_key_jwt", jwks=made.stdout
        )
        self.assertIsNone(secret)
        program = self.write("connexion.mjs", self.sandbox.recipe(path, "node"))
        key = {"FC_PRIVATE_KEY": os.path.join(self.folder, "cle.jwk")}
        self.sandbox.run(self, ["node", program], (self.folder, self.port), "", **key)
        self.sign_in_and_out()

    def test_authlib_signs_in_reads_the_person_and_signs_out(self):
        self.start("python", [sys.executable], "connexion.py")
        self.sign_in_and_out()

    def test_france_connect_py_signs_in_reads_the_person_and_signs_out(self):
        self.start("france-connect-py", [sys.executable], "connexion.py")
        self.sign_in_and_out()

    def test_openid_connect_for_ruby_signs_in_reads_the_person_and_signs_out(self):
        self.start("ruby", ["ruby"], "connexion.rb")
        self.sign_in_and_out()

    def test_go_oidc_signs_in_reads_the_person_and_signs_out(self):
        # Debian has version 2, with the same functions: its sources stand where the recipe looks for version 3.
        library = pathlib.Path("/usr/share/gocode/src/github.com/coreos/go-oidc")
        self.assertTrue(library.exists(), "run .ci/setup.sh peers")
        place = pathlib.Path(self.folder) / "go/src/github.com/coreos/go-oidc/v3/oidc"
        place.mkdir(parents=True)
        for source in library.glob("*.go"):
            if not source.name.endswith("_test.go"):
                shutil.copy(source, place)
        path, self.client_id, secret = self.sandbox.client(self.port)
        source = self.write("connexion.go", self.sandbox.recipe(path, "go"))
        settings = {
            "PATH": os.environ["PATH"],
            "GO111MODULE": "off",
            "GOFLAGS": "",
            "GOPATH": f"{self.folder}/go:/usr/share/gocode",
            "GOCACHE": str(PEERS / ".venv" / "go-cache"),
        }
        program = os.path.join(self.folder, "connexion")
        built = subprocess.run(["go", "build", "-o", program, source], env=settings, capture_output=True, text=True)
        self.assertEqual(built.returncode, 0, built.stderr)
        self.sandbox.run(self, [program], (self.folder, self.port), secret)
        self.sign_in_and_out()

    def test_two_clients_know_the_same_person_under_two_names(self):
        self.start("france-connect-py", [sys.executable], "connexion.py")
        first = self.sign_in(Citizen())["sub"]
        self.port = free_port()
        self.service = f"http://127.0.0.1:{self.port}"
        self.start("python", [sys.executable], "connexion2.py")
        self.assertNotEqual(first, self.sign_in(Citizen())["sub"])

    def test_a_second_service_of_the_same_browser_skips_the_choice(self):
        self.start("france-connect-py", [sys.executable], "connexion.py")
        citizen, first = Citizen(), self.service
        self.sign_in(citizen)
        self.port = free_port()
        self.service = f"http://127.0.0.1:{self.port}"
        self.start("france-connect-py", [sys.executable], "connexion2.py")
        landed = citizen.visit(f"{self.service}/connexion")
        self.assertNotIn("Fournisseur fictif 1", landed.page.text)
        self.assertIn("Continuer sur", landed.page.text, words(landed.page.text))
        self.assertNotEqual(first, self.service)

    def test_mod_auth_openidc_protects_a_site_and_signs_out(self):
        self.assertTrue((APACHE_MODULES / "mod_auth_openidc.so").exists(), "run .ci/setup.sh peers")
        path, self.client_id, secret = self.sandbox.client(self.port)
        self.write("franceconnect.conf", self.sandbox.recipe(path, "apache"))
        os.mkdir(os.path.join(self.folder, "www"))
        self.write("www/index.html", "Bienvenue.")
        self.write("www/au-revoir", FAREWELL)
        self.write("apache.conf", self.apache())
        os.chmod(self.folder, 0o755)
        apache = shutil.which("apache2", path="/usr/sbin:/usr/bin")
        command = [apache, "-DFOREGROUND", "-f", os.path.join(self.folder, "apache.conf")]
        self.sandbox.run(self, command, (self.folder, self.port), secret)
        citizen = Citizen().visit(self.service + "/").cross(self.sandbox.pages)
        self.assertEqual((citizen.status, citizen.page.text.strip()), (200, "Bienvenue."))
        self.assertEqual(citizen.headers["X-Name"], "DUBOIS")
        self.assertRegex(citizen.headers["X-Sub"], r"^[0-9a-f]{64}v1$")
        leave = urllib.parse.quote(f"{self.service}/au-revoir", safe="")
        citizen.visit(f"{self.service}/retour?logout={leave}").cross(self.sandbox.pages)
        self.assertEqual(citizen.page.text.strip(), FAREWELL)
        self.assertTrue(citizen.visit(self.service + "/").address.startswith(self.sandbox.pages))

    def apache(self):
        """A whole Apache in a folder, which shows in headers what the module tells the site."""
        modules = ["mpm_event", "authn_core", "authz_core", "authz_user", "auth_openidc", "headers", "dir"]
        lines = [
            f"ServerRoot {self.folder}",
            "ServerName 127.0.0.1",
            f"Listen 127.0.0.1:{self.port}",
            f"PidFile {self.folder}/pid",
            f"ErrorLog {self.folder}/error.log",
            f"DocumentRoot {self.folder}/www",
            *(f"LoadModule {name}_module {APACHE_MODULES}/mod_{name}.so" for name in modules),
            "DirectoryIndex index.html",
            f"Include {self.folder}/franceconnect.conf",
            'Header always set X-Sub "expr=%{req:OIDC_CLAIM_sub}"',
            'Header always set X-Name "expr=%{req:OIDC_CLAIM_family_name}"',
        ]
        if os.getuid() == 0:
            lines += ["User www-data", "Group www-data"]
        return "\n".join(lines) + "\n"

    def test_the_walk_by_hand_works_as_it_is_written(self):
        path, self.client_id, secret = self.sandbox.client(self.port)
        script = self.write("connexion.sh", self.sandbox.recipe(path, "curl"))
        walk = subprocess.Popen(
            ["sh", script],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={"PATH": os.environ["PATH"], "FC_CLIENT_SECRET": secret},
        )
        self.addCleanup(walk.kill)
        walk.stdout.readline()
        citizen = Citizen()
        try:
            citizen.visit(walk.stdout.readline().strip()).cross(self.sandbox.pages)
        except OSError:
            pass  # nobody listens at the address of return: the person copies it from the browser
        said, _ = walk.communicate(citizen.path[-1] + "\n", timeout=30)
        self.assertEqual(walk.returncode, 0, said)
        objects = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
        self.assertEqual(len(objects), 2, said)
        self.assertEqual(objects[0]["nonce"] and objects[0]["sub"], objects[1]["sub"])
        self.assert_person(objects[1])

    def test_the_demonstration_shows_a_whole_login(self):
        site, service = self.sandbox.site.url, self.sandbox.service
        hugo = Citizen()
        hugo.opener = self.sandbox.browser()
        page = hugo.visit(f"{site}{service}/essai")
        if "Préparer la démonstration" in page.page.text:
            hugo.step(("Préparer la démonstration",))
        self.assertIn("Se connecter au bac à sable", hugo.page.text)
        hugo.step(("Se connecter au bac à sable",))
        hugo.cross(self.sandbox.issuer)
        self.assertEqual(hugo.status, 200, words(hugo.page.text))
        self.assertIn("Connexion réussie", hugo.page.text)
        self.assertIn("DUBOIS", hugo.page.text)
        hugo.step(("Se déconnecter du bac à sable",)).cross(self.sandbox.issuer)
        self.assertIn("Déconnexion réussie", hugo.page.text)


MAKE_KEY = """
const { generateKeyPairSync } = require("node:crypto");
const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const kid = "essai";
require("node:fs").writeFileSync(process.argv[1], JSON.stringify({ ...privateKey.export({ format: "jwk" }), kid }));
console.log(JSON.stringify({ keys: [{ ...publicKey.export({ format: "jwk" }), kid, use: "sig", alg: "ES256" }] }));
"""

if __name__ == "__main__":
    unittest.main()
