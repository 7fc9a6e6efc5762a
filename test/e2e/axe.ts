import axe from 'axe-core';
import type { Page } from 'playwright-core';

type Violation = { id: string; impact: string; nodes: { target: string[]; failureSummary: string }[] };

/** What axe finds on the page as it is, of what it calls serious or critical. */
export async function violations(page: Page): Promise<string[]> {
  if (await page.evaluate('!globalThis.axe')) await page.evaluate(axe.source);
  const found = (await page.evaluate(
    "axe.run({ resultTypes: ['violations'] }).then(({ violations }) => violations)",
  )) as Violation[];
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id} at ${node.target.join(' ')}: ${node.failureSummary}`),
    );
}

/** The same page in both themes, as it is and, if asked, as narrow as a phone too. */
export async function violationsInBothThemes(page: Page, { narrowToo = false } = {}): Promise<string[]> {
  const wide = page.viewportSize();
  const found: string[] = [];
  for (const size of narrowToo ? [wide, { width: 390, height: 844 }] : [wide]) {
    if (size) await page.setViewportSize(size);
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme });
      found.push(...(await violations(page)).map((one) => `${colorScheme}, ${size?.width} wide: ${one}`));
    }
  }
  if (wide) await page.setViewportSize(wide);
  return found;
}
