// Debian's Chromium, and what every step of a test looks at.
import {createInterface} from 'node:readline';
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {join} from 'node:path';

import {chromium} from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const lines = createInterface({input: process.stdin})[Symbol.asyncIterator]();

export const launch = () => chromium.launch({executablePath: '/usr/bin/chromium', args: ['--no-sandbox']});

/** Have the realm's own people do something: "moderate", "stop", "start", "invite".  @returns what they give: a code */
export async function others(act) {
  console.log(act);
  return (await lines.next()).value;
}

export function want(what, holds, told = '') {
  console.log(`${holds ? 'ok ' : 'NOT'} ${what}`);
  if (!holds) throw new Error(`${what} ${told}`);
}

/** What is wrong with a state and does not keep the story from going on. */
export const faults = [];
function note(what, holds, told) {
  console.log(`${holds ? 'ok ' : 'NOT'} ${what}`);
  if (!holds) faults.push(`${what} ${told}`);
}

/** That a new account comes without an invitation is answered so; every browser writes that down by itself. */
const isUninvited = m => m.location().url.endsWith('/v1/accounts.register') && m.text().includes('403');

/** What no page of ours may ever do, collected from its beginning on. */
export function watch(page, name) {
  const troubles = [];
  page.on('pageerror', e => troubles.push(`${name}: ${e.message}`));
  page.on('console', m => m.type() === 'error' && !isUninvited(m) && troubles.push(`${name}: ${m.text()}`));
  page.on('requestfailed', r => troubles.push(`${name}: ${r.url()} ${r.failure()?.errorText}`));
  return troubles;
}

/** axe on what is shown now.  It is evaluated by the debugger, which no policy of the page stops. */
export async function accessible(page, state) {
  const session = await page.context().newCDPSession(page);
  await session.send('Runtime.evaluate', {expression: axe});
  const {result} = await session.send('Runtime.evaluate', {
    expression: `axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}).then(r =>
      JSON.stringify(r.violations.map(v => [v.id, v.nodes.map(n => n.html + ' ' + n.failureSummary)])))`,
    awaitPromise: true, returnByValue: true,
  });
  await session.detach();
  const found = JSON.parse(result.value);
  note(`accessible: ${state}`, found.length === 0, JSON.stringify(found, null, 1));
}

/** One state in every width and theme: looked at by axe, and kept as a picture. */
export async function everyWay(page, state, shots) {
  const before = page.viewportSize();
  for (const [width, height] of [[320, 640], [1280, 800]])
    for (const colorScheme of ['light', 'dark']) {
      await page.setViewportSize({width, height});
      await page.emulateMedia({colorScheme});
      await page.waitForTimeout(200);  // until what moves has come to rest
      await accessible(page, `${state}, ${width} px, ${colorScheme}`);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      note(`nothing lies outside: ${state}, ${width} px`, wide <= width, `${wide}`);
      await page.screenshot({path: join(shots, `${state.replaceAll(' ', '-')}-${width}-${colorScheme}.png`)});
    }
  await page.setViewportSize(before);
}
