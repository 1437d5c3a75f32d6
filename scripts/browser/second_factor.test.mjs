// A second factor: set up, asked for, lost, and required by an organization.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";

import { PASSWORD, WIDTHS, appCode, clipboard, launch, letProofsAge, logIn, mailedLink, setUpApp, shownCodes, signUp, visitor } from "./browser.mjs";

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

/** Logs out, and in again by the password. */
async function begin(page, email) {
  const menu = page.getByRole("button", { name: "Menu" });
  if (await menu.isVisible()) await menu.click();
  await page.getByRole("button", { name: "Log out" }).click();
  await logIn(page, email);
  await page.getByRole("heading", { name: "Confirm that it is you" }).waitFor();
}

async function finish(page, code) {
  await page.getByLabel("Code").fill(code);
  await page.getByRole("button", { name: "Log in" }).click();
}

for (const javaScriptEnabled of [true, false]) {
  for (const width of WIDTHS) {
    const how = `${width} wide${javaScriptEnabled ? "" : ", without JavaScript"}`;
    test(`an app is set up and logs in, and so does a recovery code, ${how}`, async () => {
      const { page, done } = await visitor(browser, { width, javaScriptEnabled });
      const email = await signUp(page);
      await page.goto("/settings");
      await page.getByRole("link", { name: "Set one up" }).click();
      await page.getByLabel("Name of the app or device").fill("Phone");
      await page.getByRole("button", { name: "Set up an app" }).click();
      const secret = await page.locator("#app-secret").textContent();
      const code = appCode(secret);
      await page.getByLabel("Code that the app shows").fill(code.replace(/./, (digit) => (Number(digit) + 5) % 10));
      await page.getByRole("button", { name: "Confirm" }).click();
      await page.getByText("This is not the code that the app shows now.").waitFor();
      assert.equal(await page.locator("#app-secret").textContent(), secret);
      await page.getByLabel("Code that the app shows").fill(code);
      await page.getByRole("button", { name: "Confirm" }).click();
      const codes = await shownCodes(page);
      await page.getByRole("link", { name: "I have kept the codes" }).click();
      await page.getByRole("rowheader", { name: "Phone" }).waitFor();
      await begin(page, email);
      await finish(page, code);
      await page.getByText("was used before").waitFor();
      await finish(page, appCode(secret, 1));
      await page.getByRole("heading", { name: "Overview" }).waitFor();
      await begin(page, email);
      await finish(page, codes[3].toUpperCase().replaceAll("-", " "));
      await page.getByRole("heading", { name: "Overview" }).waitFor();
      await page.goto("/settings/second-factor");
      await page.getByText("9 of 10 are left.").waitFor();
      await done();
    });
  }
}

test("the QR code is dark on light, also where the page is dark", async () => {
  for (const colorScheme of ["light", "dark"]) {
    const { page, done } = await visitor(browser, { colorScheme });
    await signUp(page);
    await page.goto("/settings/second-factor");
    await page.getByRole("button", { name: "Set up an app" }).click();
    const picture = page.getByRole("img", { name: "QR code" });
    const [ground, stroke, width] = await picture.evaluate((svg) => {
      const path = getComputedStyle(svg.querySelector("path"));
      return [getComputedStyle(svg).backgroundColor, path.stroke, svg.getBoundingClientRect().width];
    });
    assert.deepEqual([ground, stroke], ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]);
    assert.ok(width >= 200, `${width} pixels are too few to scan`);
    await done();
  }
});

test("recovery codes are copied and saved, and gone after a reload and on the way back", async () => {
  const { page, done } = await visitor(browser);
  await signUp(page);
  await setUpApp(page);
  const codes = await shownCodes(page);
  await page.getByRole("button", { name: "Copy" }).click();
  await page.getByRole("button", { name: "Copied" }).waitFor();
  assert.equal((await clipboard(page)).trim(), codes.join("\n"));
  const saving = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save as a file" }).click();
  const file = await saving;
  assert.equal(file.suggestedFilename(), "recovery-codes.txt");
  assert.equal((await readFile(await file.path(), "utf8")).trim(), codes.join("\n"));
  await page.emulateMedia({ media: "print" });
  assert.ok(await page.getByText(codes[0]).isVisible());
  assert.ok(!(await page.getByRole("link", { name: "Settings" }).isVisible()), "the frame is printed");
  await page.emulateMedia({ media: null });
  await page.reload();
  await page.getByRole("heading", { name: "Second factor" }).waitFor();
  await page.getByRole("link", { name: "Make new ones…" }).click();
  await page.getByRole("button", { name: "Make new codes" }).click();
  const others = await shownCodes(page);
  assert.ok(!others.some((code) => codes.includes(code)));
  await page.getByRole("link", { name: "I have kept the codes" }).click();
  await page.goBack();
  await page.getByRole("heading", { name: "Make new recovery codes?" }).waitFor();
  assert.equal(await page.getByText(others[0]).count(), 0);
  await done();
});

