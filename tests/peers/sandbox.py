"""What the peers of the sandbox share: a client made through the pages, and a citizen's browser."""

import base64
import hmac
import html.parser
import http.cookiejar
import os
import re
import struct
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request

from test_documents import PASSWORD, ROOT, Site, Visitor, listens, until

HUGO = "hugo.lambert@valmont.example"
SECRET = "GUICHETDEMONSTRATIONGUICHETDEMON"
PEERS = ROOT / "tests" / "peers"
WAY = ("Continuer sur", "Angela", "Fournisseur fictif 1", "Confirmer la déconnexion")
GRANTED = {"given_name", "given_name_array", "family_name", "birthdate", "email"}


def one_time_code(secret):
    """As a phone computes it (RFC 6238)."""
    counter = struct.pack(">Q", int(time.time()) // 30)
    digest = hmac.digest(base64.b32decode(secret), counter, "sha1")
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start:start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


class Page(html.parser.HTMLParser):
    """The forms, links and text of a page."""

    def __init__(self, text):
        super().__init__()
        self.text, self.forms, self.links, self.inside, self.words = text, [], [], None, []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self.inside = {"action": attrs.get("action", ""), "method": attrs.get("method", "get"), "fields": [], "buttons": []}
            self.forms.append(self.inside)
        elif tag == "a" and attrs.get("href"):
            self.links.append([attrs["href"], ""])
            self.words.append(self.links[-1])
        elif self.inside and tag == "input" and attrs.get("name"):
            self.inside["fields"].append((attrs["name"], attrs.get("value", "on")))
        elif self.inside and tag == "button":
            button = [attrs.get("name"), attrs.get("value", ""), "", attrs.get("formaction")]
            self.inside["buttons"].append(button)
            self.words.append(button)

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = None
        if tag in ("a", "button") and self.words:
            self.words.pop()

    def handle_data(self, data):
        if self.words:
            word = self.words[-1]
            word[2 if len(word) == 4 else 1] += data


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


class Citizen:
    """A browser that follows what it is sent, keeps cookies and presses buttons."""

    def __init__(self):
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(cookies, Stay())
        self.address, self.status, self.headers, self.page, self.path = "", 0, {}, None, []

    def visit(self, address, body=None):
        for _ in range(20):
            origin = "{0.scheme}://{0.netloc}".format(urllib.parse.urlsplit(address))
            self.path.append(address)
            headers = {"Accept": "text/html", **({"Origin": origin} if body is not None else {})}
            request = urllib.request.Request(address, body, headers)
            try:
                answer = self.opener.open(request, timeout=20)
            except urllib.error.HTTPError as error:
                answer = error
            with answer:
                self.status, self.headers, text = answer.status, answer.headers, answer.read().decode()
                location = answer.headers.get("Location")
            if self.status not in (301, 302, 303, 307):
                self.address, self.page = address, Page(text)
                return self
            address, body = urllib.parse.urljoin(address, location), None
        raise AssertionError(f"redirected for ever to {address}")

    def press(self, form, button):
        fields = list(form["fields"])
        if button[0]:
            fields.append((button[0], button[1]))
        address = urllib.parse.urljoin(self.address, button[3] or form["action"] or self.address)
        if form["method"].lower() == "post":
            return self.visit(address, urllib.parse.urlencode(fields).encode())
        return self.visit(f"{address}?{urllib.parse.urlencode(fields)}")

    def cross(self, sandbox, wanted=WAY):
        """Presses what leads through the pages of the sandbox, as a citizen would, until it sends elsewhere."""
        for _ in range(8):
            if not self.address.startswith(sandbox):
                return self
            assert self.status == 200, f"{self.address} answers {self.status}:\n{words(self.page.text)}"
            self.step(wanted)
        raise AssertionError(f"still in the sandbox, at {self.address}")

    def step(self, wanted):
        for text in wanted:
            for form in self.page.forms:
                for button in form["buttons"]:
                    if text in button[2]:
                        return self.press(form, button)
            for address, label in self.page.links:
                if text in label:
                    return self.visit(urllib.parse.urljoin(self.address, address))
        raise AssertionError(f"{self.address} offers none of {wanted}:\n{words(self.page.text)}")


def words(text):
    """The text of a page, for a message."""
    main = text.split("<main", 1)[-1].split("</main", 1)[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", main))[:2000]


class Sandbox:
    """The site with its demonstration, and a person who declares clients in it."""

    def __init__(self, test):
        self.test = test
        self.site = Site(test, {"GUICHET_URL_CHECKS": "loopback"})
        self.issuer = self.site.url + "/bac-a-sable/api/v2"
        self.pages = self.site.url + "/bac-a-sable/"
        self.cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.hugo = Visitor(self.site.url)
        self.hugo.opener = urllib.request.build_opener(self.cookies)
        self.sign_in()
        self.service = self.open_service()

    def sign_in(self):
        """Hugo signs in with both factors."""
        path = "/connexion/second-facteur"
        fields = {"_csrf": self.hugo.token("/connexion"), "courriel": HUGO, "mot_de_passe": PASSWORD}
        self.hugo.ask("/connexion", urllib.parse.urlencode(fields).encode())
        fields = {"_csrf": self.hugo.token(path), "suite": "/espace", "code": one_time_code(SECRET)}
        status, page, _ = self.hugo.ask(path, urllib.parse.urlencode(fields).encode())
        assert status == 200 and "Espace partenaire" in page.decode(), "the sign-in failed"

    def open_service(self):
        for service in re.findall(r'href="(/espace/services/[0-9a-f-]{36})"', self.hugo.open("/espace")):
            status, page, _ = self.hugo.ask(f"{service}/clients")
            if status == 200 and "Créer un client" in page.decode():
                return service
        raise AssertionError("the demonstration has no service whose clients can be made")

    def client(self, port, **changes):
        """Declares a client through the form; its path in the partner space, its client_id and its secret."""
        path = f"{self.service}/clients/nouveau"
        page = Page(self.hugo.open(path))
        (form,) = [form for form in page.forms if form["action"] == path]
        kept = {name: value for name, value in form["fields"] if name in ("_csrf", "key", "seen")}
        scopes = [value for name, value in form["fields"] if name == "scopes"]
        filled = {
            **kept,
            "name": f"Essai {port}",
            "redirect_uris": f"http://127.0.0.1:{port}/retour",
            "post_logout_redirect_uris": f"http://127.0.0.1:{port}/au-revoir",
            "signing_alg": "ES256",
            "auth_method": "client_secret_post",
            **changes,
        }
        body = urllib.parse.urlencode([*filled.items(), *(("scopes", scope) for scope in scopes)])
        status, answer, _ = self.hugo.ask(path, body.encode())
        answer = answer.decode()
        self.test.assertEqual(status, 200, words(answer))
        shown = dict(re.findall(r'id="(client-id|client-secret)">([0-9a-f]{64})<', answer))
        return f"{self.service}/clients/{kept['key']}", shown["client-id"], shown.get("client-secret")

    def recipe(self, client, library):
        """The program or the configuration that the page of the client gives for a library, as it is."""
        status, text, _ = self.hugo.ask(f"{client}/demarrer/{library}/fichier")
        self.test.assertEqual(status, 200, f"{library} answers {status}")
        return text.decode()

    def browser(self):
        """The opener of Hugo's browser, which follows nothing by itself."""
        return urllib.request.build_opener(self.cookies, Stay())

    def run(self, test, command, place, secret, **settings):
        """Runs a program that answers on a port, with the secret of the client in its environment."""
        folder, port = place
        log = open(os.path.join(folder, "log"), "w", encoding="utf-8")
        test.addCleanup(log.close)
        settings = {"PATH": os.environ["PATH"], "FC_CLIENT_SECRET": secret or "", "PORT": str(port), **settings}
        program = subprocess.Popen(command, cwd=folder, env=settings, stdout=log, stderr=log)
        test.addCleanup(program.wait)
        test.addCleanup(program.terminate)

        def answers():
            with open(log.name, encoding="utf-8") as said:
                assert program.poll() is None, f"{command[0]} stopped: {said.read()}"
            return listens(("127.0.0.1", port))

        until(f"{command[0]} answers", answers)
