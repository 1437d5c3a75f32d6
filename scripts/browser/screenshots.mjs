// Every page, light and dark, narrow and wide, as small PNGs.

import { mkdir } from "node:fs/promises";

import { WIDTHS, appCode, generate, launch, letProofsAge, logIn, mailedLink, shownCodes, signUp, statusOf, visitor } from "./browser.mjs";

const folder = process.argv[2];
await mkdir(folder, { recursive: true });

const browser = await launch();
for (const colorScheme of ["light", "dark"]) {
  for (const width of WIDTHS) {
    const { page, done } = await visitor(browser, { width, colorScheme, locale: "en-GB" });
    const shoot = async (name) => {
      await page.evaluate(() => document.activeElement?.blur());
      const path = `${folder}/${name}-${colorScheme}-${width}.png`;
      await page.screenshot({ path, fullPage: true, animations: "disabled" });
    };
    const visit = async (name, address) => {
      await page.goto(address);
      await shoot(name);
    };
    await visit("login", "/login");
    await visit("signup", "/signup");
    await visit("forgot", "/forgot-password");
    const email = await signUp(page);
    await shoot("welcome");
    await page.goto(await mailedLink(email, "/verify-email"));
    await page.getByRole("button", { name: "Confirm the address" }).click();
    await page.getByRole("status").waitFor();
    await page.goto("/api-keys");
    const worker = await generate(page, "Billing worker");
    await shoot("key-shown");
    await statusOf(worker);
    await page.goto("/api-keys");
    await generate(page, "Nightly report");
    await page.goto("/api-keys");
    await page.getByRole("link", { name: "Disable… Nightly report" }).click();
    await page.getByRole("button", { name: "Disable key" }).click();
    await page.goto("/api-keys");
    await page.getByRole("link", { name: "Billing worker", exact: true }).click();
    const id = new URL(page.url()).pathname.split("/").pop();
    await page.getByRole("link", { name: "Rotate" }).click();
    await page.getByRole("button", { name: "Rotate key" }).click();
    await visit("key", `/api-keys/${id}`);
    await page.getByRole("link", { name: "Delete…" }).click();
    await page.screenshot({ path: `${folder}/key-delete-${colorScheme}-${width}.png`, animations: "disabled" });
    await visit("api-keys", "/api-keys");
    await page.getByRole("link", { name: "Generate key" }).click();
    await page.getByLabel("Only these scopes").check();
    await page.screenshot({ path: `${folder}/generate-${colorScheme}-${width}.png`, animations: "disabled" });
    await page.goto("/inboxes/new");
    await page.getByLabel("Name").fill(`Support ${width} ${colorScheme}`);
    await page.getByRole("button", { name: "Create inbox" }).click();
    await visit("inboxes", "/inboxes");
    // A second session, as on a phone.
    const userAgent = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1";
    const phone = await visitor(browser, { userAgent });
    await phone.page.goto("/login");
    await logIn(phone.page, email);
    await phone.page.getByRole("heading", { name: "Overview" }).waitFor();
    await phone.done();
    await visit("sessions", "/sessions");
    await visit("audit", "/audit");
    await visit("overview", "/overview");
    await page.goto("/settings/second-factor");
    await page.getByLabel("Name of the app or device").fill("Phone");
    await page.getByRole("button", { name: "Set up an app" }).click();
    const secret = await page.locator("#app-secret").textContent();
    await shoot("factor-app");
    await page.getByLabel("Code that the app shows").fill(appCode(secret));
    await page.getByRole("button", { name: "Confirm" }).click();
    await shownCodes(page);
    await shoot("recovery-codes");
    await visit("factors", "/settings/second-factor");
    await visit("settings", "/settings");
    const invite = async (address, role) => {
      await page.goto("/members/invite");
      await page.getByLabel("E-mail address").fill(address);
      await page.getByLabel(new RegExp(`^${role}`)).check();
      await page.getByRole("button", { name: "Invite", exact: true }).click();
    };
    const grace = await visitor(browser);
    const invited = await signUp(grace.page, "Grace", "Hopper");
    await invite(invited, "Admin");
    await grace.page.goto(await mailedLink(invited, "/invitation"));
    await grace.page.getByRole("button", { name: "Join" }).click();
    await grace.page.getByRole("status").waitFor();
    await grace.done();
    await invite("max@example.com", "Member");
    const link = await page.locator("#invitation-link").textContent();
    await visit("members", "/members");
    await letProofsAge();
    await invite("emmy@example.com", "Owner");
    await page.getByLabel("Your password").waitFor();
    await shoot("step-up");
    await page.context().clearCookies();
    await page.goto(link);
    await page.getByRole("heading", { name: "Join" }).waitFor();
    await shoot("invitation");
    await page.goto("/login");
    await logIn(page, email);
    await page.getByRole("heading", { name: "Confirm that it is you" }).waitFor();
    await shoot("login-code");
    await done();
  }
}
await browser.close();
