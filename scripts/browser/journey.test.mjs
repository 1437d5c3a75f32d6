// What a new customer does: sign up, take the key, use it, change it, end it.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { WIDTHS, clipboard, generate, launch, logIn, shell, shownKey, signUp, statusOf, visitor } from "./browser.mjs";

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

for (const width of WIDTHS) {
  test(`the first key is shown, copied and used, ${width} wide`, async () => {
    const { page, done } = await visitor(browser, { width });
    await page.goto("/");
    await page.getByRole("link", { name: "Create an account" }).click();
    await signUp(page);
    const key = await shownKey(page);
    await page.getByText("It will not be shown again.").waitFor();
    await page.getByRole("button", { name: "Copy", exact: true }).first().click();
    await page.getByRole("button", { name: "Copied" }).waitFor();
    assert.equal(await clipboard(page), key);
    const answer = JSON.parse(await shell(await page.locator("#curl-command").textContent()));
    assert.equal(answer.apiKey.name, "Default API Key");
    assert.equal(await page.locator("#env-line").textContent(), `SENDOOK_API_KEY=${key}`);
    assert.match(await page.locator("#inbox-address").textContent(), /^inbox-[a-z0-9]{10}@sendook\.com$/);
    await done();
  });

  test(`a key is generated, disabled, enabled, rotated and deleted, ${width} wide`, async () => {
    const { page, done } = await visitor(browser, { width });
    await signUp(page);
    await page.goto("/api-keys");
    await page.getByRole("link", { name: "Generate key" }).click();
    await page.getByRole("dialog", { name: "Generate key" }).waitFor();
    await page.getByLabel("Name", { exact: true }).fill("Worker");
    await page.getByRole("dialog").getByLabel("Environment").selectOption("Staging");
    const dialog = page.getByRole("dialog");
    assert.equal(await dialog.getByLabel("Expires").inputValue(), "90");
    await dialog.getByLabel("Expires").selectOption("In 30 days");
    assert.equal(await page.getByRole("radio", { name: "Full access" }).isChecked(), false);
    await page.getByRole("button", { name: "Generate key" }).click();
    assert.ok(await dialog.isVisible(), "sent without a choice of access");
    await page.getByLabel("Only these scopes").check();
    await page.getByLabel("Read inboxes").check();
    await page.getByRole("button", { name: "Generate key" }).click();
    const key = await shownKey(page);
    assert.match(key, /^sndk_stage_/);
    await page.getByRole("button", { name: "Copy", exact: true }).first().click();
    await page.getByRole("button", { name: "Copied" }).waitFor();
    assert.equal(await clipboard(page), key);
    assert.match(await shell(await page.locator("#curl-command").textContent()), /"name":"Worker"/);

    await page.getByRole("link", { name: "I have copied the key" }).click();
    await page.getByRole("link", { name: "Worker", exact: true }).click();
    await page.getByRole("link", { name: "Disable…" }).click();
    await page.getByRole("link", { name: "Keep it enabled" }).click();
    assert.equal(await statusOf(key), 200);
    await page.getByRole("link", { name: "Disable…" }).click();
    await page.getByRole("dialog").getByText("is refused from the next request on").waitFor();
    await page.getByRole("button", { name: "Disable key" }).click();
    await page.getByRole("status").getByText("The key is disabled.").waitFor();
    assert.equal(await statusOf(key), 401);
    await page.getByRole("button", { name: "Enable" }).click();
    await page.getByRole("status").getByText("The key is enabled again.").waitFor();
    assert.equal(await statusOf(key), 200);

    const name = page.getByLabel("Name", { exact: true });
    await name.fill("Night worker");
    assert.ok(await page.getByLabel("Read inboxes").isChecked());
    await page.getByLabel("Read API keys").check();
    await page.getByLabel("Expires").selectOption("Never");
    await page.getByRole("button", { name: "Save changes" }).click();
    await page.getByRole("heading", { name: "Night worker", exact: true }).waitFor();
    await page.getByRole("status").getByText("The key is changed.").waitFor();
    assert.equal(await page.getByRole("definition").filter({ hasText: "Read inboxes, Read API keys" }).count(), 1);

    await page.getByRole("link", { name: "Rotate" }).click();
    await page.getByLabel("The old secret works for").selectOption("1 more hour");
    await page.getByRole("button", { name: "Rotate key" }).click();
    const rotated = await shownKey(page);
    await page.getByRole("link", { name: "I have copied the key" }).click();
    await page.getByText(`…${key.slice(-4)}`).first().waitFor();
    await page.getByText(`…${rotated.slice(-4)}`).first().waitFor();
    assert.deepEqual([await statusOf(key), await statusOf(rotated)], [200, 200]);
    await page.getByRole("link", { name: "Complete: end the old secret" }).click();
    await page.getByRole("link", { name: "Keep both" }).click();
    assert.deepEqual([await statusOf(key), await statusOf(rotated)], [200, 200]);
    await page.getByRole("link", { name: "Complete: end the old secret" }).click();
    await page.getByRole("button", { name: "End the old secret" }).click();
    await page.getByRole("status").getByText("The old secret has ended.").waitFor();
    assert.deepEqual([await statusOf(key), await statusOf(rotated)], [401, 200]);

    await page.getByRole("link", { name: "Delete…" }).click();
    await page.getByRole("dialog").getByText("loses access to Default Organization at once").waitFor();
    await page.getByRole("button", { name: "Delete key" }).click();
    await page.getByRole("status").getByText("The key is deleted.").waitFor();
    assert.equal(await statusOf(rotated), 401);
    assert.equal(await page.getByText("Night worker").count(), 0);
    await done();
  });
}

