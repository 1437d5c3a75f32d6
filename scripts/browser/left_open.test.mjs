// Pages that were left open while something happened in another tab.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { launch, logIn, signUp, visitor } from "./browser.mjs";

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

const logOut = (page) => page.getByRole("button", { name: "Log out" }).click();
const loggedOut = (page) => page.getByRole("status").getByText("You are logged out.").waitFor();

test("logging out ends logged out, whatever happened in another tab", async () => {
  const { page, context, done } = await visitor(browser);
  const email = await signUp(page);
  await page.goto("/settings");
  const [second, third] = [await context.newPage(), await context.newPage()];
  for (const tab of [second, third]) await tab.goto("/settings");
  await logOut(page);
  await loggedOut(page);
  await logOut(second);
  await loggedOut(second);
  await logIn(second, email);
  await second.getByRole("heading", { name: "Overview" }).waitFor();
  await logOut(third);
  await loggedOut(third);
  await second.reload();
  await second.getByRole("heading", { name: "Log in" }).waitFor();
  await done();
});

test("a login form works after the cookies were cleared", async () => {
  const { page, context, done } = await visitor(browser);
  const email = await signUp(page);
  await page.goto("/settings");
  await logOut(page);
  await loggedOut(page);
  await page.goto("/inboxes");
  await context.clearCookies();
  await logIn(page, email);
  await page.getByRole("heading", { name: "Inboxes" }).waitFor();
  await done();
});

test("a form of an earlier session changes nothing, and says so", async () => {
  const { page, context, done } = await visitor(browser);
  const email = await signUp(page);
  await page.goto("/settings");
  const second = await context.newPage();
  await second.goto("/settings");
  await logOut(second);
  await logIn(second, email);
  await second.getByRole("heading", { name: "Overview" }).waitFor();
  await page.getByLabel("First name").fill("Grace");
  await page.getByRole("button", { name: "Save name" }).click();
  await page.getByRole("status").getByText("nothing was changed").waitFor();
  assert.equal(await page.getByLabel("First name").inputValue(), "Ada");
  await done();
});
