import { launchChromium } from '/work/wt-teams/test/e2e/chromium.ts';
import axe from '/work/wt-teams/node_modules/axe-core/axe.js';
const url = process.env.PGAI_URL!, pw = process.env.PGAI_DEMO_PASSWORD!;
const browser = await launchChromium();
const ctx = await browser.newContext({ baseURL: url, viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
const page = await ctx.newPage();
const log: string[] = [];
ctx.on('console', (m) => ['warning', 'error'].includes(m.type()) && log.push(m.text() + ' ' + m.location().url));
await page.goto('/sign-in');
await page.getByLabel('E-mail').fill('owner@example.com');
await page.getByLabel('Password', { exact: true }).fill(pw);
await page.getByRole('button', { name: 'Sign in' }).click();
await page.waitForURL(/teams\//);
const team = new URL(page.url()).pathname;
const api = (path: string, body?: unknown) => page.evaluate(async ([path, body]) => {
  const r = await fetch('/api' + path, body === undefined ? {} : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  return { status: r.status, body: await r.json() };
}, [path, body] as const);
for (const [email, role] of [['somebody.with.a.very.long.address.indeed.and.more@subdomain.of.a.long.example-domain.example.com', 'viewer'], ['lin@example.com', 'admin'], ['x@example.com', 'developer']]) await api(`${team}/invitations`, { email, role });
const { body: members } = await api(`${team}/members`);
const dev = members.data.find((m: any) => m.role === 'developer'), viewer = members.data.find((m: any) => m.role === 'viewer');
if (process.argv[2] === 'seed') {
  await api(`${team}/members/${dev.user_id}/grant`, { permission: 'members:invite', conditions: [{ field: 'role', operator: 'in', value: ['viewer'] }] });
  // new people with ugly names, who accept
  for (const [name, role] of [['عائشة بنت محمد بن عبد الله الكبير', 'admin'], ['Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh Maximiliana', 'developer']]) {
    const email = `p${Math.random().toString(36).slice(2)}@example.com`;
    await api(`${team}/invitations`, { email, role });
    const other = await (await browser.newContext({ baseURL: url })).newPage();
    await other.goto('/sign-up');
    const j = (path: string, body: unknown) => other.evaluate(async ([p, b]) => (await fetch('/api' + p, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(b) })).json(), [path, body] as const);
    await j('/auth/sign-up', { email, password: 'a sentence nobody guesses', name });
    let token = '';
    for (let i = 0; i < 50 && !token; i++) {
      const { data } = await other.evaluate(async () => (await fetch('/api/mailbox')).json());
      const mail = data.find((m: any) => m.to === email && /invites/.test(m.subject));
      if (mail) token = /#token=([\w-]+)/.exec((await other.evaluate(async (id) => (await fetch('/api/mailbox/' + id)).json(), mail.id)).text)![1];
      else await other.waitForTimeout(100);
    }
    console.log(name, await j('/invitations/accept', { token }));
  }
  await page.waitForTimeout(500);
  const { body: now } = await api(`${team}/members`);
  const aisha = now.data.find((m: any) => /عائشة/.test(m.name));
  console.log(await api(`${team}/members/${aisha.user_id}/change-role`, { role: 'admin' }));
  console.log((await api(`${team}/members/${viewer.user_id}/deactivate`, {})).status);
  console.log(await api(`${team}/members/${now.data.find((m: any) => /Wolf/.test(m.name)).user_id}/change-role`, { role: 'admin' }));
}
const shots: [string, string, ((p: typeof page) => Promise<unknown>)?][] = [
  ['members', `${team}/settings/members`],
  ['members-menu', `${team}/settings/members`, async (p) => { await p.getByRole('button', { name: /^Commands for Dev/ }).click(); await p.waitForTimeout(200); }],
  ['members-role', `${team}/settings/members`, async (p) => { await p.getByRole('button', { name: /^Commands for Dev/ }).click(); await p.getByRole('menuitem', { name: 'Change role' }).click(); await p.getByRole('radio', { name: 'admin' }).click(); await p.waitForTimeout(200); }],
  ['members-remove', `${team}/settings/members`, async (p) => { await p.getByRole('button', { name: /^Commands for Dev/ }).click(); await p.getByRole('menuitem', { name: 'Remove' }).click(); await p.waitForTimeout(200); }],
  ['invitations', `${team}/settings/invitations`],
  ['invitations-import', `${team}/settings/invitations`, async (p) => { await p.getByLabel('CSV').fill('email,role\nnew@example.com,viewer\nnonsense,viewer\nowner@example.com,viewer\nlin@example.com,developer\nanother@example.com,king\n'); await p.getByRole('button', { name: 'Check lines' }).click(); await p.getByRole('table', { name: 'Lines' }).waitFor(); await p.getByRole('button', { name: /^Invite 1/ }).scrollIntoViewIfNeeded(); }],
  ['roles', `${team}/settings/roles?who=${dev.user_id}`],
  ['roles-own', `${team}/settings/roles`],
  ['security', `${team}/settings/security`],
  ['security-refused', `${team}/settings/security`, async (p) => { await p.getByLabel('Allowed networks').fill('203.0.113.0/24\n300.1.1.1'); await p.getByRole('button', { name: 'Set policy' }).click(); await p.getByText(/300.1.1.1:/).waitFor(); }],
  ['security-locked-out', `${team}/settings/security`, async (p) => { await p.getByLabel('Allowed networks').fill('203.0.113.0/24'); await p.getByRole('button', { name: 'Set policy' }).click(); await p.getByText(/leaves out/).waitFor(); }],
  ['settings', `${team}/settings`],
];
for (const [name, path, prepare] of shots) {
  if (process.argv[3] && !name.startsWith(process.argv[3])) continue;
  for (const width of [1440, 390]) for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width, height: width === 390 ? 844 : 900 });
    await page.goto(path); await page.locator('h1').waitFor();
    try { await prepare?.(page); } catch (e) { console.log(name, width, String(e).split('\n')[0]); }
    await page.waitForTimeout(150);
    await page.screenshot({ path: `/tmp/shots/${name}.${width}-${scheme}.png`, fullPage: false });
    await page.evaluate(axe.source);
    const v: any[] = (await page.evaluate('axe.run().then(({violations})=>violations)')) as any;
    for (const { id, impact, nodes } of v) console.log('AXE', name, width, scheme, id, impact, nodes.slice(0, 2).map((n: any) => n.target.join(' ') + ': ' + n.failureSummary.split('\n')[1]).join(' | '));
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (overflow > 0) console.log('OVERFLOW', name, width, overflow);
  }
}
console.log([...new Set(log)].join('\n'));
await browser.close();
