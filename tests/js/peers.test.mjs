// Foreign implementations open what ours seals, and ours opens what they seal: npm age-encryption for whole files,
// @hpke/core with X-Wing for the stanza's layer.

import { Chacha20Poly1305 } from "@hpke/chacha20poly1305";
import { CipherSuite, HkdfSha256 } from "@hpke/core";
import { XWing } from "@hpke/hybridkem-x-wing";
import { Decrypter, Encrypter } from "age-encryption";
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";

// Around every edge of the 64 KiB chunks.
const LENGTHS = [0, 1, 65_535, 65_536, 65_537, 131_072, 300_001];

const base64 = (bytes) => Buffer.from(bytes).toString("base64");
const bytes = (text) => new Uint8Array(Buffer.from(text, "base64"));
const filler = (length) => Uint8Array.from({ length }, (_, n) => (n * 31 + (n >> 8)) & 255);

let peer, answers;

// One JSON line in, one out.
const ask = async (question) => {
  peer.stdin.write(`${JSON.stringify(question)}\n`);
  const { value } = await answers.next();
  return JSON.parse(value);
};

before(() => {
  const args = ["run", "--quiet", "--package", "crypto", "--example", "peer"];
  peer = spawn("cargo", args, { cwd: "../..", stdio: ["pipe", "pipe", "inherit"] });
  answers = createInterface(peer.stdout)[Symbol.asyncIterator]();
});

after(() => peer.stdin.end());

test("age-encryption opens our letters and files", async () => {
  const { identity, recipient } = await ask({ ask: "identity" });
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  for (const how of ["seal delivery", "seal file"]) {
    for (const length of LENGTHS) {
      const { file } = await ask({ ask: how, recipient, plaintext: base64(filler(length)) });
      assert.deepEqual(await decrypter.decrypt(bytes(file)), filler(length), `${how}, ${length} bytes`);
    }
  }
});

test("we open files of age-encryption", async () => {
  const { identity, recipient } = await ask({ ask: "identity" });
  for (const length of LENGTHS) {
    const encrypter = new Encrypter();
    encrypter.addRecipient(recipient);
    const file = base64(await encrypter.encrypt(filler(length)));
    const answer = await ask({ ask: "open file", identity, file });
    assert.equal(answer.plaintext, base64(filler(length)), `${length} bytes`);
  }
});

test("neither opens what was sealed to another, or changed", async () => {
  const [ours, other] = [await ask({ ask: "identity" }), await ask({ ask: "identity" })];
  const { file } = await ask({ ask: "seal delivery", recipient: ours.recipient, plaintext: base64(filler(100)) });
  const stranger = new Decrypter();
  stranger.addIdentity(other.identity);
  await assert.rejects(stranger.decrypt(bytes(file)));
  const changed = bytes(file);
  changed[changed.length - 1] ^= 1;
  const owner = new Decrypter();
  owner.addIdentity(ours.identity);
  await assert.rejects(owner.decrypt(changed));
  assert.ok((await ask({ ask: "open file", identity: ours.identity, file: base64(changed) })).refused);
  assert.ok((await ask({ ask: "open delivery", identity: other.identity, file })).refused);
});

test("HPKE with X-Wing goes both ways", async () => {
  const suite = new CipherSuite({ kem: new XWing(), kdf: new HkdfSha256(), aead: new Chacha20Poly1305() });
  const info = new TextEncoder().encode("age-encryption.org/mlkem768x25519");
  const key = filler(16);
  const ours = await ask({ ask: "identity" });

  const recipientPublicKey = await suite.kem.deserializePublicKey(bytes(ours.public));
  const sender = await suite.createSenderContext({ recipientPublicKey, info });
  const sealed = new Uint8Array(await sender.seal(key));
  const opened = await ask({ ask: "open hpke", seed: ours.seed, info: base64(info), enc: base64(sender.enc), sealed: base64(sealed) });
  assert.equal(opened.plaintext, base64(key));

  const pair = await suite.kem.generateKeyPair();
  const theirs = base64(await suite.kem.serializePublicKey(pair.publicKey));
  const answer = await ask({ ask: "seal hpke", public: theirs, info: base64(info), plaintext: base64(key) });
  const recipient = await suite.createRecipientContext({ recipientKey: pair.privateKey, enc: bytes(answer.enc), info });
  assert.deepEqual(new Uint8Array(await recipient.open(bytes(answer.sealed))), key);
});