test("a key that was shown is nowhere after the page is left", async () => {
  const { page, done } = await visitor(browser);
  await signUp(page);
  await page.goto("/api-keys");
  const key = await generate(page, "Once");
  assert.equal(new URL(page.url()).pathname, "/api-keys");
  await page.getByRole("link", { name: "Inboxes" }).click();
  await page.getByRole("heading", { name: "Inboxes" }).waitFor();
  await page.goBack();
  await page.getByRole("heading", { name: "API Keys" }).waitFor();
  assert.ok(!(await page.content()).includes(key));
  await page.goForward();
  await page.getByRole("heading", { name: "Inboxes" }).waitFor();
  await page.goto("/api-keys");
  await generate(page, "Twice");
  await page.reload();
  await page.getByRole("heading", { name: "API Keys" }).waitFor();
  assert.equal(await page.getByRole("link", { name: "Twice", exact: true }).count(), 1, "a reload makes no second key");
  assert.ok(!(await page.content()).match(/sndk_prod_[0-9A-Za-z]{36}/));
  await done();
});

test("a person logs out, is asked to log in, and comes back to the page", async () => {
  const { page, done } = await visitor(browser);
  const email = await signUp(page);
  await page.getByRole("button", { name: "Log out" }).click();
  await page.getByRole("status").getByText("You are logged out.").waitFor();
  await page.goto("/inboxes");
  await page.getByRole("heading", { name: "Log in" }).waitFor();
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password").fill("wrong lanterns");
  await page.getByRole("button", { name: "Log in" }).click();
  await page.getByRole("alert").getByText("Invalid e-mail or password.").waitFor();
  assert.equal(await page.getByLabel("E-mail address").inputValue(), email);
  await logIn(page, email);
  await page.getByRole("heading", { name: "Inboxes" }).waitFor();
  assert.equal(new URL(page.url()).pathname, "/inboxes");
  await page.goto(`/login?next=${encodeURIComponent("https://elsewhere.test/")}`);
  assert.equal(new URL(page.url()).pathname, "/overview");
  await done();
});

test("a name that is a script shows as text", async () => {
  const { page, done } = await visitor(browser);
  const name = "<script>alert(1)</script>";
  page.on("dialog", () => assert.fail("a script ran"));
  await signUp(page);
  await page.goto("/api-keys");
  await generate(page, name);
  await page.goto("/api-keys");
  await page.getByRole("link", { name, exact: true }).click();
  await page.getByRole("heading", { name, exact: true }).waitFor();
  await done();
});
