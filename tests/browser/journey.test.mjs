// One partner, from the public page to a production secret, with the four roles, in the three manners of MANNERS.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Mailbox } from "./support/mailbox.mjs";
import { Person } from "./support/people.mjs";
import { Server } from "./support/server.mjs";
import { MANNERS, launch } from "./support/visitor.mjs";

for (const [name, manner] of Object.entries(MANNERS)) {
  describe(`the journey ${name}`, () => {
    let server;
    let browser;
    let mailbox;
    const applicant = new Person("Camille", "Martin", "camille.martin@ville.example");

    before(async () => {
      server = await Server.start();
      browser = await launch();
      mailbox = new Mailbox(server);
      await applicant.arrive(browser, server, manner);
    });
    after(async () => {
      await browser?.close();
      await server?.stop();
    });

    test("an account is made, confirmed, recovered and given a second factor", async () => {
      await applicant.signUp(mailbox);
      await applicant.signOut();
      await applicant.signIn();
      await applicant.enrol(mailbox);
      await applicant.signOut();
      await applicant.visitor.open("/mot-de-passe-oublie");
      await applicant.visitor.fill(/Adresse électronique/, applicant.email);
      await applicant.visitor.press("Recevoir un lien");
      const mail = await mailbox.next(applicant.email, /nouveau mot de passe/);
      await applicant.choosePassword(mail.link, "Changer le mot de passe");
      await applicant.signIn();
      await applicant.visitor.open("/compte");
      await applicant.visitor.sees(applicant.email);
    });

    test("an organisation is attached by its SIRET", async () => {
      const { visitor } = applicant;
      await visitor.open("/organisations");
      await visitor.follow("Rattacher une organisation");
      await visitor.fill(/SIRET/, "12345678901234");
      await visitor.press("Continuer", { status: 422 });
      await visitor.fill(/SIRET/, "213 500 019 00018");
      await visitor.press("Continuer");
    });
  });
}
