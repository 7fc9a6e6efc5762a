import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launchChromium } from '../test/e2e/chromium.ts';

/** Pictures of every page, wide and narrow, light and dark, with names as ugly as people make them. */

const url = required('PGAI_URL');
const password = required('PGAI_DEMO_PASSWORD');
const folder = join(import.meta.dirname, '../.screenshots');

const names = [
  'Meridian Freight & Logistics: Cross-Dock, Customs and Returns, Rotterdam Maasvl.',
  'فريق الشحن والتخليص الجمركي في ميناء روتردام',
  '🚚🧊 Cold chain 🧪',
  'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft',
  '物流データ基盤チーム',
  'x',
];

const sizes = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];
const themes = ['light', 'dark'] as const;

type Shot = { name: string; path: string; prepare?: (page: Page) => Promise<unknown> };

const outside: Shot[] = [
  { name: 'sign-in', path: '/sign-in' },
  { name: 'sign-in-refused', path: '/sign-in', prepare: (page) => press(page, 'Sign in') },
  { name: 'sign-in-locked', path: '/sign-in', prepare: wrongPasswords },
  { name: 'forgot-password', path: '/forgot-password' },
  { name: 'forgot-password-sent', path: '/forgot-password', prepare: forgetPassword },
  {
    name: 'reset-password',
    path: '/reset-password#token=x',
    prepare: (page) => press(page, 'Change password'),
  },
  { name: 'verify-email-refused', path: '/verify-email#token=x' },
  { name: 'mailbox', path: '/mailbox' },
  { name: 'mail', path: '/mailbox', prepare: openMail },
  { name: 'sign-up', path: '/sign-up' },
  { name: 'sign-up-refused', path: '/sign-up', prepare: (page) => press(page, 'Create account') },
  { name: 'components', path: '/components' },
];

