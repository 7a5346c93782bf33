// Two reviewers on one file: each sees that the other is there, and the slower one overwrites nothing.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { Server } from "./support/server.mjs";
import { MANNERS, Visitor, launch } from "./support/visitor.mjs";

const ANNE = "anne.lefevre@guichet.example";
const MARC = "marc.dubois@guichet.example";
/** The page asks every fifteen seconds. */
const PATIENCE = 40_000;

let server;
let browser;
before(async () => {
  browser = await launch();
});
after(async () => {
  await browser?.close();
});
// Each manner takes the request that waits: it must wait anew for the next one.
beforeEach(async () => {
  server = await Server.start({ demonstration: true });
});
afterEach(async () => {
  await server?.stop();
});

for (const [name, manner] of Object.entries(MANNERS)) {
  test(`two reviewers on one file, ${name}`, async () => {
    const anne = await arrive(ANNE, manner);
    const marc = await arrive(MARC, manner);
    await anne.open("/instruction");
    await anne.follow(/^D-\d+/);
    const file = anne.path();
    await anne.press("Prendre en charge");
    assert.equal(await others(anne), "", "nobody else is there yet");

    await marc.open(file);
    assert.match(await others(marc), /Anne Lefèvre consulte aussi cette demande/);
    if (manner.scripts) {
      await anne.page.waitForFunction(
        () => document.querySelector("[data-presence]").textContent.includes("Marc Dubois consulte aussi"),
        undefined,
        { timeout: PATIENCE },
      );
    } else {
      await anne.open(file);
      assert.match(await others(anne), /Marc Dubois consulte aussi cette demande/);
    }
    await anne.picture(`presence-${manner.width}`);

    await anne.open(`${file}/confier`);
    await marc.open(`${file}/confier`);
    await anne.select(/Collègue/, "Marc Dubois");
    await anne.fill(/^Note/, "Je pars en congé ce soir.");
    await anne.press("Confier la demande");
    await anne.sees("Je pars en congé ce soir.");
    await marc.select(/Collègue/, "Isabelle Faure");
    await marc.press("Confier la demande", { status: 409 });
    await marc.sees("Marc Dubois");
    await marc.open(file);
    await marc.sees("Suivie par");
    await marc.sees("Je pars en congé ce soir.");
    await anne.leave();
    await marc.leave();
  });
}

async function others(visitor) {
  return (await visitor.page.locator("[data-presence]").innerText()).trim();
}

/** Comes in with the password and the one-time code that the demonstration page shows. */
async function arrive(email, manner) {
  const visitor = await Visitor.arrive(browser, server, manner);
  const shown = async () => {
    const page = await (await fetch(new URL("/demonstration", server.url))).text();
    return [...page.matchAll(/<code class="g-copy__value"[^>]*>([^<]+)<\/code>/g)].map(([, value]) => value);
  };
  await visitor.open("/connexion");
  await visitor.fill(/Adresse électronique/, email);
  await visitor.fill("Mot de passe", (await shown())[0]);
  await visitor.press("Se connecter");
  if (visitor.path() === "/connexion/second-facteur") {
    await visitor.fill(/Code à 6 chiffres/, (await shown())[1]);
    await visitor.press("Continuer");
  }
  return visitor;
}
