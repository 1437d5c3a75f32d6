// Several people: invitations, roles, organizations, and what takes a recent proof.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { PASSWORD, launch, letProofsAge, logIn, mailedLink, signUp, visitor } from "./browser.mjs";

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

let guests = 0;
const guest = () => `grace.${process.pid}.${guests += 1}@example.com`;

/** Somebody who has an organization of this name. */
async function owner(name, options) {
  const { page, done } = await visitor(browser, options);
  const email = await signUp(page);
  await page.goto("/settings");
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByRole("button", { name: "Save organization" }).click();
  await page.getByRole("status").waitFor();
  return { page, done, email };
}

/** Invites somebody, and gives the link that the page shows. */
async function invite(page, email, role = "Member") {
  await page.goto("/members");
  await page.getByRole("link", { name: "Invite somebody" }).click();
  await page.getByLabel("E-mail address").last().fill(email);
  await page.getByRole("radio", { name: role }).last().check();
  await page.getByRole("button", { name: "Invite", exact: true }).click();
  await page.getByRole("heading", { name: "Your invitation" }).waitFor();
  return page.locator("#invitation-link").textContent();
}

/** Opens a link as the mail program does, and looks at the invitation. */
async function open(page, link, { javaScriptEnabled = true } = {}) {
  await page.goto(link);
  if (!javaScriptEnabled) {
    await page.getByLabel("Link").fill(link);
    await page.getByRole("button", { name: "Look at the invitation" }).click();
  }
}

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "" : ", without JavaScript";
  test(`who is invited reads the mail, opens an account and is a member${how}`, async () => {
    const ada = await owner("Engines", { javaScriptEnabled });
    const email = guest();
    const shown = await invite(ada.page, email);
    const link = await mailedLink(email, "/invitation");
    assert.notEqual(link, shown);
    const grace = await visitor(browser, { javaScriptEnabled, width: 390 });
    await open(grace.page, link, { javaScriptEnabled });
    await grace.page.getByRole("heading", { name: "Join Engines" }).waitFor();
    assert.ok(!grace.page.url().includes("#sndi_") || !javaScriptEnabled, "the token stays in the address");
    await grace.page.getByRole("link", { name: "Create an account" }).click();
    assert.equal(await grace.page.getByLabel("E-mail address").inputValue(), email);
    await grace.page.getByLabel("First name").fill("Grace");
    await grace.page.getByLabel("Password").fill(PASSWORD);
    await grace.page.getByRole("button", { name: "Create account and join" }).click();
    await grace.page.getByRole("status").getByText("you are a member of this organization now").waitFor();
    await ada.page.goto("/members");
    await ada.page.getByRole("rowheader", { name: email }).waitFor();
    // The other link of the same invitation is used up too.
    const late = await visitor(browser, { javaScriptEnabled });
    await open(late.page, shown, { javaScriptEnabled });
    await late.page.getByText("This invitation is not valid").waitFor();
    for (const one of [ada, grace, late]) await one.done();
  });

  test(`who is logged in as another logs out, logs in and joins${how}`, async () => {
    const ada = await owner("Engines", { javaScriptEnabled });
    const eve = await visitor(browser, { javaScriptEnabled });
    const max = await visitor(browser, { javaScriptEnabled });
    const email = await signUp(max.page, "Max", "Born");
    await signUp(eve.page, "Eve", "Noether");
    const link = await invite(ada.page, email, "Admin");
    await open(eve.page, link, { javaScriptEnabled });
    await eve.page.getByText("the invitation is for another address").waitFor();
    await eve.page.getByRole("button", { name: "Log out" }).click();
    await eve.page.getByRole("link", { name: "Log in", exact: true }).click();
    await logIn(eve.page, email);
    await eve.page.getByRole("button", { name: "Join Engines" }).click();
    await eve.page.getByRole("status").getByText("you are a member").waitFor();
    await eve.page.getByLabel("Organization").selectOption("Default Organization");
    await eve.page.getByRole("button", { name: "Switch" }).click();
    await eve.page.getByText("How Default Organization uses its keys").waitFor();
    for (const one of [ada, eve, max]) await one.done();
  });
}

test("a role is changed, and a member removed after a question", async () => {
  const ada = await owner("Engines");
  const max = await visitor(browser);
  const email = await signUp(max.page, "Max", "Born");
  await open(max.page, await invite(ada.page, email));
  await max.page.getByRole("button", { name: "Join Engines" }).click();
  await max.page.getByRole("link", { name: "Members" }).click();
  assert.equal(await max.page.getByRole("link", { name: "Invite somebody" }).count(), 0);
  await ada.page.goto("/members");
  await ada.page.getByRole("link", { name: "Change role Max Born" }).click();
  await ada.page.getByLabel("Admin").check();
  await ada.page.getByRole("button", { name: "Save role" }).click();
  await ada.page.getByRole("status").getByText("The role is changed.").waitFor();
  await max.page.reload();
  await max.page.getByRole("link", { name: "Invite somebody" }).waitFor();
  await ada.page.getByRole("link", { name: "Remove… Max Born" }).click();
  await ada.page.getByRole("button", { name: "Remove member" }).click();
  await ada.page.getByRole("status").getByText("The member is removed.").waitFor();
  await max.page.reload();
  await max.page.getByText("Who shares Default Organization").waitFor();
  for (const one of [ada, max]) await one.done();
});

test("to invite an owner takes the password again, and nothing is typed twice", async () => {
  const { page, done } = await owner("Engines");
  await letProofsAge();
  const email = guest();
  await page.goto("/members/invite");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel(/^Owner/).check();
  await page.getByRole("button", { name: "Invite", exact: true }).click();
  await page.getByRole("heading", { name: "Confirm that it is you" }).waitFor();
  await page.getByLabel("Your password").fill("not this one");
  await page.getByRole("button", { name: "Confirm and continue" }).click();
  await page.getByText("The password is wrong.").waitFor();
  await page.getByLabel("Your password").fill(PASSWORD);
  await page.getByRole("button", { name: "Confirm and continue" }).click();
  await page.getByRole("heading", { name: `${email}, as owner` }).waitFor();
  await done();
});

test("an organization is made, and deleted by its name, until none is left", async () => {
  const { page, done } = await visitor(browser);
  await signUp(page);
  await page.getByRole("link", { name: "New organization" }).click();
  await page.getByLabel("Name").fill("Engines");
  await page.getByRole("button", { name: "Create organization" }).click();
  await page.getByRole("status").getByText("you are its owner").waitFor();
  for (const name of ["Engines", "Default Organization"]) {
    await letProofsAge();
    await page.getByRole("link", { name: "Settings" }).click();
    await page.getByRole("link", { name: "Delete…" }).click();
    await page.getByLabel("Type the name").fill(name);
    await page.getByRole("button", { name: "Delete organization" }).click();
    await page.getByLabel("Your password").fill(PASSWORD);
    await page.getByRole("button", { name: "Confirm and continue" }).click();
    await page.getByRole("heading", { name: name === "Engines" ? "Overview" : "You are in no organization" }).waitFor();
  }
  await page.getByLabel("Name").fill("Phoenix");
  await page.getByRole("button", { name: "Create organization" }).click();
  await page.getByText("How Phoenix uses its keys").waitFor();
  await done();
});