const inside = (demo: string, ugly: string): Shot[] => [
  { name: 'home', path: `/teams/${demo}` },
  { name: 'home-long-name', path: `/teams/${ugly}` },
  { name: 'connections', path: `/teams/${demo}/connections` },
  { name: 'connections-none', path: `/teams/${ugly}/connections` },
  { name: 'connect', path: `/teams/${demo}/connections/new` },
  { name: 'connect-refused', path: `/teams/${demo}/connections/new`, prepare: metadataAddress },
  { name: 'schema-none', path: `/teams/${ugly}/schema` },
  { name: 'schema', path: `/teams/${demo}/schema`, prepare: (page) => ofSample(page, demo) },
  { name: 'schema-object', path: `/teams/${demo}/schema`, prepare: (page) => ofSample(page, demo, 'order') },
  {
    name: 'schema-changes',
    path: `/teams/${demo}/schema`,
    prepare: (page) => ofSample(page, demo, undefined, 'changes'),
  },
  {
    name: 'schema-documentation',
    path: `/teams/${demo}/schema`,
    prepare: (page) => ofSample(page, demo, undefined, 'documentation'),
  },
  { name: 'view-sql', path: `/teams/${demo}/views`, prepare: (page) => ofView(page, demo, 'SQL') },
  {
    name: 'view-results',
    path: `/teams/${demo}/views`,
    prepare: (page) => ofView(page, demo, 'Results', runAndExplain),
  },
  {
    name: 'view-plan',
    path: `/teams/${demo}/views`,
    prepare: (page) => ofView(page, demo, 'Plan', runAndExplain),
  },
  { name: 'view-versions', path: `/teams/${demo}/views`, prepare: (page) => ofView(page, demo, 'Versions') },
  {
    name: 'view-branch-new',
    path: `/teams/${demo}/views`,
    prepare: (page) => ofView(page, demo, 'Branches', () => press(page, 'New branch')),
  },
  { name: 'view-comments', path: `/teams/${demo}/views`, prepare: (page) => ofView(page, demo, 'Comments') },
  { name: 'teams', path: '/teams' },
  { name: 'teams-nothing-found', path: '/teams?q=nothing+has+this+in+its+name' },
  { name: 'new-team', path: '/teams', prepare: (page) => press(page, 'New team') },
  { name: 'settings', path: `/teams/${demo}/settings` },
  { name: 'settings-refused', path: `/teams/${ugly}/settings`, prepare: renameToNothing },
  { name: 'members', path: `/teams/${demo}/settings/members` },
  { name: 'invitations', path: `/teams/${demo}/settings/invitations` },
  { name: 'invitations-checked', path: `/teams/${demo}/settings/invitations`, prepare: checkedLines },
  { name: 'roles', path: `/teams/${demo}/settings/roles` },
  { name: 'security', path: `/teams/${demo}/settings/security` },
  { name: 'api-keys', path: `/teams/${demo}/settings/api-keys` },
  { name: 'api-keys-none', path: `/teams/${ugly}/settings/api-keys` },
  { name: 'api-keys-ended', path: `/teams/${demo}/settings/api-keys?show=ended` },
  { name: 'api-key-new', path: `/teams/${demo}/settings/api-keys`, prepare: newKey },
  { name: 'api-key-secret', path: `/teams/${demo}/settings/api-keys`, prepare: issuedKey },
  { name: 'api-key-details', path: `/teams/${demo}/settings/api-keys`, prepare: openKey },
  {
    name: 'api-key-rotate',
    path: `/teams/${demo}/settings/api-keys`,
    prepare: (page) => onKey(page, 'Rotate key'),
  },
  {
    name: 'api-key-revoke',
    path: `/teams/${demo}/settings/api-keys`,
    prepare: (page) => onKey(page, 'Revoke key'),
  },
  { name: 'audit', path: `/teams/${demo}/audit` },
  { name: 'audit-nothing-found', path: `/teams/${demo}/audit?q=nothing+has+this+in+it` },
  { name: 'audit-past', path: `/teams/${demo}/audit`, prepare: (page) => press(page, 'Previous') },
  { name: 'audit-compared', path: `/teams/${demo}/audit?as_of=1&compare=now` },
  { name: 'audit-exports', path: `/teams/${demo}/audit/exports` },
  {
    name: 'audit-new-export',
    path: `/teams/${demo}/audit/exports`,
    prepare: (page) => press(page, 'New export'),
  },
  { name: 'audit-verified', path: `/teams/${demo}/audit`, prepare: verifyAndOpen },
  { name: 'system', path: '/health' },
  { name: 'palette', path: `/teams/${demo}`, prepare: (page) => page.keyboard.press('Control+k') },
  { name: 'keys', path: `/teams/${demo}`, prepare: (page) => page.keyboard.press('?') },
  { name: 'account-menu', path: `/teams/${demo}`, prepare: openAccount },
  { name: 'account', path: '/account' },
  { name: 'account-refused', path: '/account', prepare: (page) => press(page, 'Change password') },
  { name: 'account-security', path: '/account/security' },
  { name: 'account-sessions', path: '/account/sessions' },
  { name: 'account-privacy', path: '/account/privacy' },
  { name: 'settings-privacy', path: `/teams/${demo}/settings/privacy` },
  { name: 'access-reviews', path: `/teams/${demo}/settings/access-reviews` },
  {
    name: 'access-review-new',
    path: `/teams/${demo}/settings/access-reviews`,
    prepare: (page) => press(page, 'Start review'),
  },
  { name: 'not-found', path: '/nowhere' },
  { name: 'team-not-found', path: '/teams/019a9f4e-7c1d-7e55-8d5e-0d9f6f2f4a11' },
];

const fresh: Shot[] = [
  { name: 'welcome', path: '/welcome' },
  { name: 'account-unverified', path: '/account' },
  { name: 'account-security-unverified', path: '/account/security' },
];

