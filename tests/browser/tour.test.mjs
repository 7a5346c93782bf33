// Every page that each role reaches from its menu, on the demonstration data: no page fails, and axe finds nothing.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Server } from "./support/server.mjs";
import { MANNERS, Visitor, launch } from "./support/visitor.mjs";

const PEOPLE = [
  "claire.morel@valmont.example",
  "hugo.lambert@valmont.example",
  "anne.lefevre@guichet.example",
  "yann.legoff@guichet.example",
  "isabelle.faure@guichet.example",
  "paul.girard@guichet.example",
  "rose.nguyen@guichet.example",
];
/** Files are downloaded, not shown. */
const NOT_PAGES = /\/(documents|pieces|fichiers)\/|\/(modele|lettre|certificat)$|[/.](csv|ics|json|ods|pdf|svg)(\?|$)|^\/static\//;

/** Pages that say the same to everybody: the first person to pass is enough. */
const SHARED = /^\/(|[a-z-]+|(aide|eligibilite|boite-aux-lettres)\/.*|mot-de-passe-.*|connexion\/.*)$/;
const OWN = /^\/(demandes|espace|organisations|instruction|qualification|identifiants|administration|journal|compte)$/;

let server;
let browser;
before(async () => {
  server = await Server.start({ demonstration: true });
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

for (const [name, manner] of Object.entries(MANNERS).filter(([, { scripts }]) => scripts)) {
  describe(`the tour ${name}`, () => {
    const passed = new Set();
    for (const email of PEOPLE) {
      test(email, async (t) => {
        const visitor = await Visitor.arrive(browser, server, manner);
        await signIn(visitor, email);
        const faults = await walk(visitor, passed, `${email.split("@")[0]}-${manner.width}`);
        t.diagnostic(`${visitor.weights.length} pages seen`);
        assert.deepEqual(faults, [], faults.join("\n"));
        await visitor.leave();
      });
    }
  });
}

test("the queue by keyboard, until its shortcuts are turned off", async () => {
  const [manner] = Object.values(MANNERS).filter(({ scripts }) => scripts);
  const visitor = await Visitor.arrive(browser, server, manner);
  await signIn(visitor, "marc.dubois@guichet.example");
  await visitor.open("/instruction?etat=toutes");
  const { page } = visitor;
  const at = () => page.evaluate(() => document.activeElement.textContent);
  const numbers = await page.locator("tbody a").allTextContents();
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  assert.equal(await at(), numbers[1]);
  await page.keyboard.press("k");
  assert.equal(await at(), numbers[0]);
  await page.keyboard.press("x");
  assert.equal(await page.locator("tbody input:checked").count(), 1);
  await page.keyboard.press("?");
  assert.ok(await page.locator("#raccourcis[open]").isVisible());
  await page.keyboard.press("/");
  await page.keyboard.type("jk?/");
  assert.equal(await page.locator("#q").inputValue(), "jk?/", "typing is typing");
  await visitor.open("/instruction/affichage");
  await page.locator("#raccourcis").uncheck({ force: true });
  await visitor.press("Enregistrer");
  await page.keyboard.press("j");
  assert.equal(await page.locator("tr.g-here").count(), 0);
  await visitor.leave();
});

/** Comes in with the password and the one-time code that the demonstration page shows. */
async function signIn(visitor, email) {
  const shown = async () => {
    const page = await (await fetch(new URL("/demonstration", server.url))).text();
    return [...page.matchAll(/<code class="g-copy__value"[^>]*>([^<]+)<\/code>/g)].map(([, value]) => value);
  };
  const [password] = await shown();
  await visitor.open("/connexion");
  await visitor.fill(/Adresse électronique/, email);
  await visitor.fill("Mot de passe", password);
  await visitor.press("Se connecter");
  if (visitor.path() === "/connexion/second-facteur") {
    const [, code] = await shown();
    await visitor.fill(/Code à 6 chiffres/, code);
    await visitor.press("Continuer");
  }
}

/** Follows every link of the site, one page of each kind, and tells what is wrong. */
async function walk(visitor, passed, label) {
  const faults = [];
  const seen = new Set(passed);
  const waiting = [visitor.path()];
  while (waiting.length > 0) {
    const address = waiting.shift();
    const kind = address.replace(/[?#].*/, "").replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "{id}").replace(/\d+/g, "{n}");
    if (seen.has(kind) || NOT_PAGES.test(kind)) {
      continue;
    }
    seen.add(kind);
    if (SHARED.test(kind) && !OWN.test(kind)) {
      passed.add(kind);
    }
    try {
      await visitor.open(address);
      await visitor.picture(`tour-${label}${kind.replaceAll("/", "-").replace(/[{}]/g, "")}`);
    } catch (fault) {
      faults.push(`${address}: ${fault.message.slice(0, 2000)}`);
      continue;
    }
    const links = await visitor.page.locator("a[href^='/']").evaluateAll((found) => found.map((link) => link.getAttribute("href")));
    waiting.push(...links);
  }
  return faults;
}
