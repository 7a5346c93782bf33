// A whole request is filed without a mouse, from the making of the account to the acknowledgement.
import { after, before, describe, test } from "node:test";
import { BASES, fillDossier } from "./support/dossier.mjs";
import { Typist } from "./support/keyboard.mjs";
import { Mailbox } from "./support/mailbox.mjs";
import { Person } from "./support/people.mjs";
import { Server } from "./support/server.mjs";
import { MANNERS, launch } from "./support/visitor.mjs";

const LEAD = { first: "Inès", last: "Leroy", email: "ines.leroy@prestataire.example" };
const TOWN = { name: "Ville d'Exemple", siret: "217 500 016 00019", category: "7210", founded: "1983-03-01" };

describe("filing by keyboard alone", () => {
  let server;
  let browser;

  before(async () => {
    server = await Server.start();
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  test("a request is filed", async () => {
    const mailbox = new Mailbox(server);
    const applicant = new Person("Camille", "Martin", "camille.martin@exemple.example");
    const visitor = await Typist.arrive(browser, server, MANNERS["on a desktop"]);
    applicant.visitor = visitor;
    await applicant.signUp(mailbox);
    await applicant.attach(TOWN);
    await visitor.open("/demandes/nouvelle?fondement=administration");
    await visitor.tick(/Ville d'Exemple/);
    await visitor.press("Commencer la demande");
    await fillDossier(visitor, LEAD, BASES.administration);
    await visitor.press("Déposer la demande");
    await visitor.sees("La demande est déposée");
    await mailbox.next(applicant.email, /accusé de réception/);
  });
});