const browser = await launchChromium();
try {
  mkdirSync(folder, { recursive: true });
  const owner = await session(browser, 'owner@example.com');
  const viewer = await session(browser, 'viewer@example.com');
  const newcomer = await signedUp(browser);
  const [demo] = await teamsOf(viewer);
  const ugly = await uglyTeams(owner);
  if (!demo || !ugly) throw new Error('The demo accounts have no team.');
  await uglyKeys(owner, demo);

  for (const theme of themes)
    for (const size of sizes) {
      const look = { theme, size };
      await take(browser, outside, look);
      await take(browser, inside(demo, ugly), { ...look, state: owner });
      await take(browser, [{ name: 'settings-viewer', path: `/teams/${demo}/settings` }], {
        ...look,
        state: viewer,
      });
      await take(browser, fresh, { ...look, state: newcomer });
    }
} finally {
  await browser.close();
}

type State = Awaited<ReturnType<BrowserContext['storageState']>>;
type Look = { theme: (typeof themes)[number]; size: (typeof sizes)[number]; state?: State };

async function metadataAddress(page: Page) {
  await page.getByLabel('Paste a connection').fill('postgres://ada:x@169.254.169.254/shop');
  await page.getByText('Such addresses are never dialled.').waitFor();
}

async function take(browser: Browser, shots: Shot[], { theme, size, state }: Look) {
  const context = await browser.newContext({
    baseURL: url,
    viewport: size,
    colorScheme: theme,
    reducedMotion: 'reduce',
    storageState: state,
  });
  for (const { name, path, prepare } of shots) {
    const page = await context.newPage();
    await page.goto(path, { waitUntil: 'networkidle' });
    await page.locator('h1').first().waitFor();
    await prepare?.(page);
    await page.waitForLoadState('networkidle');
    await page.screenshot({
      path: join(folder, `${name}.${size.width}-${theme}.png`),
      fullPage: name === 'components',
    });
    await page.close();
  }
  await context.close();
}

/** Signs in over the API, as the page would, and keeps the cookie. */
async function session(browser: Browser, email: string): Promise<State> {
  const context = await browser.newContext({ baseURL: url });
  await send(context, '/api/auth/sign-in', { email, password });
  return kept(context);
}

async function signedUp(browser: Browser): Promise<State> {
  const context = await browser.newContext({ baseURL: url });
  const data = {
    name: 'محمد الأحمد',
    email: `newcomer.${Date.now()}@example.com`,
    password: 'a sentence nobody guesses',
  };
  await send(context, '/api/auth/sign-up', data);
  return kept(context);
}

async function send({ request }: BrowserContext, path: string, data?: Record<string, unknown>) {
  const answer = await request.post(path, { data });
  if (!answer.ok()) throw new Error(`${path} answered ${answer.status()}: ${await answer.text()}`);
  return answer.json();
}

async function kept(context: BrowserContext): Promise<State> {
  const state = await context.storageState();
  await context.close();
  return state;
}

async function teamsOf(state: State): Promise<string[]> {
  const { teams } = await withSession(state, async ({ request }) => (await request.get('/api/me')).json());
  return teams.map(({ team_id }: { team_id: string }) => team_id);
}

/** Makes the ugly teams once; returns the one with the long name. */
async function uglyTeams(state: State): Promise<string | undefined> {
  return withSession(state, async (context) => {
    const { request } = context;
    const me = await (await request.get('/api/me')).json();
    const there = new Map<string, string>(
      me.teams.map((team: { name: string; team_id: string }) => [team.name, team.team_id]),
    );
    for (const name of names)
      if (!there.has(name)) {
        const { id } = await send(context, '/api/teams', { name });
        there.set(name, id);
        await request.get(`/api/teams/${id}?at_least=0`);
      }
    return there.get(names[0] ?? '');
  });
}

