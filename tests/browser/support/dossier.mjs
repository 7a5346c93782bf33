// A complete dossier of a town, section by section, as the form asks for it.

/** The smallest PDF that is one. */
export const PDF = Buffer.from(
  "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n" +
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n",
);

function inMonths(months) {
  const day = new Date();
  day.setMonth(day.getMonth() + months);
  return day.toISOString().slice(0, 10);
}

async function contact(visitor, legend, { last, first, email, phone, job }) {
  const group = visitor.group(legend);
  await visitor.fill(/^Nom/, last, group);
  await visitor.fill(/^Prénom/, first, group);
  await visitor.fill(/^Adresse électronique/, email, group);
  await visitor.fill(/^Téléphone/, phone, group);
  await visitor.fill(/^Fonction/, job, group);
}

async function next(visitor) {
  await visitor.press("Enregistrer et continuer");
}

/** How the section of the legal basis is filled, and what the basis asks more at the end. */
export const BASES = {
  administration: {
    commitments: [],
    async fill(visitor) {
      await visitor.tick(/Administration ou délégataire/);
      await visitor.fill(/Référence du texte/, "Arrêté du 8 novembre 2018 relatif au téléservice FranceConnect");
    },
  },
  vendor_for_administration: {
    commitments: [],
    async organisation(visitor) {
      await visitor.attach("Joindre un fichier", "mandat.pdf", "application/pdf", PDF);
      await visitor.press("Joindre");
      await visitor.sees("mandat.pdf");
      await visitor.fill(/^SIRET de l'administration/, "217 500 016 00019");
      await visitor.fill(/^Nom de l'administration/, "Ville d'Exemple");
      await visitor.fill(/^Catégorie juridique de l'administration/, "7210");
      await visitor.fill(/^Code d'activité/, "84.11Z");
      await visitor.fill(/^Adresse postale/, "1 place de la Mairie, 75001 Exemple");
      await visitor.fill(/^Date de création/, "1983-03-01");
      await visitor.tick("En activité");
      await visitor.fill(/^Fin du mandat/, inMonths(30));
    },
    async fill(visitor) {
      await visitor.fill(/Référence du texte/, "Arrêté du 8 novembre 2018 relatif au téléservice FranceConnect");
    },
    async contacts(visitor) {
      const email = "vera.noel@editeur.example";
      await contact(visitor, /chez l'éditeur/, { first: "Vera", last: "Noël", email, phone: "01 44 00 00 02", job: "Cheffe de projet" });
    },
  },
  address_change: {
    commitments: [],
    async fill(visitor) {
      await visitor.fill(/Lien du service avec le changement/, "Le client confirme ici sa nouvelle adresse de livraison.");
      await visitor.tick(/servira à cette démarche/);
    },
  },
  identity_verification: {
    commitments: [],
    async fill(visitor) {
      await visitor.fill(/Référence du texte/, "Code monétaire et financier, article L. 561-5");
      await visitor.fill(/Adresse du texte/, "https://www.legifrance.gouv.fr/codes/article_lc/LEGIARTI000041578250");
    },
  },
  other_text: {
    commitments: [],
    async fill(visitor) {
      await visitor.attach("Joindre un fichier", "arrete.pdf", "application/pdf", PDF);
      await visitor.press("Joindre");
      await visitor.sees("arrete.pdf");
      await visitor.fill(/Référence du texte/, "Arrêté du 28 mars 2022");
    },
  },
  experiment: {
    commitments: [/transmettons les chiffres/, /cahier des charges/, /connaître le service/, /relation contractuelle/, /ni vendues/, /fin de l.expérimentation/],
    async fill(visitor) {
      await visitor.tick(/^Expérimentation/);
      await visitor.press("Enregistrer");
      await visitor.tick(/Location de logements/);
      await visitor.fill(/Service rendu dans ce secteur/, "La location de voitures entre particuliers et professionnels.");
      await visitor.tick(/établissement en France/);
      await visitor.tick(/rendu par voie électronique/);
    },
    async sign(visitor) {
      await visitor.fill(/Prénom et nom de la personne qui signe/, "Dominique Petit");
      await visitor.fill(/Qualité de la personne qui signe/, "Présidente");
    },
  },
};

/** Fills the sections of a request, the first one being shown; ends on the page that files. */
export async function fillDossier(visitor, technicalLead, basis = BASES.administration) {
  await basis.organisation?.(visitor);
  await next(visitor);

  await basis.fill(visitor);
  await next(visitor);

  await visitor.attach("Joindre un fichier", "maquette.pdf", "application/pdf", PDF);
  await visitor.press("Joindre");
  await visitor.sees("maquette.pdf");
  await visitor.fill(/Nom public du service/, "Portail famille d'Exemple");
  await visitor.fill(/Description du service/, "Inscriptions à la cantine et au centre de loisirs.");
  await visitor.fill(/Adresse du service en ligne/, "https://famille.ville.example.fr/connexion");
  await visitor.fill(/Public visé/, "Les parents d'élèves de la commune");
  await visitor.fill(/Date de lancement/, inMonths(6));
  await visitor.fill(/Connexions attendues/, "12000");
  await next(visitor);

  await visitor.tick(/niveau eIDAS faible/);
  await next(visitor);

  const data = visitor.group(/Données d'identité/);
  for (const [claim, reason] of [
    [/Nom de naissance/, "Retrouver la famille inscrite."],
    [/Prénom/, "Distinguer les membres d'une même famille."],
    [/Adresse électronique/, "Prévenir d'une absence à la cantine."],
  ]) {
    await visitor.tick(claim, data);
    await visitor.fill(new RegExp(`Pourquoi.*${claim.source}`), reason);
  }
  await next(visitor);

  await visitor.fill(/Destinataires des données/, "Le service des affaires scolaires");
  await visitor.fill(/Durée de conservation/, "60");
  await visitor.fill(/Sous-traitants/, "aucun");
  await visitor.tick("Non", visitor.group(/hors de l'Union européenne/));
  await visitor.press("Enregistrer et continuer", { status: 422 });
  await visitor.sees("36 mois");
  await visitor.fill(/Durée de conservation/, "24");
  await next(visitor);

  const town = { phone: "01 44 00 00 00" };
  await contact(visitor, /^Responsable de traitement/, { ...town, first: "Dominique", last: "Petit", email: "maire@ville.example", job: "Maire" });
  await contact(visitor, /^Délégué à la protection/, { ...town, first: "Sacha", last: "Roux", email: "dpo@ville.example", job: "Déléguée" });
  await basis.contacts?.(visitor);
  await contact(visitor, /^Responsable technique/, { ...technicalLead, phone: "01 44 00 00 01", job: "Cheffe de projet" });
  await visitor.press("Enregistrer et continuer", { status: 422 });
  await visitor.fill(/^Téléphone/, "06 12 34 56 78", visitor.group(/^Responsable technique/));
  await next(visitor);

  for (const commitment of [/conditions générales/, /délégué à la protection/i, /autre moyen d'accès/i, ...basis.commitments]) {
    await visitor.tick(commitment);
  }
  await basis.sign?.(visitor);
  await next(visitor);
}
