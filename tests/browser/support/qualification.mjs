// The checklist, from both sides of the counter.

/** Attests every criterion, with a file for the first one; ends on the checklist. */
export async function attest(visitor, checklist, file) {
  await visitor.open(checklist);
  const criteria = await visitor.main().locator("table a").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
  await visitor.open(criteria[0]);
  await visitor.press("Attester et passer au suivant", { status: 422 });
  for (const [place, address] of criteria.entries()) {
    await visitor.open(address);
    await visitor.fill("Ce que fait votre service", "C'est fait, et vérifié par nos essais.");
    if (place === 0) {
      await visitor.attach("Pièces", "preuve.pdf", "application/pdf", file);
    }
    await visitor.press("Attester et passer au suivant");
  }
  await visitor.open(checklist);
}

/** Gives a verdict on every criterion, chapter by chapter; the first one may be found wrong. */
export async function judgeAll(visitor, { firstIsWrong = false } = {}) {
  const chapters = await visitor.main().getByRole("button", { name: /^Enregistrer : / }).allInnerTexts();
  for (const [rank, chapter] of chapters.entries()) {
    const form = visitor.main().locator("form").filter({ has: visitor.page.getByRole("button", { name: chapter, exact: true }) });
    const questions = form.getByRole("group", { name: /^Conclusion sur le critère/ });
    for (let place = 0; place < (await questions.count()); place += 1) {
      const wrong = firstIsWrong && rank === 0 && place === 0;
      await questions.nth(place).getByLabel(wrong ? "À corriger" : "Conforme").check({ force: true });
      if (wrong) {
        await form.getByLabel(/^Commentaire sur le critère/).first().fill("Ce n'est pas encore clair.");
      }
    }
    await visitor.press(chapter);
  }
}

/** Takes the service again, accepts what is left and qualifies. */
export async function conclude(visitor, service) {
  await visitor.open("/qualification");
  await visitor.follow(service);
  await visitor.press("Prendre en charge");
  await judgeAll(visitor);
  await visitor.press("Qualifier le service");
}
