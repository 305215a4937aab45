// One person in one browser, and what everybody does in it, by the words of their language.
import {others, watch} from './browser.mjs';

const SPOKEN = {
  en: {make: 'Make an account', invitation: 'Invitation', go: 'Go on', none: 'No conversations yet', soon: 'Almost ready', box: 'Message'},
  de: {make: 'Konto anlegen', invitation: 'Einladung', go: 'Weiter', none: 'Noch keine Unterhaltungen', soon: 'Gleich so weit', box: 'Nachricht'},
};
const spoken = async page => SPOKEN[await page.evaluate(() => document.documentElement.lang)];

export async function person(browser, url, name, locale, troubles) {
  const context = await browser.newContext({locale, viewport: {width: 1280, height: 800}, permissions: ['clipboard-read', 'clipboard-write']});
  const page = await context.newPage();
  troubles.push(watch(page, name));
  await page.goto(`${url}/chat/`);
  return page;
}
export const button = (page, name) => page.getByRole('button', {name, exact: true});
export const box = (page, name = 'Message') => page.getByRole('textbox', {name, exact: true});

/** @param {() => Promise<void>} [uninvited] what is tried before the invitation is given */
export async function register(page, uninvited = async () => {}) {
  const {make, invitation, go, none} = await spoken(page);
  await button(page, make).click();
  await page.getByLabel(invitation).waitFor();
  await uninvited();
  await page.getByLabel(invitation).fill(await others('invite'));
  await button(page, go).click();
  await page.getByText(none).waitFor();
}

export async function say(page, text) {
  const field = box(page, (await spoken(page)).box);
  await field.fill(text);
  await field.press('Enter');
  await page.locator('.bubble', {hasText: text}).waitFor();
}

export async function ready(page) {
  await page.getByText((await spoken(page)).soon).first().waitFor({state: 'detached', timeout: 30_000});
}
