// One-time codes (RFC 6238, SHA-1, six digits, thirty seconds), as a phone would compute them.
import { createHmac } from "node:crypto";

const STEP = 30_000;

function bytes(base32) {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  let bits = "";
  for (const letter of base32.toUpperCase().replace(/[^A-Z2-7]/g, "")) {
    bits += alphabet.indexOf(letter).toString(2).padStart(5, "0");
  }
  return Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
}

function codeAt(secret, step) {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const digest = createHmac("sha1", bytes(secret)).update(counter).digest();
  const offset = digest.at(-1) & 0x0f;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

/** A phone that never gives the same code twice: it waits for the next one when it has to. */
export class Phone {
  constructor(secret) {
    this.secret = secret;
    this.last = 0;
  }

  async code() {
    let step = Math.floor(Date.now() / STEP);
    if (step < this.last) {
      await new Promise((wake) => setTimeout(wake, this.last * STEP - Date.now() + 50));
      step = Math.floor(Date.now() / STEP);
    }
    // A code one step ahead is accepted too, which spares the wait.
    this.last = Math.max(step, this.last + 1);
    return codeAt(this.secret, this.last);
  }
}
