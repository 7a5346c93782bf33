// Reads the mails of a development site where anybody would: in /boite-aux-lettres.
import assert from "node:assert/strict";

const PATIENCE = 30_000;

function plain(html) {
  return html
    .replace(/<[^>]+>/g, "")
    .replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"')
    .replace(/&(#39|apos|#x27);/g, "'").replaceAll("&amp;", "&")
    .trim();
}

export class Mailbox {
  constructor(server) {
    this.server = server;
    this.read = new Set();
  }

  async get(path) {
    const address = new URL(path, this.server.url);
    // A kept connection may have been closed by the server meanwhile: a second try opens another.
    const response = await fetch(address).catch(() => fetch(address));
    assert.equal(response.status, 200, path);
    return response.text();
  }

  /** Mails as listed, the latest first. */
  async list() {
    const html = await this.get("/boite-aux-lettres");
    const row = /<tr><td><a href="([^"]+)">(.*?)<\/a><\/td><td>(.*?)<\/td>/g;
    return [...html.matchAll(row)].map(([, href, subject, to]) => ({ href, subject: plain(subject), to: plain(to) }));
  }

  /** Waits for a mail nobody has read yet, and reads it: its subject, its text, the addresses it leads to. */
  async next(to, subject) {
    const end = Date.now() + PATIENCE;
    let listed = [];
    while (Date.now() < end) {
      listed = await this.list();
      const found = listed.find((mail) => mail.to.includes(to) && subject.test(mail.subject) && !this.read.has(mail.href));
      if (found) {
        this.read.add(found.href);
        const html = await this.get(found.href);
        const links = [...html.matchAll(/<a href="(https?:[^"]+)"/g)].map(([, href]) => plain(href));
        return { ...found, text: plain(html), link: links[0] };
      }
      await new Promise((wake) => setTimeout(wake, 100));
    }
    throw new Error(`no mail for ${to} about ${subject}; there are:\n${listed.map((mail) => `${mail.to}: ${mail.subject}`).join("\n")}\n${this.server.log.slice(-2000)}`);
  }
}
