// The same without JavaScript: links lead to pages with the same forms.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { WIDTHS, generate, launch, logIn, shownKey, signUp, statusOf, visitor } from "./browser.mjs";

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

for (const width of WIDTHS) {
  test(`everything works without JavaScript, ${width} wide`, async () => {
    const { page, done } = await visitor(browser, { width, javaScriptEnabled: false });
    const email = await signUp(page);
    assert.equal(await statusOf(await shownKey(page)), 200);
    await page.getByRole("link", { name: "I have copied the key" }).click();
    const key = await generate(page, "Plain");
    await page.getByRole("link", { name: "I have copied the key" }).click();
    await page.getByRole("link", { name: "Plain", exact: true }).click();
    await page.getByLabel("Name", { exact: true }).fill("Plainer");
    await page.getByRole("button", { name: "Save changes" }).click();
    await page.getByRole("heading", { name: "Plainer" }).waitFor();
    await page.getByRole("link", { name: "API Keys" }).first().click();
    await page.getByLabel("Name contains").fill("plainer");
    await page.getByLabel("State").selectOption("Enabled");
    await page.getByRole("button", { name: "Search" }).click();
    assert.equal(await page.getByRole("rowheader").count(), 1);
    await page.getByRole("link", { name: "Disable… Plainer" }).click();
    await page.getByRole("button", { name: "Disable key" }).click();
    await page.getByRole("status").getByText("The key is disabled.").waitFor();
    assert.equal(await statusOf(key), 401);
    await page.getByRole("button", { name: "Enable" }).click();
    await page.getByRole("link", { name: "Rotate" }).click();
    await page.getByRole("button", { name: "Rotate key" }).click();
    const rotated = await shownKey(page);
    await page.getByRole("link", { name: "I have copied the key" }).click();
    await page.getByRole("link", { name: "Cancel: end the new secret" }).click();
    await page.getByRole("button", { name: "End the new secret" }).click();
    await page.getByRole("status").getByText("The new secret has ended").waitFor();
    assert.deepEqual([await statusOf(key), await statusOf(rotated)], [200, 401]);
    await page.getByRole("link", { name: "Delete…" }).click();
    await page.getByRole("button", { name: "Delete key" }).click();
    await page.getByRole("status").getByText("The key is deleted.").waitFor();
    assert.equal(await statusOf(key), 401);

    await page.getByRole("link", { name: "Inboxes" }).click();
    await page.getByRole("link", { name: "Create inbox" }).click();
    await page.getByLabel("Name").fill(`Plain ${width}`);
    await page.getByRole("button", { name: "Create inbox" }).click();
    await page.getByRole("rowheader", { name: `plain-${width}@sendook.com` }).waitFor();
    await page.getByRole("link", { name: `Delete… plain-${width}@sendook.com` }).click();
    await page.getByRole("button", { name: "Delete inbox" }).click();
    await page.getByRole("status").getByText("The inbox is deleted.").waitFor();

    await page.getByRole("link", { name: "Audit" }).click();
    await page.getByLabel("What").selectOption("Deleted an inbox");
    await page.getByRole("button", { name: "Filter" }).click();
    await page.getByRole("rowheader", { name: "Deleted an inbox" }).waitFor();

    await page.getByRole("button", { name: "Log out" }).click();
    await logIn(page, email);
    await page.getByRole("heading", { name: "Overview" }).waitFor();
    await done();
  });
}
