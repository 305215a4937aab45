// A group of three: one comes in and reads German, one is removed and comes back, one leaves.
import {everyWay, others, want} from './browser.mjs';
import {button, ready, register, say} from './people.mjs';

const SLOW = {timeout: 30_000};
const bubble = (page, text) => page.locator('.bubble', {hasText: text});
const conversation = (page, text) => page.getByRole('button', {name: text});
const row = (page, who) => page.locator('dialog li', {hasText: who});

async function comes(come, shots) {
  const cleo = await come();
  want('a browser that reads German is spoken to in German', (await cleo.evaluate(() => document.documentElement.lang)) === 'de');
  await everyWay(cleo, 'first visit in German', shots);
  await register(cleo);
  await others('moderate');
  await ready(cleo);
  await button(cleo, 'Neue Unterhaltung').first().click();
  await button(cleo, 'Link kopieren').click();
  const link = await cleo.evaluate(() => navigator.clipboard.readText());
  await everyWay(cleo, 'start in German', shots);
  await button(cleo, 'Schließen').click();
  return {cleo, link};
}

async function begins(ana, ben, cleo, links, shots) {
  await button(ana, 'New conversation').first().click();
  const them = ana.getByLabel('Their identifier or link'), called = ana.getByLabel('What you call them (optional)');
  await them.fill(links.ben);
  await button(ana, 'Add another person').click();
  await them.fill(links.ben);
  await button(ana, 'Add another person').click();
  await ana.getByText('They are on the list already.').waitFor();
  await them.fill(links.cleo);
  await called.fill('Ben');
  await button(ana, 'Add another person').click();
  await ana.getByText('People would take this name for another one').waitFor();
  await called.fill('Cleo');
  await button(ana, 'Add another person').click();
  await button(ana, 'Take Cleo off the list').waitFor();
  await everyWay(ana, 'start a group', shots);
  await button(ana, 'Start').click();
  await ana.getByRole('heading', {name: /Cleo/}).waitFor();
  await say(ana, 'Hello, the two of you');
  for (const page of [ben, cleo]) {
    await conversation(page, /the two of you/).click(SLOW);
    await bubble(page, 'the two of you').waitFor();
  }
  await cleo.getByText('Du wurdest in diese Unterhaltung aufgenommen.').waitFor();
  await say(cleo, 'Guten Tag zusammen');
  for (const page of [ana, ben]) await bubble(page, 'Guten Tag zusammen').waitFor(SLOW);
  want('three people read each other', true);
  await everyWay(cleo, 'group in German', shots);
}

async function removes(ana, ben, cleo, shots) {
  await button(ana, 'Members').click();
  await row(ana, 'Ben').getByRole('button').waitFor();
  want('the sheet names everybody', (await ana.locator('dialog li').count()) === 3);
  await everyWay(ana, 'members', shots);
  await button(ana, 'Remove Ben').click();
  await ana.getByText('They can read nothing that is written from now on.').waitFor();
  await everyWay(ana, 'remove somebody', shots);
  await button(ana, 'Cancel').click();
  want('whoever cancels removes nobody', (await ana.locator('dialog li').count()) === 3);
  await button(ana, 'Remove Ben').click();
  await button(ana, 'Remove').click();
  await row(ana, 'Ben').waitFor({state: 'detached', ...SLOW});
  await button(ana, 'Close').click();
  await ana.locator('section').getByText('You removed Ben.').waitFor(SLOW);
  await ben.getByText('You were removed from this conversation.').waitFor(SLOW);
  await cleo.locator('section').getByText(/ hat .* entfernt\.$/).waitFor(SLOW);
  await cleo.locator('[aria-live]').getByText(/ hat .* entfernt\.$/).waitFor(SLOW);
  want('who went is read out too', true);
  await say(ana, 'Without Ben');
  await bubble(cleo, 'Without Ben').waitFor(SLOW);
  want('whoever was removed reads nothing more', (await bubble(ben, 'Without Ben').count()) === 0);
  await everyWay(ben, 'removed', shots);
}

async function comesBack(ana, ben, cleo, link, shots) {
  await button(ana, 'Members').click();
  await button(ana, 'Add somebody').click();
  const them = ana.getByLabel('Their identifier or link');
  await them.fill('nobody');
  await button(ana, 'Add').click();
  await ana.getByText('This is no identifier.').waitFor();
  await everyWay(ana, 'add somebody', shots);
  await them.fill(link);
  await button(ana, 'Add').click();
  await row(ana, 'Ben').waitFor(SLOW);
  await button(ana, 'Close').click();
  await ana.locator('section').getByText('You added Ben.').waitFor(SLOW);
  await cleo.locator('section').getByText(/ hat .* dazugenommen\.$/).waitFor(SLOW);
  await button(ben, 'See who is here').click(SLOW);
  want('before going on, one is shown who is here', (await ben.locator('dialog li').count()) === 3);
  await button(ben, 'Close').click();
  await everyWay(ben, 'invited again', shots);
  await button(ben, 'I know who is here').click();
  await say(ben, 'Back again');
  for (const page of [ana, cleo]) await bubble(page, 'Back again').waitFor(SLOW);
  want('whoever comes back is read again', true);
}

async function leaves(ana, cleo, shots) {
  await button(cleo, 'Mitglieder').click();
  await everyWay(cleo, 'members in German', shots);
  await button(cleo, 'Unterhaltung verlassen').click();
  await cleo.getByText('Die anderen erfahren nichts davon').waitFor();
  await everyWay(cleo, 'leave in German', shots);
  await button(cleo, 'Verlassen').click();
  await cleo.getByText('Du hast diese Unterhaltung verlassen.').waitFor();
  await say(ana, 'After she left');
  await everyWay(cleo, 'left in German', shots);
  want('what was shown stays', (await bubble(cleo, 'Guten Tag zusammen').count()) === 1);
  want('and nothing comes after it', (await bubble(cleo, 'After she left').count()) === 0);
}

/** Another language without a reload, kept for the next one; nothing of it in the address. */
async function french(ana, shots) {
  await ana.getByLabel('Language').selectOption({label: 'Français'});
  await ana.getByRole('heading', {name: 'Conversations'}).waitFor();
  await button(ana, 'Nouvelle conversation').waitFor();
  await everyWay(ana, 'group in French', shots);
  await ana.reload();
  await button(ana, 'Nouvelle conversation').waitFor();
  want('the choice is kept, and not in the address', !/[?#]/.test(ana.url()) && (await ana.evaluate(() => document.documentElement.lang)) === 'fr');
  await ana.getByLabel('Langue').selectOption({label: 'English'});
  await button(ana, 'New conversation').waitFor();
}

export async function groups({ana, ben, link, shots, come}) {
  const {cleo, link: hers} = await comes(come, shots);
  await begins(ana, ben, cleo, {ben: link, cleo: hers}, shots);
  await removes(ana, ben, cleo, shots);
  await comesBack(ana, ben, cleo, link, shots);
  await leaves(ana, cleo, shots);
  await french(ana, shots);
  await cleo.close();
}
