// A person in front of a browser. Every page they land on is judged: status, title, one h1, axe, width, console, weight.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const here = dirname(fileURLToPath(import.meta.url));
const shots = join(here, "../shots");

/** Over the wire: a first visit, then any later page (kilobytes of 1024 bytes). */
export const FIRST_VISIT_LIMIT = 250 * 1024;
export const LATER_PAGE_LIMIT = 20 * 1024;

const TIMEOUT = 30_000;

/** Debian's Chromium, or the one named by GUICHET_BROWSER. */
export function launch() {
  const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return chromium.launch({
    executablePath: process.env.GUICHET_BROWSER ?? "/usr/bin/chromium",
    args: [...sandbox, "--disable-dev-shm-usage"],
  });
}

/** How a journey is walked. */
export const MANNERS = {
  "on a desktop": { width: 1280, scripts: true },
  "without JavaScript": { width: 1280, scripts: false },
  "on a phone, 360 pixels wide": { width: 360, scripts: true },
};

/** What axe has nothing to say of, by shape: whoever sees it again, in this run or in a later one, it is judged. */
const judged = join(here, "../../../target/axe");

export class Visitor {
  static async arrive(browser, server, manner) {
    const visitor = new this();
    visitor.server = server;
    visitor.manner = manner;
    visitor.context = await browser.newContext({
      viewport: { width: manner.width, height: 900 },
      javaScriptEnabled: manner.scripts,
      locale: "fr-FR",
    });
    visitor.context.setDefaultTimeout(TIMEOUT);
    visitor.page = await visitor.context.newPage();
    visitor.complaints = [];
    visitor.weights = [];
    visitor.page.on("console", (message) => {
      if (["error", "warning"].includes(message.type()) && !message.text().includes("the server responded with a status of")) {
        visitor.complaints.push(`${visitor.page.url()}: ${message.text()}`);
      }
    });
    visitor.page.on("pageerror", (error) => visitor.complaints.push(`${visitor.page.url()}: ${error}`));
    await visitor.weigh();
    return visitor;
  }