/** Keys in every state a page can show, once. */
async function uglyKeys(state: State, team: string) {
  await withSession(state, async (context) => {
    const path = `/api/teams/${team}/api-keys`;
    const { data } = await (await context.request.get(path)).json();
    if (data.length > 0) return;
    const soon = new Date(Date.now() + 3 * 3_600_000).toISOString();
    const keys = [
      { name: 'Nightly build', role: 'developer', expires_at: soon },
      { name: names[1] ?? '', role: 'viewer', permissions: ['team:read', 'members:read'] },
      { name: names[3] ?? '', role: 'admin' },
      { name: 'x', role: 'viewer', expires_at: new Date(Date.now() + 3_000).toISOString() },
      { name: 'Gone', role: 'viewer' },
    ];
    const ids: string[] = [];
    for (const key of keys) {
      const { id, secret } = await send(context, path, key);
      ids.push(id);
      if (key.role !== 'admin')
        await fetch(`${url}/api/api-key`, { headers: { authorization: `Bearer ${secret}` } });
    }
    await send(context, `${path}/${ids[0]}/rotate`, { overlap_seconds: 86_400 });
    await send(context, `${path}/${ids.at(-1)}/revoke`);
  });
}

async function withSession<T>(state: State, work: (context: BrowserContext) => Promise<T>): Promise<T> {
  const context = await browser.newContext({ baseURL: url, storageState: state });
  return work(context).finally(() => context.close());
}

function press(page: Page, name: string) {
  return page.getByRole('main').getByRole('button', { name }).first().click();
}

function openAccount(page: Page) {
  return page.getByRole('button', { name: /^Account/ }).click();
}

async function newKey(page: Page) {
  await press(page, 'New API key');
  await page.getByRole('radio', { name: 'Only these' }).click();
  await page.getByRole('radio', { name: 'Never' }).click();
  await page.getByRole('button', { name: 'Issue key' }).waitFor();
}

async function issuedKey(page: Page) {
  await press(page, 'New API key');
  await page.getByLabel('Name').fill('Screenshot');
  await page.getByRole('button', { name: 'Issue key' }).click();
  await page.getByText('Shown now and never again.').waitFor();
}

async function openKey(page: Page) {
  await page.locator('.row-link').last().click();
  await page.getByRole('dialog').waitFor();
}

async function onKey(page: Page, command: string) {
  await page
    .getByRole('button', { name: /^Commands for / })
    .first()
    .click();
  await page.getByRole('menuitem', { name: command }).click();
  await page.getByRole('dialog').waitFor();
}

async function verifyAndOpen(page: Page) {
  await press(page, 'Verify now');
  await page
    .getByText(/against the log/)
    .filter({ visible: true })
    .waitFor();
  await page.locator('.row-link').first().click();
  await page.getByRole('heading', { name: 'Proof' }).waitFor();
}

async function wrongPasswords(page: Page) {
  await page.getByLabel('E-mail').fill('nobody@example.com');
  await page.getByLabel('Password', { exact: true }).fill('not the password');
  const locked = page.getByText('Too many wrong passwords or codes.');
  while (!(await locked.isVisible())) {
    const answered = page.waitForResponse('**/api/auth/sign-in');
    await press(page, 'Sign in');
    await answered;
    await page.getByRole('alert').waitFor();
  }
}

async function forgetPassword(page: Page) {
  await page.getByLabel('E-mail').fill(`nobody.${Date.now()}@example.com`);
  await press(page, 'Send the link');
  await page.getByText('If there is an account').waitFor();
}

async function openMail(page: Page) {
  await page.getByRole('list', { name: 'Mails' }).getByRole('link').first().click();
  await page.getByRole('link', { name: 'Mailbox' }).waitFor();
}

async function checkedLines(page: Page) {
  await page
    .getByLabel('CSV')
    .fill('email,role\nlin@example.com,viewer\nnonsense,viewer\nx@example.com,king\n');
  await press(page, 'Check lines');
  await page.getByRole('table', { name: 'Lines' }).waitFor();
}

