// Run tokens that a program made: seen on the page of its key, and ended there.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { WIDTHS, generate, launch, runToken, signUp, statusOf, visitor } from "./browser.mjs";

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

for (const width of WIDTHS) {
  for (const javaScriptEnabled of [true, false]) {
    test(`run tokens are ended one by one and together, ${width} wide, ${javaScriptEnabled ? "with" : "without"} JavaScript`, async () => {
      const { page, done } = await visitor(browser, { width, javaScriptEnabled });
      await signUp(page);
      await page.goto("/api-keys");
      const key = await generate(page, "Agent");
      const [first, second, third] = [await runToken(key, "import"), await runToken(key, "report"), await runToken(key, "digest")];
      await page.getByRole("link", { name: "I have copied the key" }).click();
      await page.getByRole("link", { name: "Agent", exact: true }).click();
      await page.getByRole("link", { name: "End… report" }).click();
      await page.getByRole("heading", { name: "End the run token “report”?" }).waitFor();
      await page.getByRole("link", { name: "Keep it" }).click();
      assert.equal(await statusOf(second), 200);
      await page.getByRole("link", { name: "End… report" }).click();
      await page.getByRole("button", { name: "End the run token" }).click();
      await page.getByRole("status").getByText("The run token has ended.").waitFor();
      assert.equal(await page.getByRole("rowheader", { name: "report" }).count(), 0);
      assert.deepEqual([await statusOf(first), await statusOf(second), await statusOf(third)], [200, 401, 200]);
      await page.getByRole("link", { name: "End all…" }).click();
      await page.getByRole("button", { name: "End all run tokens" }).click();
      await page.getByRole("status").getByText("All run tokens of this key have ended.").waitFor();
      await page.getByText("There are none now.").waitFor();
      assert.deepEqual([await statusOf(first), await statusOf(third), await statusOf(key)], [401, 401, 200]);
      await done();
    });
  }
}