  /** Counts what comes over the wire, headers included; what the cache gives costs nothing. */
  async weigh() {
    this.received = 0;
    const wire = await this.context.newCDPSession(this.page);
    await wire.send("Network.enable");
    this.pending = new Set();
    wire.on("Network.requestWillBeSent", ({ requestId }) => this.pending.add(requestId));
    wire.on("Network.loadingFailed", ({ requestId }) => this.pending.delete(requestId));
    wire.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
      this.pending.delete(requestId);
      this.received += encodedDataLength;
    });
    wire.on("Network.responseReceived", ({ type, response }) => {
      if (type === "Document") {
        this.status = response.status;
      }
    });
  }

  /** Goes to an address of the site, or to one found in a mail. */
  async open(address, status = 200) {
    await this.arrived(() => this.page.goto(new URL(address, this.server.url).href), status);
  }

  /** Presses the button of that name. */
  async press(name, { status = 200, within = this.main() } = {}) {
    await this.arrived(() => within.getByRole("button", { name, exact: typeof name === "string" }).first().click(), status);
  }

  /** Follows the link of that name. */
  async follow(name, { status = 200, within = this.main() } = {}) {
    await this.arrived(() => within.getByRole("link", { name, exact: typeof name === "string" }).first().click(), status);
  }

  /** Types into the field of that label, or of that label in a group of fields. */
  async fill(label, value, within = this.main()) {
    await this.field(label, within).fill(value);
  }

  /** Chooses an option by its text. */
  async select(label, option) {
    await this.field(label).selectOption(typeof option === "string" ? { label: option } : option);
  }

  /** Ticks a box or chooses a radio button. */
  async tick(label, within = this.main()) {
    const box = within.getByRole("radio", { name: label }).or(within.getByRole("checkbox", { name: label }));
    await box.first().check({ force: true });
  }

  /** Attaches a file made on the spot. */
  async attach(label, name, mimeType, buffer) {
    await this.field(label).setInputFiles({ name, mimeType, buffer });
  }

  field(label, within = this.main()) {
    return within.getByLabel(label).first();
  }

  main() {
    return this.page.getByRole("main");
  }

  /** The group of fields of that legend. */
  group(legend) {
    return this.main().getByRole("group", { name: legend }).first();
  }

  /** The text of the main part of the page. */
  async text() {
    return this.main().innerText();
  }

  /** Fails unless the page says it. */
  async sees(text) {
    const seen = await this.text();
    const found = text instanceof RegExp ? text.test(seen) : seen.includes(text);
    assert.ok(found, `${this.page.url()} does not say ${text}:\n${seen}`);
  }

  path() {
    return new URL(this.page.url()).pathname;
  }

  async arrived(act, status) {
    this.received = 0;
    this.pending.clear();
    this.complaints.length = 0;
    const first = this.weights.length === 0;
    await Promise.all([this.page.waitForEvent("load", { timeout: 2 * TIMEOUT }), act()]);
    await this.judge(status, first);
  }

  /** Nothing is on its way any more. */
  async settled() {
    for (let wait = 0; this.pending.size > 0 && wait < 200; wait += 1) {
      await new Promise((wake) => setTimeout(wake, 10));
    }
  }

  async judge(status, first) {
    const { page } = this;
    const at = `${new URL(page.url()).pathname} (${this.status})`;
    if (this.status !== status) {
      const shown = await page.locator("body").innerText();
      assert.fail(`${at}: expected ${status}\n${shown.slice(0, 3000)}\n${this.server.log.slice(-3000)}`);
    }
    await this.settled();
    this.weights.push({ path: new URL(page.url()).pathname, bytes: this.received, first });
    assert.ok(this.received <= (first ? FIRST_VISIT_LIMIT : LATER_PAGE_LIMIT), `${at} weighs ${this.received} bytes`);
    assert.equal(await page.locator("h1").count(), 1, `${at}: one h1`);
    assert.match(await page.title(), /^.+ - Guichet$/, `${at}: title`);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= this.manner.width, `${at} is ${width} pixels wide`);
    await this.axe(at);
    assert.deepEqual(this.complaints, [], `${at}: the console is quiet`);
  }

  /** No accessibility defect. The same page seen again is not judged again. */
  async axe(at) {
    const { width, scripts } = this.manner;
    const shape = createHash("sha256").update(axe).update(`${width} ${scripts}`).update(await shape_of(this.page)).digest("hex");
    const known = join(judged, shape);
    if (existsSync(known)) {
      return;
    }
    const page = this.manner.scripts ? this.page : await this.copy();
    await page.evaluate(axe);
    const violations = await page.evaluate(async () => {
      const found = await globalThis.axe.run(document);
      return found.violations.map(({ id, help, nodes }) => `${id}: ${help}\n    ${nodes.map((node) => node.html.slice(0, 300)).join("\n    ")}`);
    });
    assert.deepEqual(violations, [], `${at}: axe\n${violations.join("\n")}`);
    mkdirSync(judged, { recursive: true });
    writeFileSync(known, "");
  }

  /** The page as it is without scripts, in a browser where axe can run: what stands in <noscript> is applied, our scripts are not. */
  async copy() {
    const url = this.page.url();
    const html = (await this.page.content()).replace(/<script\b[^>]*><\/script>/g, "").replace(/<\/?noscript>/g, "");
    this.reader ??= await (await this.page.context().browser().newContext({ viewport: { width: this.manner.width, height: 900 } })).newPage();
    await this.reader.unrouteAll();
    await this.reader.route(url, (route) => route.fulfill({ body: html, contentType: "text/html; charset=utf-8" }));
    await this.reader.goto(url);
    return this.reader;
  }

  /** Keeps a picture of the whole page under tests/browser/shots, when GUICHET_SHOTS asks for pictures. */
  async picture(name) {
    if (!process.env.GUICHET_SHOTS) {
      return;
    }
    mkdirSync(shots, { recursive: true });
    await this.page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
  }

  async leave() {
    await this.reader?.context().close();
    await this.context.close();
  }
}

/**
 * The page's markup with its style sheets, and one word for any words, addresses and figures: pages that differ by these
 * alone are one for axe.
 */
async function shape_of(page) {
  const [html, sheets] = await page.evaluate(() => [
    document.documentElement.outerHTML,
    [...document.querySelectorAll("link[rel=stylesheet]")].map((sheet) => sheet.getAttribute("href")).join(" "),
  ]);
  const worded = html.replace(/>[^<]*[^<\s][^<]*</g, ">x<").replace(/ (value|href|action|title|aria-label)="[^"]+"/g, ' $1="x"');
  return sheets + worded.replace(/\d+/g, "0");
}
