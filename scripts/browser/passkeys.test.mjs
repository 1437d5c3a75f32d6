// Passkeys, with the authenticator that Chromium has for tests (WebAuthn, level 3, section 11.2).

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { sound } from "./accessible.mjs";
import { WIDTHS, launch, letProofsAge, logIn, signUp, visitor } from "./browser.mjs";

const NAMED = `http://localhost:${process.env.SENDOOK_NAMED_PORT}`;
const NUMBERED = `http://127.0.0.1:${process.env.SENDOOK_NAMED_PORT}`;

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

/** A visitor where passkeys work, with an authenticator that says yes to everything. */
async function holder(options) {
  const one = await visitor(browser, { address: NAMED, bypassCSP: true, ...options });
  const debug = await one.context.newCDPSession(one.page);
  await debug.send("WebAuthn.enable");
  const kind = { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true };
  const added = { options: { ...kind, isUserVerified: true, automaticPresenceSimulation: true } };
  const { authenticatorId } = await debug.send("WebAuthn.addVirtualAuthenticator", added);
  const verifies = (isUserVerified) => debug.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified });
  return { ...one, verifies };
}

/** Adds a passkey by the keyboard alone. */
async function add(page, name) {
  await page.goto("/settings/second-factor");
  await page.getByLabel("Name of the passkey").fill(name);
  await page.keyboard.press("Enter");
}

async function logOut(page) {
  await page.getByRole("button", { name: "Log out" }).click();
  await page.getByRole("heading", { name: "Log in", exact: true }).waitFor();
}

for (const width of WIDTHS) {
  test(`a passkey is added, logs in, is a second factor, proves who asks, and is removed, ${width} wide`, async () => {
    const { page, verifies, done } = await holder({ width });
    const email = await signUp(page);
    const menu = async () => { if (width < 600) await page.getByRole("button", { name: "Menu" }).click(); };
    await page.goto("/settings/second-factor");
    await sound(page, "the list");
    await add(page, "Laptop");
    await page.getByRole("heading", { name: "Your recovery codes" }).waitFor();
    await page.goto("/settings/second-factor");
    await page.getByRole("rowheader", { name: "Laptop" }).waitFor();
    await add(page, "Twin");
    await page.getByText("This device has a passkey of this account already.").waitFor();
    await sound(page, "a passkey that was not made");
    await page.goto("/settings/second-factor");
    assert.equal(await page.getByRole("rowheader", { name: "Twin" }).count(), 0);

    await menu();
    await logOut(page);
    await sound(page, "the login");
    await page.getByRole("button", { name: "Use a passkey instead" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Overview" }).waitFor();

    await menu();
    await logOut(page);
    await verifies(false);
    await page.getByRole("button", { name: "Use a passkey instead" }).click();
    await page.getByText("No passkey was used").waitFor();
    await sound(page, "a login that failed");
    await page.getByRole("link", { name: "Log in with your password" }).click();
    await verifies(true);
    await logIn(page, email);
    await page.getByRole("heading", { name: "Confirm that it is you" }).waitFor();
    await sound(page, "the second step");
    await page.getByRole("button", { name: "Use a passkey" }).click();
    await page.getByRole("heading", { name: "Overview" }).waitFor();

    await letProofsAge(process.env.SENDOOK_NAMED_DATABASE);
    await page.goto("/settings/second-factor");
    await page.getByRole("link", { name: "Rename… Laptop" }).click();
    await page.getByLabel("Name", { exact: true }).fill("Desk");
    await page.getByRole("button", { name: "Rename" }).click();
    await page.getByText("You are about to rename a second factor").waitFor();
    await sound(page, "the proof");
    await page.getByRole("button", { name: "Use a passkey" }).click();
    await page.getByRole("status").getByText("The second factor has its new name.").waitFor();
    await page.getByRole("link", { name: "Remove… Desk" }).click();
    await page.getByRole("button", { name: "Remove" }).click();
    await page.getByRole("status").getByText("The second factor is removed.").waitFor();
    await menu();
    await logOut(page);
    await logIn(page, email);
    await page.getByRole("heading", { name: "Overview" }).waitFor();
    await done();
  });
}

test("at an address of digits the pages lead to the name", async () => {
  const { page, context } = await visitor(browser, { address: NUMBERED });
  await signUp(page);
  await page.goto("/settings/second-factor");
  await page.getByText("Passkeys need https, or the name localhost.").waitFor();
  await page.getByRole("link", { name: `Go to ${NAMED}` }).click();
  await page.getByRole("heading", { name: "Log in", exact: true }).waitFor();
  assert.ok(page.url().startsWith(`${NAMED}/login`), page.url());
  await page.getByRole("button", { name: "Use a passkey instead" }).waitFor();
  await context.close();
});
