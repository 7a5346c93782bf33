// The experiment with one seat: the first legal person takes it, the second waits at its rank, and both can see why.
import { test } from "node:test";
import { BASES, fillDossier } from "./support/dossier.mjs";
import { Mailbox } from "./support/mailbox.mjs";
import { Person } from "./support/people.mjs";
import { Server } from "./support/server.mjs";
import { MANNERS, Visitor, launch } from "./support/visitor.mjs";

const COMPANIES = [
  { name: "Autos Partagées", siret: "912 345 675 00009", person: ["Alice", "Faure", "alice.faure@autos.example"] },
  { name: "Vélos d'Exemple", siret: "923 456 784 00001", person: ["Bruno", "Henry", "bruno.henry@velos.example"] },
];
const LEAD = { first: "Inès", last: "Leroy", email: "ines.leroy@prestataire.example" };

for (const [name, manner] of Object.entries(MANNERS)) {
  test(`one seat, then the waiting list, ${name}`, async () => {
    const server = await Server.start();
    const browser = await launch();
    try {
      await walk(server, browser, manner);
    } finally {
      await browser.close();
      await server.stop();
    }
  });
}

async function walk(server, browser, manner) {
  const mailbox = new Mailbox(server);
  const supervisor = new Person("Jeanne", "Dubois", "jeanne.dubois@dinum.example");
  await supervisor.arrive(browser, server, manner);
  await supervisor.join(server, mailbox, "reviewer", "supervisor");
  await settle(supervisor.visitor);

  const applicants = [];
  for (const company of COMPANIES) {
    const applicant = new Person(...company.person);
    await applicant.arrive(browser, server, manner);
    await applicant.signUp(mailbox);
    await applicant.attach({ ...company, category: "5710", founded: "2012-05-02" });
    applicant.request = await file(applicant.visitor, company.name);
    await mailbox.next(applicant.email, /accusé de réception/);
    applicants.push(applicant);
  }
  const [first, second] = applicants;

  const desk = supervisor.visitor;
  await grant(desk, COMPANIES[0].name);
  await mailbox.next(first.email, /accordée/);
  await grant(desk, COMPANIES[1].name);
  await mailbox.next(second.email, /liste d'attente/);

  await desk.open("/instruction/experimentation");
  await desk.sees(COMPANIES[0].name);
  await desk.sees(COMPANIES[1].name);
  await desk.sees(/1\s+places occupées/);
  await desk.picture(`panel-${manner.width}`);

  await first.visitor.open(first.request);
  await first.visitor.sees("Habilitation H-");
  await second.visitor.open(second.request);
  await second.visitor.sees("Place sur la liste d'attente");
  await second.visitor.follow("Votre place dans l'expérimentation");
  await second.visitor.sees("Vous êtes au rang 1");

  const visitor = await Visitor.arrive(browser, server, manner);
  await visitor.open("/experimentation");
  await visitor.sees("Toutes les places sont prises");
  await visitor.sees(/1\s+en liste d'attente/);
}

/** One seat, from today, for a year. */
async function settle(visitor) {
  const day = (years) => {
    const date = new Date();
    date.setFullYear(date.getFullYear() + years, date.getMonth(), date.getDate() - years);
    return date.toISOString().slice(0, 10);
  };
  await visitor.open("/instruction/experimentation/reglages");
  await visitor.fill(/Référence de l'arrêté/, "Arrêté d'Exemple");
  await visitor.fill(/Date d'ouverture/, day(0));
  await visitor.fill(/Date de clôture/, day(1));
  await visitor.fill(/Nombre de places/, "1");
  for (const guide of await visitor.group(/Repères par secteur/).getByRole("textbox").all()) {
    await guide.fill("0");
  }
  await visitor.fill(/Motif du changement/, "Ouverture");
  await visitor.press("Enregistrer les réglages");
}

async function file(visitor, company) {
  await visitor.open("/demandes/nouvelle?fondement=experiment");
  await visitor.tick(new RegExp(company));
  await visitor.press("Commencer la demande");
  const [request] = visitor.path().match(/^\/demandes\/[^/]+/);
  await visitor.open(`${request}/sections/organisation`);
  await fillDossier(visitor, LEAD, BASES.experiment);
  await visitor.open(`${request}/soumettre`);
  await visitor.press("Déposer la demande");
  return request;
}

async function grant(desk, company) {
  await desk.open(`/instruction?q=${encodeURIComponent(company)}`);
  await desk.follow(/^D-\d+/);
  await desk.press("Prendre en charge");
  await desk.follow("Critères de l'expérimentation");
  for (const criterion of [/établissement en France/, /trois ans/, /voie électronique/, /fourniture/, /six secteurs/]) {
    await desk.tick("Rempli", desk.group(new RegExp(`Verdict.*${criterion.source}`)));
  }
  await desk.press("Enregistrer les verdicts");
  await desk.follow("Retour à la demande");
  await desk.follow("Accorder");
  await desk.press("Continuer");
  await desk.press("Confirmer l\'accord");
}
