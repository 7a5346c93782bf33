// Runs the real binary on a folder of its own, and stops it.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");
const binary = process.env.GUICHET_BINARY ?? join(process.env.CARGO_TARGET_DIR ?? join(root, "target"), "debug/guichet");

/** A port nobody listens on. */
function freePort() {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once("error", fail);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

/** The site in development: local mailbox, cheap password hashes; empty unless the demonstration is asked for. */
export class Server {
  static async start({ demonstration = false } = {}) {
    const server = new Server();
    const port = await freePort();
    server.url = `http://127.0.0.1:${port}`;
    server.folder = mkdtempSync(join(tmpdir(), "guichet-browser-"));
    server.environment = {
      PATH: process.env.PATH,
      GUICHET_HTTP_LISTEN: `127.0.0.1:${port}`,
      GUICHET_PUBLIC_URL: server.url,
      GUICHET_DATA_DIR: server.folder,
      GUICHET_PASSWORD_COST: "test",
      GUICHET_URL_CHECKS: "off",
    };
    server.log = "";
    if (demonstration) {
      server.command("demo");
    }
    server.child = spawn(binary, ["serve"], { cwd: root, env: server.environment });
    for (const stream of [server.child.stdout, server.child.stderr]) {
      stream.on("data", (text) => { server.log += text; });
    }
    server.child.on("error", (error) => { server.log += error; });
    await server.ready();
    return server;
  }

  async ready() {
    for (let attempt = 0; attempt < 200; attempt += 1) {
      try {
        await fetch(this.url);
        return;
      } catch {
        if (this.child.exitCode !== null) {
          break;
        }
        await new Promise((wake) => setTimeout(wake, 50));
      }
    }
    throw new Error(`the server did not start:\n${this.log}`);
  }

  /** Runs another command of the binary on the same data, and gives what it prints. */
  command(...args) {
    const done = spawnSync(binary, args, { cwd: root, env: this.environment, encoding: "utf8" });
    if (done.status !== 0) {
      throw new Error(`guichet ${args.join(" ")} failed:\n${done.stdout}${done.stderr}`);
    }
    return done.stdout;
  }

  async stop() {
    const gone = new Promise((done) => this.child.once("exit", done));
    this.child.kill("SIGTERM");
    const late = setTimeout(() => this.child.kill("SIGKILL"), 5000);
    await gone;
    clearTimeout(late);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
