// Inboxes, sessions, settings and the audit trail.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";

import { generate, launch, logIn, signUp, visitor } from "./browser.mjs";

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

test("an inbox is created in a dialog and deleted after a question", async () => {
  const { page, done } = await visitor(browser);
  await signUp(page);
  await page.getByRole("link", { name: "Inboxes" }).click();
  await page.getByRole("link", { name: "Create inbox" }).click();
  const dialog = page.getByRole("dialog", { name: "Create inbox" });
  await dialog.getByLabel("Address").fill("post@elsewhere.test");
  await dialog.getByRole("button", { name: "Create inbox" }).click();
  await page.getByText("The address must end in @sendook.com.").waitFor();
  const address = page.getByLabel("Address");
  assert.equal(await address.inputValue(), "post@elsewhere.test");
  assert.ok(await address.evaluate((field) => field === document.activeElement), "the wrong field has the focus");
  await address.fill("Lanterns@sendook.com");
  await page.getByRole("button", { name: "Create inbox" }).click();
  await page.getByRole("status").getByText("The inbox is created").waitFor();
  await page.getByRole("link", { name: "Delete… Lanterns@sendook.com" }).click();
  await page.getByRole("button", { name: "Delete inbox" }).click();
  await page.getByRole("status").getByText("The inbox is deleted.").waitFor();
  await done();
});

test("a session is ended from another browser", async () => {
  const desk = await visitor(browser);
  const phone = await visitor(browser, { width: 390 });
  const email = await signUp(desk.page);
  await phone.page.goto("/sessions");
  await logIn(phone.page, email);
  await phone.page.getByRole("heading", { name: "Sessions" }).waitFor();
  await desk.page.goto("/sessions");
  await desk.page.getByText("this one").waitFor();
  await desk.page.getByRole("button", { name: "End all others" }).click();
  await desk.page.getByRole("status").getByText("Every other session has ended.").waitFor();
  await phone.page.reload();
  await phone.page.getByRole("heading", { name: "Log in" }).waitFor();
  await desk.done();
  await phone.done();
});

test("settings are saved and shown at once", async () => {
  const { page, done } = await visitor(browser);
  await signUp(page);
  await page.goto("/settings");
  await page.getByLabel("First name").fill("Grace");
  await page.getByRole("button", { name: "Save name" }).click();
  await page.getByRole("status").getByText("Your name is saved.").waitFor();
  await page.getByText("Grace Lovelace").waitFor();
  await page.getByLabel("Name", { exact: true }).fill("Engines");
  await page.getByRole("button", { name: "Save organization" }).click();
  await page.getByRole("status").getByText("The organization's name is saved.").waitFor();
  await page.getByLabel("Current password").fill("not this one");
  await page.getByLabel("New password").fill("nine loud trumpets");
  await page.getByRole("button", { name: "Change password" }).click();
  await page.getByText("The current password is wrong.").waitFor();
  await page.goto("/audit");
  await page.getByRole("rowheader", { name: "Failed to change the password" }).waitFor();
  await page.getByRole("rowheader", { name: "Renamed the organization" }).waitFor();
  await done();
});

test("the audit trail is found by key, and saved as a file", async () => {
  const { page, done } = await visitor(browser);
  await signUp(page);
  await page.goto("/api-keys");
  await generate(page, "Worker");
  await page.goto("/api-keys");
  await page.getByRole("link", { name: "Delete… Worker" }).click();
  await page.getByRole("button", { name: "Delete key" }).click();
  await page.getByRole("link", { name: "Audit" }).click();
  await page.getByLabel("By or to").selectOption("Key “Worker (deleted)”");
  await page.getByRole("button", { name: "Filter" }).click();
  await page.getByRole("link", { name: "Clear" }).waitFor();
  assert.deepEqual(await page.getByRole("rowheader").allTextContents(), ["Deleted a key", "Generated a key"]);
  await page.getByText("Chrome on Linux").first().click();
  await page.getByText("AppleWebKit").first().waitFor();
  const saving = page.waitForEvent("download");
  await page.getByRole("link", { name: "Export as NDJSON" }).click();
  const file = await saving;
  assert.match(file.suggestedFilename(), /^audit-\d{4}-\d\d-\d\d\.ndjson$/);
  const lines = (await readFile(await file.path(), "utf8")).trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.deepEqual(lines.map(({ action }) => action), ["api_key.deleted", "api_key.created"]);
  await done();
});

test("who is lost keeps the sidebar, and finds help about the page", async () => {
  const { page, done } = await visitor(browser);
  await signUp(page);
  await page.goto("/nowhere");
  await page.getByRole("heading", { name: "Nothing here" }).waitFor();
  await page.getByRole("link", { name: "Inboxes" }).click();
  await page.getByRole("link", { name: "Help" }).click();
  assert.equal(new URL(page.url()).hash, "#inboxes");
  assert.ok(await page.getByRole("heading", { name: "Inboxes" }).isVisible());
  await done();
});
