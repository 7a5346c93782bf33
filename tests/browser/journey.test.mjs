// One partner, from the public page to a production secret, with the four roles, in the three manners of MANNERS.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { PDF, fillDossier } from "./support/dossier.mjs";
import { Mailbox } from "./support/mailbox.mjs";
import { Person } from "./support/people.mjs";
import { attest, conclude, judgeAll } from "./support/qualification.mjs";
import { Server } from "./support/server.mjs";
import { MANNERS, Visitor, launch } from "./support/visitor.mjs";

const SERVICE = "Portail famille d'Exemple";

for (const [name, manner] of Object.entries(MANNERS)) {
  describe(`the journey ${name}`, () => {
    let server;
    let browser;
    let mailbox;
    const applicant = new Person("Camille", "Martin", "camille.martin@ville.example");
    const colleague = new Person("Noé", "Garnier", "noe.garnier@ville.example");
    const lead = new Person("Inès", "Leroy", "ines.leroy@prestataire.example");
    const reviewer = new Person("Jeanne", "Dubois", "jeanne.dubois@dinum.example");
    const officer = new Person("Karim", "Benali", "karim.benali@dinum.example");
    let request;
    let service;
    let secret;

    // Each step needs those before it: after a failure, the rest of the journey makes no sense.
    let broken = false;
    const step = (what, walk) => test(what, async (t) => {
      if (broken) {
        t.skip("the journey stopped before");
        return;
      }
      broken = true;
      await walk(t);
      broken = false;
    });

    before(async () => {
      server = await Server.start();
      browser = await launch();
      mailbox = new Mailbox(server);
      for (const person of [applicant, lead, reviewer, officer]) {
        await person.arrive(browser, server, manner);
      }
    });
    after(async () => {
      await browser?.close();
      await server?.stop();
    });

    step("a visitor learns that a town is eligible", async () => {
      const visitor = await Visitor.arrive(browser, server, manner);
      await visitor.open("/");
      await visitor.follow("Vérifier mon éligibilité");
      await visitor.press("Continuer");
      await visitor.tick(/Une administration, une collectivité/);
      await visitor.press("Continuer");
      await visitor.sees("Arrêté du 8 novembre 2018");
      await visitor.follow("Commencer la demande");
      assert.equal(visitor.path(), "/connexion", "filing takes an account");
      await visitor.leave();
    });

    step("an account is made, confirmed, recovered and given a second factor", async () => {
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

    step("an organisation is attached by its SIRET", async () => {
      const { visitor } = applicant;
      await visitor.open("/organisations");
      await visitor.follow("Rattacher une organisation");
      await visitor.fill(/SIRET/, "12345678901234");
      await visitor.press("Continuer", { status: 422 });
      await applicant.attach({ siret: "217 500 016 00019", name: "Ville d'Exemple", category: "7210" });
    });

    step("a colleague joins by the mailed link", async () => {
      const { visitor } = applicant;
      await visitor.follow("Voir les membres");
      await visitor.fill("Adresse électronique", colleague.email);
      await visitor.press("Envoyer l'invitation");
      const invitation = await mailbox.next(colleague.email, /invit/i);
      await colleague.arrive(browser, server, manner);
      await colleague.signUp(mailbox);
      await colleague.visitor.open(invitation.link);
      await colleague.visitor.press("Accepter l'invitation");
      await colleague.visitor.sees("Ville d'Exemple");
      await colleague.visitor.leave();
    });

    step("a request is filed section by section", async () => {
      const { visitor } = applicant;
      await visitor.open("/eligibilite?profil=administration");
      await visitor.follow("Commencer la demande");
      await visitor.tick(/Ville d'Exemple/);
      await visitor.press("Commencer la demande");
      request = visitor.path().match(/^\/demandes\/[^/]+/)[0];
      await visitor.open(`${request}/soumettre`);
      await visitor.press("Déposer la demande", { status: 422 });
      await visitor.open(`${request}/sections/organisation`);
      await fillDossier(visitor, lead);
      await visitor.open(`${request}/soumettre`);
      await visitor.sees("Le dossier est complet");
      await visitor.press("Déposer la demande");
      await mailbox.next(applicant.email, /accusé de réception/);
      await visitor.open("/demandes");
      await visitor.sees(SERVICE);
    });

    step("a reviewer asks for changes, the applicant answers", async () => {
      await reviewer.join(server, mailbox, "reviewer");
      const desk = reviewer.visitor;
      await desk.open("/instruction");
      await desk.fill("Rechercher", "Exemple");
      await desk.press("Filtrer");
      await desk.follow(/^D-\d+/);
      await desk.press("Prendre en charge");
      await desk.follow("Demander des corrections");
      await desk.press("Continuer", { status: 422 });
      await desk.fill("Corrections attendues", "Section Service : précisez le public visé.");
      await desk.press("Continuer");
      await desk.sees("Le message au demandeur");
      await desk.press("Envoyer au demandeur");
      await mailbox.next(applicant.email, /corrections/);

      const { visitor } = applicant;
      await visitor.open(request);
      await visitor.sees("précisez le public visé");
      await visitor.open(`${request}/sections/service`);
      await visitor.fill(/Public visé/, "Les parents d'élèves des écoles publiques de la commune");
      await visitor.press("Enregistrer");
      await visitor.open(`${request}/soumettre`);
      await visitor.press("Déposer les corrections");
    });

    step("the reviewer grants, which opens a service and invites the technical lead", async () => {
      const desk = reviewer.visitor;
      await desk.open("/instruction");
      await desk.follow(/^D-\d+/);
      await desk.press("Prendre en charge");
      await desk.follow("Accorder");
      await desk.press("Continuer");
      await desk.press("Confirmer l\'accord");
      await mailbox.next(applicant.email, /accordée/);
      await applicant.visitor.open(request);
      await applicant.visitor.sees("Habilitation H-");

      const invitation = await mailbox.next(lead.email, /Rejoignez l'équipe/);
      await lead.signUp(mailbox);
      await lead.enrol(mailbox);
      await lead.visitor.open(invitation.link);
      await lead.visitor.press("Accepter l'invitation");
      await lead.visitor.open("/espace");
      await lead.visitor.follow(SERVICE);
      service = lead.visitor.path();
      await lead.visitor.open(`${service}/habilitation`);
      await lead.visitor.sees("family_name");
      await lead.visitor.open(`${service}/equipe`);
      await lead.visitor.sees(applicant.name);
    });

    step("the technical lead makes a sandbox client, whose secret is shown once", async () => {
      const { visitor } = lead;
      await visitor.open(`${service}/clients`);
      await visitor.follow("Créer un client");
      await visitor.press("Enregistrer", { status: 422 });
      await fillClient(visitor, "http://localhost:4000");
      await visitor.press("Enregistrer");
      await visitor.sees("Copiez ce secret maintenant");
      const shown = await visitor.page.locator("#client-secret").innerText();
      assert.match(shown, /^\S{32,}$/);
      await visitor.follow("J'ai copié, voir le client");
      assert.ok(!(await visitor.page.content()).includes(shown), "the secret is gone");
    });

    step("the integration is attested, corrected and qualified", async () => {
      await attest(lead.visitor, `${service}/qualification`, PDF);
      await lead.visitor.press("Demander la qualification");

      await officer.join(server, mailbox, "officer");
      await officer.visitor.open("/qualification");
      await officer.visitor.follow(SERVICE);
      await officer.visitor.press("Prendre en charge");
      await judgeAll(officer.visitor, { firstIsWrong: true });
      await officer.visitor.press("Demander des corrections");
      await mailbox.next(lead.email, /corrections sont demandées/);

      await lead.visitor.open(`${service}/qualification/criteres/1`);
      await lead.visitor.sees("Ce n'est pas encore clair.");
      await lead.visitor.fill("Ce que fait votre service", "C'est précisé.");
      await lead.visitor.press("Attester et passer au suivant");
      await lead.visitor.open(`${service}/qualification`);
      await lead.visitor.press("Demander la qualification");

      await conclude(officer.visitor, SERVICE);
      await mailbox.next(lead.email, /est qualifié/);
      await lead.visitor.open(`${service}/qualification/rapport`);
      await lead.visitor.sees(officer.name);
    });

    step("the production secret is revealed once, with a second factor", async () => {
      const { visitor } = lead;
      await visitor.open(`${service}/production`);
      await visitor.follow("Déclarer le client de production");
      await fillClient(visitor, "http://localhost:4000");
      await visitor.press("Enregistrer", { status: 422 });
      await fillClient(visitor, "https://famille.ville.example.fr");
      await visitor.press("Enregistrer");
      await visitor.open(`${service}/production`);
      await visitor.press("Demander les identifiants");
      const mail = await mailbox.next(lead.email, /identifiants de production .* vous attendent/);

      await lead.signOut();
      await lead.signIn();
      await visitor.open(mail.link);
      if (visitor.path() === "/connexion/second-facteur") {
        await lead.showPhone();
      }
      await visitor.press("Montrer le secret");
      if (visitor.path() === "/connexion/second-facteur") {
        await lead.showPhone();
        await visitor.press("Montrer le secret");
      }
      secret = await visitor.page.locator("#client-secret").innerText();
      assert.match(secret, /^\S{32,}$/);
      await visitor.follow("J'ai copié, revenir à la production");
      await visitor.open(mail.link);
      await visitor.sees("Il n'y a pas de secret à retirer");
      await mailbox.next(lead.email, /ont été retirés/);
      for (const { href } of await mailbox.list()) {
        assert.ok(!(await mailbox.get(href)).includes(secret), "no mail holds the secret");
      }
    });

    step("everyone sees where the partner stands", async () => {
      for (const person of [lead, applicant]) {
        await person.visitor.open(service);
        await person.visitor.sees("Avancement");
        await person.visitor.sees(/Qualifi/);
        await person.visitor.picture(`service-${person.last}-${manner.width}${manner.scripts ? "" : "-no-script"}`);
      }
      await applicant.visitor.open(request);
      await applicant.visitor.sees("Avancement");
    });

    step("the credentials are revoked", async () => {
      const { visitor } = lead;
      await visitor.open(`${service}/production`);
      await visitor.fill("Motif de la révocation", "Essai terminé");
      await visitor.press("Révoquer ces identifiants");
      await mailbox.next(lead.email, /sont révoqués/);
    });

    step("weights over the wire", (t) => {
      const heaviest = [applicant, lead, reviewer, officer].flatMap((person) => person.visitor.weights).filter((one) => !one.first);
      heaviest.sort((a, b) => b.bytes - a.bytes);
      for (const { path, bytes } of heaviest.slice(0, 5)) {
        t.diagnostic(`${(bytes / 1024).toFixed(1)} KB ${path}`);
      }
    });
  });
}

async function fillClient(visitor, base) {
  await visitor.fill("Nom du client", "Recette");
  await visitor.fill("Adresses de retour après connexion", `${base}/retour`);
  await visitor.fill("Adresses de retour après déconnexion", `${base}/sortie`);
  await visitor.tick(/^ES256/);
  await visitor.tick(/Par un secret/);
  await visitor.tick(/Nom de naissance/);
}
