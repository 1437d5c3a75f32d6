// Screen readers, keyboards and small screens.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { LONGEST, sound, tabTo } from "./accessible.mjs";
import { PASSWORD, WIDTHS, clipboard, generate, launch, letProofsAge, mailedLink, runToken, shownKey, signUp, visitor } from "./browser.mjs";

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

for (const colorScheme of ["light", "dark"]) {
  for (const width of WIDTHS) {
    test(`axe finds nothing, ${colorScheme}, ${width} wide`, async () => {
      const { page, done } = await visitor(browser, { width, colorScheme, bypassCSP: true });
      const visit = async (path) => {
        await page.goto(path);
        await sound(page, path);
      };
      await visit("/login");
      await visit("/signup");
      await visit("/nowhere");
      await visit("/help");
      await visit("/reset-password");
      await visit("/forgot-password");
      await visit("/verify-email");
      await visit("/invitation");
      await visit("/docs");
      await page.goto("/signup");
      await page.getByLabel("First name").fill("Ada");
      await page.getByLabel("E-mail address").fill("ada@localhost");
      await page.getByLabel("Password").fill("lantern");
      await page.getByRole("button", { name: "Create account" }).click();
      await page.locator("[aria-invalid]").first().waitFor();
      await sound(page, "a faulty form");
      await signUp(page, LONGEST, LONGEST);
      await sound(page, "welcome");
      await page.goto("/settings");
      await page.getByLabel("Name", { exact: true }).fill(LONGEST);
      await page.getByRole("button", { name: "Save organization" }).click();
      await page.getByRole("status").waitFor();
      await page.goto("/api-keys");
      const secret = await generate(page, LONGEST);
      await runToken(secret, LONGEST);
      await sound(page, "a new key");
      await visit("/api-keys");
      await page.getByRole("link", { name: "Generate key" }).click();
      await page.getByLabel("Only these scopes").check();
      await sound(page, "the dialog of a new key");
      await visit("/api-keys/new");
      await page.goto("/api-keys");
      await page.getByRole("rowheader", { name: "WWW" }).getByRole("link").click();
      await page.getByRole("heading", { name: "WWW" }).first().waitFor();
      const key = new URL(page.url()).pathname;
      await page.getByRole("link", { name: "Rotate" }).click();
      await page.getByRole("button", { name: "Rotate key" }).click();
      await sound(page, "a new secret");
      await visit(key);
      await page.getByLabel("Only these scopes").check();
      await page.getByRole("main").getByLabel("Only these", { exact: true }).check();
      await sound(page, "the form of a key");
      await page.getByRole("link", { name: "Disable…" }).click();
      await sound(page, "the question before disabling");
      await page.keyboard.press("Escape");
      await page.getByRole("link", { name: "Delete…" }).click();
      await sound(page, "the question before deleting");
      for (const path of [`${key}/rotate`, `${key}/disable`, `${key}/delete`, `${key}/tokens/end-all`, "/api-keys?q=W&active=true", "/api-keys?q=nowhere", "/inboxes", "/inboxes/new", "/sessions", "/settings", "/overview", "/audit"]) {
        await visit(path);
      }
      await page.locator("summary").first().click();
      await sound(page, "a line with its program");
      await visit("/audit?until=2001-01-01");
      await visit("/help");
      await visit("/nowhere");
      await people(page, visit);
      await done();
    });
  }
}

/** The pages about several people. */
async function people(page, visit) {
  await visit("/organization/new");
  await visit("/organization/delete");
  await visit("/members/invite");
  await page.getByLabel("E-mail address").fill(`${"w".repeat(60)}@example.com`);
  await page.getByRole("button", { name: "Invite", exact: true }).click();
  await page.getByRole("heading", { name: "Your invitation" }).waitFor();
  await sound(page, "an invitation that was made");
  const link = await page.locator("#invitation-link").textContent();
  await visit("/members");
  const own = await page.getByRole("link", { name: "Leave…" }).getAttribute("href");
  await page.getByRole("link", { name: "Invite somebody" }).click();
  await sound(page, "the dialog of an invitation");
  await visit(own);
  await visit(own.replace(/remove$/, "role"));
  await page.goto(link);
  await page.getByText("the invitation is for another address").waitFor();
  await sound(page, "an invitation for another");
  await letProofsAge();
  await page.goto("/members/invite");
  await page.getByLabel("E-mail address").fill("owner@example.com");
  await page.getByLabel(/^Owner/).check();
  await page.getByRole("button", { name: "Invite", exact: true }).click();
  await page.getByLabel("Your password").waitFor();
  await sound(page, "the page that asks for a proof");
  await page.goto("/invitation");
  await page.getByRole("button", { name: "Log out" }).click();
  await page.getByRole("link", { name: "Create an account" }).waitFor();
  await sound(page, "an invitation");
  await visit("/invitation/register");
}

test("a key is generated and copied by keyboard alone", async () => {
  const { page, done } = await visitor(browser);
  await page.goto("/signup");
  for (const [field, text] of [["First name", "Ada"], ["E-mail address", `keyboard.${process.pid}@example.com`], ["Password", PASSWORD]]) {
    await tabTo(page, field);
    await page.keyboard.type(text);
  }
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Welcome, Ada" }).waitFor();
  await tabTo(page, "Skip to content");
  await page.keyboard.press("Enter");
  await tabTo(page, "Copy");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Copied" }).waitFor();
  assert.equal(await clipboard(page), await shownKey(page));
  await page.goto("/api-keys");
  await tabTo(page, "Generate key");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), "name", "the dialog begins at the name");
  await page.keyboard.type("By keyboard");
  await tabTo(page, "Full access");
  await page.keyboard.press("Space");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Your new key" }).waitFor();
  await done();
});

test("somebody is invited and joins by keyboard alone", async () => {
  const ada = await visitor(browser);
  const grace = await visitor(browser);
  await signUp(ada.page);
  const email = `keyboard.grace.${process.pid}@example.com`;
  await ada.page.goto("/members");
  await tabTo(ada.page, "Invite somebody");
  await ada.page.keyboard.press("Enter");
  await ada.page.getByRole("dialog").waitFor();
  await ada.page.keyboard.type(email);
  await ada.page.keyboard.press("Enter");
  await ada.page.getByRole("heading", { name: "Your invitation" }).waitFor();
  await grace.page.goto(await mailedLink(email, "/invitation"));
  await grace.page.getByRole("heading", { name: "Join Default Organization" }).waitFor();
  await tabTo(grace.page, "Create an account");
  await grace.page.keyboard.press("Enter");
  await grace.page.getByRole("heading", { name: "Create an account" }).waitFor();
  for (const [field, text] of [["First name", "Grace"], ["Password", PASSWORD]]) {
    await tabTo(grace.page, field);
    await grace.page.keyboard.type(text);
  }
  await grace.page.keyboard.press("Enter");
  await grace.page.getByRole("heading", { name: "Overview" }).waitFor();
  await ada.done();
  await grace.done();
});

test("the menu of a phone opens by keyboard and says so", async () => {
  const { page, done } = await visitor(browser, { width: 390 });
  await signUp(page);
  await page.goto("/api-keys");
  const menu = page.getByRole("button", { name: "Menu" });
  assert.equal(await menu.getAttribute("aria-expanded"), "false");
  assert.ok(!(await page.getByRole("link", { name: "Sessions" }).isVisible()));
  await tabTo(page, "Menu");
  await page.keyboard.press("Enter");
  assert.equal(await menu.getAttribute("aria-expanded"), "true");
  await tabTo(page, "Sessions");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Sessions" }).waitFor();
  await done();
});
