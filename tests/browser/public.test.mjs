// The pages anybody may read, in every manner, and the weight of a first and of a later visit.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Server } from "./support/server.mjs";
import { MANNERS, Visitor, launch } from "./support/visitor.mjs";

const PAGES = [
  "/",
  "/comment-ca-marche",
  "/donnees-transmises",
  "/mentions-legales",
  "/accessibilite",
  "/donnees-personnelles",
  "/plan-du-site",
  "/statistiques",
  "/aide/contact",
];

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

for (const [name, manner] of Object.entries(MANNERS)) {
  describe(`public pages ${name}`, () => {
    let visitor;
    before(async () => { visitor = await Visitor.arrive(browser, server, manner); });
    after(() => visitor.leave());

    for (const path of PAGES) {
      test(path, async () => {
        await visitor.open(path);
        await visitor.picture(`public${path.replaceAll("/", "-")}-${manner.width}${manner.scripts ? "" : "-no-script"}`);
      });
    }

    test("a wrong address says so and leads on", async () => {
      await visitor.open("/nulle-part", 404);
    });

    test("the menu leads to the other pages", async () => {
      await visitor.open("/");
      if (manner.width < 992 && manner.scripts) {
        await visitor.page.getByRole("button", { name: "Menu" }).click();
      }
      await visitor.follow("Comment ça marche", { within: visitor.page.getByRole("navigation", { name: "Menu principal" }) });
      assert.equal(visitor.path(), "/comment-ca-marche");
    });
  });
}

test("weights over the wire", async (t) => {
  const visitor = await Visitor.arrive(browser, server, MANNERS["on a desktop"]);
  for (const path of PAGES) {
    await visitor.open(path);
  }
  for (const { path, bytes, first } of visitor.weights) {
    t.diagnostic(`${(bytes / 1024).toFixed(1)} KB ${first ? "at a first visit of" : "later on"} ${path}`);
  }
  await visitor.leave();
});
