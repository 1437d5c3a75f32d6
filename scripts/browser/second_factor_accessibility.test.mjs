// Screen readers, keyboards and small screens, on the pages of second factors.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { LONGEST, sound, tabTo } from "./accessible.mjs";
import { PASSWORD, WIDTHS, appCode, clipboard, launch, letProofsAge, logIn, mailedLink, setUpApp, shownCodes, signUp, visitor } from "./browser.mjs";

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

for (const colorScheme of ["light", "dark"]) {
  for (const width of WIDTHS) {
    test(`axe finds nothing on pages of second factors, ${colorScheme}, ${width} wide`, async () => {
      const { page, done } = await visitor(browser, { width, colorScheme, bypassCSP: true });
      const visit = async (path) => {
        await page.goto(path);
        await sound(page, path);
      };
      const email = await signUp(page, LONGEST, LONGEST);
      await factors(page, visit);
      await letProofsAge();
      await page.goto("/settings/second-factor/recovery-codes");
      await page.getByRole("button", { name: "Make new codes" }).click();
      await page.getByLabel("Your password").waitFor();
      await sound(page, "the page that asks for a proof");
      await page.context().clearCookies();
      await page.goto("/login");
      await logIn(page, email);
      await page.getByRole("heading", { name: "Confirm that it is you" }).waitFor();
      await sound(page, "the second step of a login");
      await done();
    });
  }
}

/** The pages about second factors. */
async function factors(page, visit) {
  await visit("/organization/second-factor");
  await visit("/settings/second-factor");
  await page.getByLabel("Name of the app or device").fill(LONGEST);
  await page.getByRole("button", { name: "Set up an app" }).click();
  const secret = await page.locator("#app-secret").textContent();
  await sound(page, "the secret of an app");
  await page.getByLabel("Code that the app shows").fill("12345");
  await page.getByRole("button", { name: "Confirm" }).click();
  await page.getByText("A code has six digits").waitFor();
  await sound(page, "a code that is none");
  await page.getByLabel("Code that the app shows").fill(appCode(secret));
  await page.getByRole("button", { name: "Confirm" }).click();
  await shownCodes(page);
  await sound(page, "recovery codes");
  await visit("/settings/second-factor");
  await visit("/settings/second-factor/recovery-codes");
  await page.goto("/settings/second-factor");
  await page.getByRole("link", { name: /^Remove… / }).click();
  await page.getByRole("heading", { name: "Remove WWW" }).waitFor();
  await sound(page, "the question before a factor is removed");
  await visit("/settings");
  await visit("/organization/second-factor");
}

test("a second factor is set up and used by keyboard alone", async () => {
  const { page, done } = await visitor(browser);
  const email = await signUp(page);
  await page.goto("/settings");
  await tabTo(page, "Set one up");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Second factor" }).waitFor();
  await tabTo(page, "Name of the app or device");
  await page.keyboard.type("Phone");
  await page.keyboard.press("Enter");
  const secret = await page.locator("#app-secret").textContent();
  await tabTo(page, "Copy");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Copied" }).waitFor();
  assert.equal(await clipboard(page), secret);
  await tabTo(page, "Code that the app shows");
  await page.keyboard.type(appCode(secret));
  await page.keyboard.press("Enter");
  await shownCodes(page);
  await tabTo(page, "I have kept the codes");
  await page.keyboard.press("Enter");
  await page.getByRole("rowheader", { name: "Phone" }).waitFor();
  await tabTo(page, "Log out");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Log in" }).waitFor();
  for (const [field, text] of [["E-mail address", email], ["Password", PASSWORD]]) {
    await tabTo(page, field);
    await page.keyboard.type(text);
  }
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Confirm that it is you" }).waitFor();
  await tabTo(page, "Code");
  await page.keyboard.type(appCode(secret, 1));
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Overview" }).waitFor();
  await done();
});

test("who is led to set up a second factor finds the pages sound", async () => {
  const { page, done } = await visitor(browser, { width: 390, bypassCSP: true });
  const max = await visitor(browser, { width: 390, bypassCSP: true });
  await signUp(page);
  const email = await signUp(max.page, LONGEST);
  await setUpApp(page);
  await page.goto("/members/invite");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByRole("button", { name: "Invite", exact: true }).click();
  await max.page.goto(await mailedLink(email, "/invitation"));
  await max.page.getByRole("button", { name: "Join" }).click();
  await max.page.getByRole("status").waitFor();
  await page.goto("/organization/second-factor");
  await page.getByText(email).waitFor();
  await sound(page, "who has no second factor");
  await page.getByRole("button", { name: "Require a second factor" }).click();
  await page.getByRole("status").waitFor();
  await page.goto("/members");
  await sound(page, "a member whose second factor is missing");
  await page.goto("/organization/second-factor");
  await sound(page, "the question before a second factor is no longer required");
  for (const path of ["/inboxes", "/settings", "/help"]) {
    await max.page.goto(path);
    await max.page.getByText("requires a second factor").first().waitFor();
    await sound(max.page, `${path} of who has no second factor`);
  }
  await done();
  await max.done();
});
