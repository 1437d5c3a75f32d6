// Prints hashes that packages of npm make: which one, the password in hexadecimal digits, and the hash.

import { randomBytes, scrypt } from "node:crypto";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";

import * as nodeRs from "@node-rs/argon2";
import bcryptjs from "bcryptjs";
import { hashPassword } from "better-auth/crypto";
import { FirebaseScrypt } from "firebase-scrypt";
import { LegacyScrypt, Scrypt } from "lucia";
import * as oslo from "oslo/password";

const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));
const version = (name) => lock.packages[`node_modules/${name}`].version;

// The project of Firebase's own example, and its salt. The parameters are those that every project has.
const firebase = {
  signerKey: "jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==",
  saltSeparator: "Bw==",
  rounds: 8,
  memCost: 14,
};
const firebaseSalt = "42xEC+ixf3L2lw==";
const { signerKey, saltSeparator, rounds, memCost } = firebase;
const project = `firebase:${memCost}:${rounds}:${saltSeparator}:${signerKey}:${firebaseSalt}`;

// The function and the parameters that Sendook calls, which is no package of npm.
const sendook = async (password) => {
  const salt = randomBytes(16).toString("hex");
  const output = await promisify(scrypt)(password, salt, 64);
  return `sendook:${salt}:${output.toString("hex")}`;
};

const makers = [
  ["better-auth", "", async (password) => `better-auth:${await hashPassword(password)}`],
  ["lucia", "Scrypt", async (password) => `lucia:${await new Scrypt().hash(password)}`],
  ["lucia", "LegacyScrypt", (password) => new LegacyScrypt().hash(password)],
  ["oslo", "Scrypt", async (password) => `oslo:${await new oslo.Scrypt().hash(password)}`],
  ["oslo", "Argon2id", async (password) => `oslo:${await new oslo.Argon2id().hash(password)}`],
  ["oslo", "Bcrypt", async (password) => `oslo:${await new oslo.Bcrypt().hash(password)}`],
  ["bcryptjs", "", (password) => bcryptjs.hash(password, 10)],
  ["@node-rs/argon2", "", (password) => nodeRs.hash(password)],
  ["firebase-scrypt", "", async (password) => `${project}:${await new FirebaseScrypt(firebase).hash(password, firebaseSalt)}`],
];

for (const argument of process.argv.slice(2)) {
  const password = Buffer.from(argument, "hex").toString();
  const show = (maker, made) => console.log([maker, argument, made].join("\t"));
  for (const [name, what, make] of makers) {
    show(`${name} ${version(name)} ${what}`.trim(), await make(password));
  }
  show("Sendook (crypto.scrypt of Node.js)", await sendook(password));
}
