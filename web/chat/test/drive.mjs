// Two people in two browsers, from the first visit to a reload, and a group of three, one of whom reads German:
//   node drive.mjs URL FOLDER_FOR_SCREENSHOTS
// Prints "moderate", "stop", "start" or "invite" and waits for a line where others have to act (web_chat.py).
import {accessible, everyWay, faults, launch, others, want} from './browser.mjs';
import {groups} from './groups.mjs';
import {forbids, keptSealed} from './guarded.mjs';
import {box, button, person, ready, register, say} from './people.mjs';

const [url, shots] = process.argv.slice(2);
const browser = await launch();
const troubles = [];
const come = (name, locale = 'en-GB') => person(browser, url, name, locale, troubles);

async function headers() {
  const answer = await fetch(`${url}/chat/`), policy = answer.headers.get('content-security-policy') ?? '';
  want('the page allows no script in it', !policy.includes('unsafe-inline') && policy.includes("default-src 'none'"));
  want('each script and style stands with its hash', ((await answer.text()).match(/integrity="sha384-/g) ?? []).length === 2);
}

async function uninvited(page) {
  for (const [code, answer] of [['0123 4567', 'This is no invitation'], ['0000ffff'.repeat(5), 'This invitation is not good']]) {
    await page.getByLabel('Invitation').fill(code);
    await button(page, 'Go on').click();
    await page.getByText(answer).waitFor();
  }
  await everyWay(page, 'invitation', shots);
  await page.reload();
  await page.getByLabel('Invitation').waitFor();
  want('nobody comes without an invitation, and who has one goes on with the same keys', true);
}

async function begin(ana, ben) {
  await everyWay(ana, 'first visit', shots);
  await register(ana, () => uninvited(ana));
  await everyWay(ana, 'no conversations', shots);
  await register(ben);
  await others('moderate');
  await ready(ana);
  await ready(ben);
  want('both may send', true);

  await button(ben, 'New conversation').first().click();
  await button(ben, 'Copy link').click();
  const link = await ben.evaluate(() => navigator.clipboard.readText());
  await button(ben, 'Close').click();
  await button(ana, 'New conversation').first().click();
  await ana.getByLabel('Their identifier or link').fill('nonsense');
  await button(ana, 'Start').click();
  await ana.getByText('This is no identifier.').waitFor();
  await everyWay(ana, 'start with a mistake', shots);
  await ana.getByLabel('Their identifier or link').fill(link);
  await ana.getByLabel('What you call them (optional)').fill('Ben');
  await button(ana, 'Start').click();
  await ana.getByRole('heading', {name: 'Ben'}).waitFor();
  return link;
}

async function talk(ana, ben) {
  await everyWay(ana, 'begun', shots);
  await say(ana, 'Hello Ben 👋');
  await ben.getByRole('button', {name: /Hello Ben/}).click({timeout: 30_000});
  await ben.locator('.bubble', {hasText: 'Hello Ben'}).waitFor();
  want('he reads it', true);
  await ana.locator('.bubble.mine', {hasText: 'Sent'}).waitFor({timeout: 30_000});
  want('she sees that it was sent', true);
  await say(ben, 'Hello Ana, good to see you here.');
  await ana.locator('.bubble', {hasText: 'good to see you'}).waitFor({timeout: 30_000});
  const markup = '<img src=x onerror=alert(1)> <b>bold</b>';
  await say(ben, markup);
  await ana.locator('.bubble', {hasText: markup}).waitFor({timeout: 30_000});
  want('words stay words', (await ana.locator('.bubble img, .bubble b').count()) === 0);
  await say(ana, 'A longer message shows how lines break on a small screen, and what becomes of an address without blanks: https://example.org/a-rather-long-path/that-goes-on-and-on-and-on');
  await say(ana, 'שלום, מה שלומך?');
  await everyWay(ana, 'talking', shots);
}

async function encryption(ana, ben) {
  const digits = async page => {
    await button(page, 'Encryption').click();
    await page.locator('.digits').waitFor();
    const text = (await page.locator('.digits').innerText()).replace(/\s+/g, ' ').trim();
    return text;
  };
  const hers = await digits(ana), his = await digits(ben);
  want('both read the same sixty digits', hers === his && /^(\d{5} ){11}\d{5}$/.test(hers), `${hers} / ${his}`);
  await everyWay(ana, 'encryption', shots);
  await button(ben, 'Close').click();
  await button(ana, 'Close').click();
}

async function report(ana) {
  await button(ana, 'Report').click();
  await ana.getByRole('checkbox', {name: /bold/}).check();
  await ana.getByLabel('What is it?').selectOption({label: 'Threat'});
  await everyWay(ana, 'report', shots);
  await button(ana, 'Preview').click();
  await ana.getByText('This is everything that leaves your device').waitFor();
  await everyWay(ana, 'report preview', shots);
  await button(ana, 'Send exactly this').click();
  await ana.getByText('Sent. The answer arrives here by itself.').waitFor();
  await button(ana, 'Done').click();
  await others('moderate');
  await ana.getByText('Your report', {exact: true}).click({timeout: 90_000});
  await ana.locator('.answers').getByText('Your report is case M-000001.').waitFor();
  want('the report is answered with its case', true);
  await everyWay(ana, 'report answered', shots);
}

async function reload(ana, ben) {
  const texts = async page => page.locator('.bubble .text').allInnerTexts();
  const before = await texts(ana);
  const since = Date.now();
  await ana.reload();
  await ana.getByRole('button', {name: /Ben/}).first().waitFor();
  console.log(`interactive ${Date.now() - since} ms after a reload`);
  await ana.getByRole('button', {name: /Ben/}).first().click();
  await ana.locator('.bubble').nth(before.length - 1).waitFor();
  want('after a reload everything is there', JSON.stringify(await texts(ana)) === JSON.stringify(before));
  await say(ana, 'Still here.');
  await ben.locator('.bubble', {hasText: 'Still here.'}).waitFor({timeout: 30_000});
  want('and the conversation goes on', true);

  const second = await ana.context().newPage();
  await second.goto(`${url}/chat/`);
  await second.getByText('open in another tab').waitFor();
  await everyWay(second, 'another tab', shots);
  await forbids(second);
  await second.close();
}

async function powerCut(ana) {
  const before = await ana.locator('.bubble').count();
  await ana.goto('about:blank');
  await keptSealed(ana.context(), url, ['Hello', 'good to see you']);
  await ana.goto(`${url}/chat/`);
  await ana.getByRole('button', {name: /Ben/}).first().click();
  await ana.locator('.bubble').nth(before - 1).waitFor();
  want('a state that was cut off while it was written leaves the one before', true);
}

async function offline(ana, ben) {
  await others('stop');
  await box(ana).fill('typed while it was away');
  await box(ana).press('Enter');
  await ana.locator('.bubble', {hasText: 'typed while it was away'}).getByText('On its way').waitFor({timeout: 30_000});
  await ana.getByText('No connection to the server.').first().waitFor({timeout: 60_000});
  await everyWay(ana, 'no connection', shots);
  await others('start');
  await ana.getByText('No connection to the server.').first().waitFor({state: 'detached', timeout: 60_000});
  await ben.locator('.bubble', {hasText: 'typed while it was away'}).waitFor({timeout: 60_000});
  want('with the server back it goes out', true);
}

/** A browser that cleared a part of what it kept says so, and makes nobody new over it. */
async function cleared(page) {
  await page.goto(`${url}/livez`);
  await page.evaluate(() => new Promise(resolve => (indexedDB.deleteDatabase('equipoise').onsuccess = resolve)));
  await page.goto(`${url}/chat/`);
  await page.getByRole('heading', {name: 'Your account cannot be opened'}).waitFor();
  await everyWay(page, 'cleared', shots);
}

/** From a page just opened to words that were sent, without a mouse. */
async function keyboardAlone(ana, ben) {
  await ana.reload();
  await ana.getByRole('button', {name: /Ben/}).first().waitFor();
  for (let i = 0; i < 12; ++i) {
    await ana.keyboard.press('Tab');
    if (await ana.evaluate(() => document.activeElement?.matches('.list li button'))) break;
  }
  await ana.keyboard.press('Enter');
  await ana.locator('.bubble').first().waitFor();
  await ana.waitForFunction(() => document.activeElement?.tagName === 'TEXTAREA');
  await ana.keyboard.type('By keyboard alone');
  await ana.keyboard.press('Enter');
  await ben.locator('.bubble', {hasText: 'By keyboard alone'}).waitFor({timeout: 30_000});
  for (let i = 0; i < 12; ++i) {
    await ana.keyboard.press('Shift+Tab');
    if (await ana.evaluate(() => document.activeElement?.textContent?.trim() === 'Encryption')) break;
  }
  await ana.keyboard.press('Enter');
  await ana.locator('.digits').waitFor();
  await ana.keyboard.press('Escape');
  await ana.locator('dialog').waitFor({state: 'detached'});
  want('a keyboard is enough', true);
}

try {
  await headers();
  const ana = await come('Ana'), ben = await come('Ben');
  const link = await begin(ana, ben);
  await talk(ana, ben);
  await encryption(ana, ben);
  await report(ana);
  await reload(ana, ben);
  await powerCut(ana);
  await keyboardAlone(ana, ben);
  await groups({ana, ben, link, shots, come: () => come('Cleo', 'de-DE')});
  await ben.goto('about:blank');
  await ben.goto(link.replace(/[0-9a-f]{64}$/, 'ab'.repeat(32)));
  await ben.getByRole('heading', {name: 'Start a conversation'}).waitFor();
  want('no identifier stays in the address', !(await ben.evaluate(() => location.href)).includes('abab'));
  await accessible(ben, 'opened by a link');
  await button(ben, 'Close').click();
  for (const page of [ana, ben]) await page.getByRole('button', {name: /keyboard/}).click();
  want('nothing was complained of', troubles.flat().length === 0, troubles.flat().join('\n'));
  await offline(ana, ben);
  await cleared(ben);
  want('every state is fit to be shown', faults.length === 0, faults.join('\n'));
} catch (e) {
  console.log([...faults, ...troubles.flat()].join('\n'));
  for (const [i, context] of browser.contexts().entries())
    for (const page of context.pages()) await page.screenshot({path: `${shots}/failed-${i}.png`});
  console.log(String(e?.stack ?? e));
  process.exitCode = 1;
}
await browser.close();
process.exit();
