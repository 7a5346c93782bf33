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
    const colleague = new Person("Noé", "Garnier", "noe.garnier@ville.example");

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
      await visitor.fill(/SIRET/, "217 500 016 00019");
      await visitor.press("Continuer");
      await visitor.press("Rattacher l'organisation", { status: 422 });
      await visitor.fill(/Nom de l'organisation/, "Ville d'Exemple");
      await visitor.select(/Catégorie juridique/, "7210 - Commune et commune nouvelle");
      await visitor.fill(/Code d'activité/, "84.11Z");
      await visitor.fill(/Numéro et voie/, "1 place de la Mairie");
      await visitor.fill(/Code postal/, "75001");
      await visitor.fill(/Commune/, "Exemple");
      await visitor.fill(/Date de création/, "1983-03-01");
      await visitor.tick(/^(Ouvert|En activité|Actif)/);
      await visitor.press("Rattacher l'organisation");
      await visitor.sees("Ville d'Exemple");
      await visitor.follow("Voir les membres");
      await visitor.fill("Adresse électronique", colleague.email);
      await visitor.press("Envoyer l'invitation");
    });

    test("a colleague joins by the mailed link", async () => {
      const invitation = await mailbox.next(colleague.email, /invit/i);
      await colleague.arrive(browser, server, manner);
      await colleague.signUp(mailbox);
      await colleague.visitor.open(invitation.link);
      await colleague.visitor.press("Accepter l'invitation");
      await colleague.visitor.sees("Ville d'Exemple");
      await colleague.visitor.leave();
    });
  });
}
