// What people of every role do the same way: make an account, come in, show a second factor.
import assert from "node:assert/strict";
import { Phone } from "./totp.mjs";
import { Visitor } from "./visitor.mjs";

export const PASSWORD = "cheval correct pile agrafe";

export class Person {
  constructor(first, last, email) {
    Object.assign(this, { first, last, email, name: `${first} ${last}` });
  }

  /** Sits down at a browser of their own. */
  async arrive(browser, server, manner) {
    this.visitor = await Visitor.arrive(browser, server, manner);
    return this.visitor;
  }

  /** Signs up and follows the link of the mail; ends signed in. */
  async signUp(mailbox) {
    const { visitor } = this;
    await visitor.open("/inscription");
    await visitor.fill("Prénom", this.first);
    await visitor.fill(/^Nom/, this.last);
    await visitor.fill(/Adresse électronique/, this.email);
    await visitor.press("Créer mon compte");
    const mail = await mailbox.next(this.email, /Confirmez/);
    await this.choosePassword(mail.link, "Activer mon compte");
  }

  async choosePassword(link, button) {
    await this.visitor.open(link);
    await this.visitor.fill(/mot de passe/i, PASSWORD);
    await this.visitor.press(button);
  }

  /** Is made a member of the staff from the command line, and chooses a password; a second factor is demanded at once. */
  async join(server, mailbox, ...roles) {
    server.command("account", "create", "--email", this.email, "--given-name", this.first, "--family-name", this.last, ...roles.flatMap((role) => ["--role", role]));
    const mail = await mailbox.next(this.email, /Confirmez|compte/);
    await this.choosePassword(mail.link, "Activer mon compte");
    await this.visitor.sees("double authentification");
    await this.enrol(mailbox, this.visitor.path());
  }

  /** Makes a phone give codes; ends where the site leads. */
  async enrol(mailbox, path = "/compte/second-facteur") {
    const { visitor } = this;
    await visitor.open(path);
    await visitor.press("Commencer");
    this.phone = new Phone(await visitor.page.locator("#cle").innerText());
    await visitor.fill(/Code à 6 chiffres/, await this.phone.code());
    await visitor.press("Activer");
    await visitor.sees("Ces codes ne seront plus affichés");
    this.codes = await visitor.page.locator("main code").allInnerTexts();
    assert.ok(this.codes.length >= 8, "recovery codes are given");
    await visitor.follow(/J'ai gardé mes codes/);
    await mailbox.next(this.email, /Double authentification activée/);
  }

  /** Attaches an organisation, typed by hand. */
  async attach({ siret, name, category, founded = "1983-03-01" }) {
    const { visitor } = this;
    await visitor.open("/organisations");
    await visitor.follow("Rattacher une organisation");
    await visitor.fill(/SIRET/, siret);
    await visitor.press("Continuer");
    await visitor.press("Rattacher l'organisation", { status: 422 });
    await visitor.fill(/Nom de l'organisation/, name);
    await visitor.select(/Catégorie juridique/, { value: category });
    await visitor.fill(/Code d'activité/, "84.11Z");
    await visitor.fill(/Numéro et voie/, "1 place de la Mairie");
    await visitor.fill(/Code postal/, "75001");
    await visitor.fill(/Commune/, "Exemple");
    await visitor.fill(/Date de création/, founded);
    await visitor.tick("En activité");
    await visitor.press("Rattacher l'organisation");
    await visitor.sees(name);
  }

  async signOut() {
    const { visitor } = this;
    if (visitor.manner.width < 992 && visitor.manner.scripts) {
      await visitor.page.getByRole("button", { name: "Menu" }).click();
    }
    await visitor.press("Se déconnecter", { within: visitor.page });
  }

  /** Comes in with the password, then the phone if there is one. */
  async signIn(path = "/connexion") {
    const { visitor } = this;
    await visitor.open(path);
    await visitor.fill(/Adresse électronique/, this.email);
    await visitor.fill("Mot de passe", PASSWORD);
    await visitor.press("Se connecter");
    if (this.phone && visitor.path() === "/connexion/second-facteur") {
      await this.showPhone();
    }
  }

  async showPhone() {
    await this.visitor.fill(/Code à 6 chiffres/, await this.phone.code());
    await this.visitor.press("Continuer");
  }
}