async function renameToNothing(page: Page) {
  await page.getByLabel('Name', { exact: true }).fill('  ');
  await press(page, 'Rename');
  await page.getByText('A team needs a name.').waitFor();
}

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set. Use: npm run screenshots`);
  return value;
}

/** The connection to the sample, which is made if need be. */
async function sample(page: Page, team: string): Promise<string> {
  const base = `${url}/api/teams/${team}`;
  const { request } = page.context();
  const { data } = await (await request.get(`${base}/connections?limit=100`)).json();
  const connected = data.find((one: { name: string }) => one.name === 'shop')?.connection_id;
  const wanted = { data: { database: 'shop' } };
  return connected ?? (await (await request.post(`${base}/connection-samples`, wanted)).json()).id;
}

/** A pane of the editor, of a view that has a version, a branch, comments, and a name as long as a name may be. */
async function ofView(page: Page, team: string, pane: string, then?: (page: Page) => Promise<unknown>) {
  const base = `${url}/api/teams/${team}/views`;
  const { request } = page.context();
  const name = 'orders_of_customers_with_what_is_still_owed_and_where_it_goes_to';
  const { data } = await (await request.get(`${base}?limit=200`)).json();
  const known = data.find((one: { name: string }) => one.name === name.slice(0, 63))?.id;
  const id = known ?? (await uglyView(page, team, name.slice(0, 63)));
  await page.goto(`/teams/${team}/views/${id}`);
  const one = page
    .getByRole('radio', { name: pane, exact: true })
    .or(page.getByRole('tab', { name: pane, exact: true }));
  await page.getByText('Saved', { exact: true }).or(one).first().waitFor();
  if (await one.count()) await one.first().click();
  await then?.(page);
}

async function uglyView(page: Page, team: string, name: string): Promise<string> {
  const base = `${url}/api/teams/${team}/views`;
  const post = (path: string, data: object) => page.context().request.post(`${base}${path}`, { data });
  const sql = `select o.id, o.number, c.full_name as "Kundin oder Kunde (früher: ""Name"")", o.status, o.placed_at, o.ship_to, o.note
from sales."order" o
left join sales.customer c on c.id = o.customer_id
where o.placed_at::date > '2020-01-01' and c.email not in (select email from sales.customer where phone is null)
order by o.placed_at desc`;
  const about = { description: names[1], profile: 'sql', sql_definition: sql };
  const made = await post('', { connection_id: await sample(page, team), name, ...about });
  const { id } = await made.json();
  await post(`/${id}/versions`, { notes: names[0] });
  await post(`/${id}/branches`, { name: 'feature-late-shipments-of-the-second-warehouse-in-rotterdam' });
  for (const text of [names[3], names[1], 'Is null meant here, or the empty text?'])
    await post(`/${id}/comments`, { text, anchor: null });
  return id;
}

async function runAndExplain(page: Page) {
  await page.keyboard.press('ControlOrMeta+Enter');
  const explain = page.getByRole('button', { name: 'Explain', exact: true });
  if (await explain.isVisible()) await explain.click();
  await page
    .getByRole('grid', { name: 'Result' })
    .or(page.getByRole('table', { name: 'Plan' }))
    .first()
    .waitFor();
}

/** The schema of the sample; then one object or page of it. */
async function ofSample(page: Page, team: string, object?: string, part = '') {
  const base = `${url}/api/teams/${team}`;
  const { request } = page.context();
  const shop = await sample(page, team);
  const { objects } = await (await request.get(`${base}/connections/${shop}/schema?detail=names`)).json();
  const found = objects.find((one: { name: string }) => one.name === object)?.id;
  await page.goto(`/teams/${team}/schema/${shop}/${found ? `objects/${found}` : part}`);
  await page
    .locator(object || part ? 'h1' : '.tree')
    .first()
    .waitFor();
}