test("a factor is removed after a proof by its code, and nothing is typed twice", async () => {
  const { page, done } = await visitor(browser);
  await signUp(page);
  const secret = await setUpApp(page);
  await letProofsAge();
  await page.goto("/settings/second-factor");
  await page.getByRole("link", { name: /^Remove… / }).click();
  await page.getByText("your password alone logs you in").waitFor();
  await page.getByRole("button", { name: "Remove", exact: true }).click();
  await page.getByText("You are about to remove a second factor").waitFor();
  await page.getByRole("button", { name: "Confirm and continue" }).click();
  await page.getByText("Type your password, or a code of your app.").waitFor();
  await page.getByLabel("Or a code of your authenticator app").fill(appCode(secret, 1));
  await page.getByRole("button", { name: "Confirm and continue" }).click();
  await page.getByRole("status").getByText("The second factor is removed.").waitFor();
  await done();
});

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "" : ", without JavaScript";
  test(`an organization requires a factor, and who has none is led to set one up and on${how}`, async () => {
    const ada = await visitor(browser, { javaScriptEnabled });
    const max = await visitor(browser, { javaScriptEnabled, width: 390 });
    await signUp(ada.page);
    const email = await signUp(max.page, "Max", "Born");
    await ada.page.goto("/members/invite");
    await ada.page.getByLabel("E-mail address").fill(email);
    await ada.page.getByRole("button", { name: "Invite", exact: true }).click();
    const link = await mailedLink(email, "/invitation");
    await max.page.goto(link);
    if (!javaScriptEnabled) {
      await max.page.getByLabel("Link").fill(link);
      await max.page.getByRole("button", { name: "Look at the invitation" }).click();
    }
    await max.page.getByRole("button", { name: "Join" }).click();
    await max.page.getByRole("status").waitFor();
    await ada.page.goto("/settings");
    await ada.page.getByRole("link", { name: "Require one…" }).click();
    await ada.page.getByText("would lock yourself out").waitFor();
    await ada.page.getByRole("link", { name: "Set one up" }).click();
    await setUpApp(ada.page, { here: true });
    await ada.page.getByRole("link", { name: "I have kept the codes" }).click();
    await ada.page.getByText(`Max Born ${email}`).waitFor();
    await ada.page.getByRole("button", { name: "Require a second factor" }).click();
    await ada.page.getByRole("status").getByText("requires a second factor of its members").waitFor();
    await max.page.goto("/inboxes");
    await max.page.getByText("You reach it as soon as you have set one up.").waitFor();
    assert.equal(await max.page.getByRole("link", { name: "API Keys" }).count(), 0);
    await max.page.goto("/sessions");
    await max.page.getByRole("link", { name: "Set one up" }).waitFor();
    await max.page.goto("/inboxes");
    await setUpApp(max.page, { here: true });
    await max.page.getByRole("link", { name: "I have kept the codes" }).click();
    await max.page.getByRole("heading", { name: "Inboxes" }).waitFor();
    for (const one of [ada, max]) await one.done();
  });
}

test("a password that a browser filled in does not spoil a code", async () => {
  const { page, done } = await visitor(browser);
  await signUp(page);
  const secret = await setUpApp(page);
  await letProofsAge();
  await page.goto("/settings/second-factor/recovery-codes");
  await page.getByRole("button", { name: "Make new codes" }).click();
  await page.getByLabel("Your password").fill(`${PASSWORD}, once`);
  await page.getByLabel("Or a code of your authenticator app").fill(appCode(secret, 1));
  await page.getByRole("button", { name: "Confirm and continue" }).click();
  await shownCodes(page);
  await done();
});
