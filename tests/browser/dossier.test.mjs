// Every legal basis is filed from the first page to the acknowledgement; what is typed survives a closed tab.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { BASES, fillDossier } from "./support/dossier.mjs";
import { Mailbox } from "./support/mailbox.mjs";
import { Person } from "./support/people.mjs";
import { Server } from "./support/server.mjs";
import { MANNERS, launch } from "./support/visitor.mjs";

const LEAD = { first: "Inès", last: "Leroy", email: "ines.leroy@prestataire.example" };
const TOWN = { name: "Ville d'Exemple", siret: "217 500 016 00019", category: "7210", founded: "1983-03-01" };
const COMPANY = { name: "Autos Partagées", siret: "912 345 675 00009", category: "5710", founded: "2012-05-02" };

// The journeys file for a town and for the experiment in every manner; beside the desktop, the longest of the others is enough.
const ELSEWHERE = ["vendor_for_administration"];

for (const [name, manner] of Object.entries(MANNERS)) {
  const bases = name === "on a desktop" ? Object.keys(BASES) : ELSEWHERE;
  describe(`filing ${name}`, () => {
    let server;
    let browser;
    let mailbox;
    const applicant = new Person("Camille", "Martin", "camille.martin@exemple.example");

    before(async () => {
      server = await Server.start();
      browser = await launch();
      mailbox = new Mailbox(server);
      await applicant.arrive(browser, server, manner);
      await applicant.signUp(mailbox);
      await applicant.attach(TOWN);
      await applicant.attach(COMPANY);
    });
    after(async () => {
      await browser?.close();
      await server?.stop();
    });

    for (const basis of bases) {
      test(`a request stands on ${basis}`, async () => {
        const { visitor } = applicant;
        const request = await begin(visitor, basis);
        await fillDossier(visitor, LEAD, BASES[basis]);
        await visitor.open(`${request}/soumettre`);
        if (basis === "experiment") {
          // Nothing else is missing: the experiment's own journey files while one runs.
          await visitor.sees("Le dossier n'est pas complet : 1 point à compléter");
          await visitor.sees("aucune expérimentation n'est ouverte");
          return;
        }
        await visitor.sees("Le dossier est complet");
        await visitor.press("Déposer la demande");
        await visitor.sees("La demande est déposée");
        await mailbox.next(applicant.email, /accusé de réception/);
      });
    }

    test("what is typed survives a closed tab", async () => {
      const { visitor } = applicant;
      const request = await begin(visitor, "administration");
      await visitor.open(`${request}/sections/service`);
      await visitor.fill(/Nom public du service/, "Portail à moitié");
      if (manner.scripts) {
        await visitor.page.getByText(/^Enregistré à \d\d:\d\d/).waitFor();
        await visitor.picture(`section-${manner.width}`);
        await visitor.fill(/Public visé/, "Les parents, juste avant de");
        const tab = visitor.page;
        visitor.page = await visitor.context.newPage();
        await tab.close({ runBeforeUnload: true });
      } else {
        await visitor.press("Enregistrer");
        await visitor.sees("Section enregistrée à");
      }
      await visitor.page.goto(new URL(`${request}/sections/service`, server.url).href);
      assert.equal(await visitor.field(/Nom public du service/).inputValue(), "Portail à moitié");
      if (manner.scripts) {
        await soon(async () => {
          await visitor.page.reload();
          return (await visitor.field(/Public visé/).inputValue()) === "Les parents, juste avant de";
        });
      }
    });
  });
}

async function begin(visitor, basis) {
  await visitor.open(`/demandes/nouvelle?fondement=${basis}`);
  await visitor.tick(basis === "administration" ? /Ville d'Exemple/ : /Autos Partagées/);
  await visitor.press("Commencer la demande");
  return visitor.path().match(/^\/demandes\/[^/]+/)[0];
}

async function soon(holds) {
  for (let wait = 0; wait < 50; wait += 1) {
    if (await holds()) {
      return;
    }
    await new Promise((wake) => setTimeout(wake, 100));
  }
  assert.fail("what was typed last is lost");
}
