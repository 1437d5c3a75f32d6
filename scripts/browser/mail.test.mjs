// What goes by mail: a forgotten password, and the e-mail address.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { PASSWORD, launch, logIn, mailedLink, signUp, visitor } from "./browser.mjs";

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "" : ", without JavaScript";
  test(`who forgot the password reads the mail, sets another and logs in${how}`, async () => {
    const { page, done } = await visitor(browser, { javaScriptEnabled });
    const email = await signUp(page);
    await page.getByRole("button", { name: "Log out" }).click();
    await page.getByRole("link", { name: "Forgot your password?" }).click();
    await page.getByLabel("E-mail address").fill(email);
    await page.getByRole("button", { name: "Send me a link" }).click();
    await page.getByRole("status").getByText("If an account has this address").waitFor();
    const link = await mailedLink(email, "/reset-password");
    await page.goto(link);
    if (!javaScriptEnabled) await page.getByLabel("Link").fill(link);
    await page.getByLabel("New password").fill("nine loud trumpets");
    await page.getByRole("button", { name: "Set password" }).click();
    await page.getByRole("status").getByText("Your new password is set.").waitFor();
    await page.getByLabel("E-mail address").fill(email);
    await page.getByLabel("Password").fill("nine loud trumpets");
    await page.getByRole("button", { name: "Log in" }).click();
    await page.getByRole("heading", { name: "Overview" }).waitFor();
    await done();
  });

  test(`an address is confirmed, and changed by a link${how}`, async () => {
    const { page, done } = await visitor(browser, { javaScriptEnabled });
    const email = await signUp(page);
    await page.getByText("Please confirm your e-mail address").waitFor();
    await page.getByRole("button", { name: "Send it again" }).click();
    await page.getByRole("status").getByText("another link").waitFor();
    const follow = async (address) => {
      const link = await mailedLink(address, "/verify-email");
      await page.goto(link);
      if (!javaScriptEnabled) await page.getByLabel("Link").fill(link);
      await page.getByRole("button", { name: "Confirm the address" }).click();
      await page.getByRole("status").getByText("Your e-mail address is confirmed.").waitFor();
    };
    await follow(email);
    assert.equal(await page.getByText("Please confirm your e-mail address").count(), 0);
    await page.getByLabel("New e-mail address").fill(`new.${email}`);
    await page.getByLabel("Your password").fill(PASSWORD);
    await page.getByRole("button", { name: "Change address" }).click();
    await page.getByRole("status").getByText("on its way to the new address").waitFor();
    await follow(`new.${email}`);
    await page.getByRole("button", { name: "Log out" }).click();
    await logIn(page, `new.${email}`);
    await page.getByRole("heading", { name: "Overview" }).waitFor();
    await done();
  });
}
