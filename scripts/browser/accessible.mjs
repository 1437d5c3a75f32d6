// What screen readers, keyboards and small screens need of every page.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The longest name, without a place to break it. */
export const LONGEST = "W".repeat(100);

/** No finding of axe, no sideways scrolling, and nothing that jumps. */
export async function sound(page, name) {
  const { violations, passes, jumped } = await page.evaluate(async (source) => {
    // The policy of the page forbids inline scripts; what a debugger evaluates is not part of the page.
    (0, eval)(source);
    const jumps = [];
    new PerformanceObserver((list) => jumps.push(...list.getEntries())).observe({ type: "layout-shift", buffered: true });
    const { violations, passes } = await axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] });
    return {
      violations: violations.map(({ id, impact, nodes }) => `${id} (${impact}): ${nodes.map((node) => node.html).join(" ")}`),
      passes: passes.length,
      jumped: jumps.reduce((sum, jump) => sum + (jump.hadRecentInput ? 0 : jump.value), 0),
    };
  }, AXE);
  assert.deepEqual(violations, [], name);
  assert.ok(passes > 10, `${name}: axe looked at nothing`);
  assert.equal(jumped, 0, `${name} jumps`);
  const [wide, seen] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  assert.ok(wide <= seen, `${name} is ${wide} wide, and ${seen} are seen`);
}

/** Presses Tab until the focus is where it is wanted, and makes sure that it can be seen on the way. */
export async function tabTo(page, name) {
  for (let tries = 0; tries < 60; tries += 1) {
    await page.keyboard.press("Tab");
    const [label, outline] = await page.evaluate(() => {
      const at = document.activeElement;
      const label = at.labels?.[0] ?? at;
      return [label.textContent.trim(), getComputedStyle(at).outlineStyle];
    });
    assert.notEqual(outline, "none", `the focus on ${label} cannot be seen`);
    if (label.startsWith(name)) return;
  }
  assert.fail(`Tab does not lead to ${name}`);
}
