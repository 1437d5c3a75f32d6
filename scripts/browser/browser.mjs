// The browser, and what every test does in it.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHmac } from "node:crypto";
import { readFile, readdir } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";

import { chromium } from "playwright-core";

export const ADDRESS = process.env.SENDOOK_ADDRESS;
export const PASSWORD = "seven quiet lanterns";
export const WIDTHS = [390, 1280];

let people = 0;
let visitors = 0;

/** Starts the browser that Debian ships. It speaks to nobody but the service. */
export function launch() {
  return chromium.launch({
    executablePath: process.env.SENDOOK_CHROMIUM,
    args: [
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** A browser of its own for a test: no cookies, and an error if a page fails or loads anything from elsewhere. */
export async function visitor(browser, options = {}) {
  const { width = 1280, address = ADDRESS, ...others } = options;
  // Each comes from an address of their own, as the proxy that the service trusts would say: what is limited by address is not for one run.
  visitors += 1;
  const extraHTTPHeaders = { "X-Forwarded-For": `10.${process.pid >> 8 & 255}.${process.pid & 255}.${visitors % 254 + 1}` };
  const context = await browser.newContext({ baseURL: address, viewport: { width, height: 900 }, extraHTTPHeaders, ...others });
  if (others.javaScriptEnabled !== false) {
    await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: address });
  }
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const faults = [];
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("console", (message) => {
    const expected = message.text().startsWith("Failed to load resource");
    if (message.type() === "error" && !expected) faults.push(message.text());
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(address)) faults.push(`loads ${request.url()}`);
  });
  return { page, context, done: async () => { await context.close(); assert.deepEqual(faults, []); } };
}

/** Fills the form of a new account, sends it, and gives the e-mail address. */
export async function signUp(page, firstName = "Ada", lastName = "Lovelace") {
  people += 1;
  const email = `ada.${process.pid}.${people}@example.com`;
  await page.goto("/signup");
  await page.getByLabel("First name").fill(firstName);
  await page.getByLabel("Last name").fill(lastName);
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.getByRole("heading", { name: `Welcome, ${firstName}` }).waitFor();
  return email;
}

export async function logIn(page, email) {
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Log in" }).click();
}

/** Fills the form of a new key, wherever it is shown, sends it, and gives the key. */
export async function generate(page, name) {
  await page.getByRole("link", { name: "Generate key" }).click();
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByLabel("Full access").check();
  await page.getByRole("button", { name: "Generate key" }).click();
  await page.getByRole("heading", { name: "Your new key" }).waitFor();
  return shownKey(page);
}

export async function shownKey(page) {
  const key = await page.locator("#new-key").textContent();
  assert.match(key, /^sndk_(prod|stage|dev)_[0-9A-Za-z]{36}$/);
  return key;
}

export const clipboard = (page) => page.evaluate(() => navigator.clipboard.readText());

/** What the API answers to a key. */
export async function statusOf(key) {
  const headers = { authorization: `Bearer ${key}` };
  return (await fetch(`${ADDRESS}/v1/whoami`, { headers })).status;
}

/** A run token that a program with this key makes. */
export async function runToken(key, label) {
  const body = new URLSearchParams({ grant_type: "client_credentials", label });
  const headers = { authorization: `Bearer ${key}` };
  const answer = await fetch(`${ADDRESS}/oauth/token`, { method: "POST", headers, body });
  return (await answer.json()).access_token;
}

/** Types a command into a shell, as the person would who copied it. */
export async function shell(command) {
  const env = { PATH: process.env.PATH, no_proxy: "127.0.0.1" };
  return (await promisify(execFile)("bash", ["-c", command], { env })).stdout;
}

/** What an authenticator app with this secret shows so many steps of 30 seconds from now (RFC 6238). A code is accepted once, and one step early. */
export function appCode(secret, ahead = 0) {
  const digits = [...secret].map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter));
  const bits = digits.map((digit) => digit.toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigInt64BE(BigInt(Math.floor(Date.now() / 30_000) + ahead));
  const mac = createHmac("sha1", key).update(step).digest();
  const number = mac.readUInt32BE(mac.at(-1) & 0xf) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

/** Sets an app up, and stays at the recovery codes. Gives the secret of the app. */
export async function setUpApp(page, { here = false } = {}) {
  if (!here) await page.goto("/settings/second-factor");
  await page.getByRole("button", { name: "Set up an app" }).click();
  const secret = await page.locator("#app-secret").textContent();
  await page.getByLabel("Code that the app shows").fill(appCode(secret));
  await page.getByRole("button", { name: "Confirm" }).click();
  await page.getByRole("heading", { name: "Your recovery codes" }).waitFor();
  return secret;
}

/** The recovery codes that the page shows. */
export async function shownCodes(page) {
  const codes = (await page.locator("#recovery-codes").textContent()).trim().split("\n");
  assert.equal(codes.length, 10);
  for (const code of codes) assert.match(code, /^[0-9a-z]{4}(-[0-9a-z]{4}){3}$/);
  return codes;
}

/** The link to this page in the newest mail to this address that has one, once it is there. */
export async function mailedLink(address, page) {
  const link = new RegExp(`${ADDRESS}${page}#\\w+`);
  for (let tries = 0; tries < 150; tries += 1) {
    const folder = `${process.env.SENDOOK_MAILS}/new`;
    const names = (await readdir(folder).catch(() => [])).sort();
    const mails = await Promise.all(names.map((name) => readFile(`${folder}/${name}`, "utf8")));
    const found = mails.filter((mail) => mail.includes(`\nTo: ${address}\n`)).map((mail) => link.exec(plain(mail)));
    const newest = found.findLast((match) => match);
    if (newest) return newest[0];
    await pause(100);
  }
  assert.fail(`no mail with a link to ${page} came to ${address}`);
}

/** What a mail says, without quoted-printable. */
const plain = (mail) => mail.replace(/=\r?\n/g, "").replace(/=([0-9A-F]{2})/g, (_, byte) => String.fromCharCode(parseInt(byte, 16)));

/** Makes everybody's last proof of who they are an old one. */
export async function letProofsAge(database = process.env.SENDOOK_DATABASE) {
  const change = "UPDATE sessions SET authenticated_at = 0";
  await shell(`python3 -c "import sqlite3; d = sqlite3.connect('${database}', timeout=30); d.execute('${change}'); d.commit()"`);
}
