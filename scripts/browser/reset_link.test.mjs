// The link that sets a password: its token stands behind the "#".

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { launch, visitor } from "./browser.mjs";

const TOKEN = "sndm_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17";

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

test("the token goes from the address into the form, and only a button sends it", async () => {
  const { page, done } = await visitor(browser);
  const sent = [];
  page.on("request", (request) => sent.push(request.url() + (request.postData() ?? "")));
  await page.goto(`/reset-password#${TOKEN}`);
  assert.ok(await page.getByLabel("Link").isHidden());
  assert.equal(new URL(page.url()).hash, "");
  assert.ok(!sent.some((request) => request.includes(TOKEN)), "the token was sent by opening the page");
  await page.getByLabel("New password").fill("seven quiet lanterns");
  await page.getByRole("button", { name: "Set password" }).click();
  await page.getByText("This link is not valid").waitFor();
  assert.ok(await page.getByLabel("Link").isVisible());
  assert.ok(sent.some((request) => request.includes(TOKEN)), "the form has no token");
  await done();
});

test("without JavaScript the page asks for the link", async () => {
  const { page, done } = await visitor(browser, { javaScriptEnabled: false });
  await page.goto(`/reset-password#${TOKEN}`);
  await page.getByLabel("Link").fill(`http://127.0.0.1/reset-password#${TOKEN}`);
  await page.getByLabel("New password").fill("seven quiet lanterns");
  await page.getByRole("button", { name: "Set password" }).click();
  await page.getByText("This link is not valid").waitFor();
  assert.equal(await page.getByLabel("Link").inputValue(), TOKEN);
  await done();
});
