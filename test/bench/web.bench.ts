import { buildWeb } from '../../scripts/build.ts';
import { launchChromium } from '../e2e/chromium.ts';
import { atMost, type Bench, figure } from './harness.ts';
import { startPlatform } from './platform.ts';

/** What a browser that has nothing yet must fetch before the sign-in page works. */
export const web: Bench = async (lab) => {
  if (!(await buildWeb())) throw new Error('The web app cannot be built.');
  const platform = await startPlatform(lab);
  const api = await platform.api();
  const browser = await launchChromium();
  lab.own({ stop: () => browser.close() });

  const page = await browser.newPage();
  const fetched: { type: string; bytes: number }[] = [];
  page.on('requestfinished', async (request) => {
    fetched.push({ type: request.resourceType(), bytes: (await request.sizes()).responseBodySize });
  });
  await page.goto(`${api.url}/sign-in`, { waitUntil: 'networkidle' });
  await page.getByRole('button', { name: 'Sign in' }).waitFor();

  const kilobytes = (parts: typeof fetched) => parts.reduce((sum, { bytes }) => sum + bytes, 0) / 1e3;
  const scripts = fetched.filter(({ type }) => type === 'script');
  return [
    {
      what: 'web, first visit of the sign-in page: JavaScript over the wire',
      ours: `${scripts.length} files; everything together ${figure(kilobytes(fetched))} kB`,
      against: '',
      value: kilobytes(scripts),
      goal: atMost(150, 'kB'),
    },
  ];
};
