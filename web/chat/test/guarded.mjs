// What the page's policy forbids, and what lies in the browser, as a script of this origin finds them.
import {want} from './browser.mjs';

/** On a page of ours, as a script that got into it would try. */
export async function forbids(page) {
  const tried = await page.evaluate(async () => {
    const attempt = async act => {
      try {
        await act();
        return 'allowed';
      } catch (e) {
        return e.name;
      }
    };
    const script = document.createElement('script');
    return {
      markup: await attempt(() => (document.body.innerHTML = '<b>x</b>')),
      script: await attempt(() => (script.textContent = 'window.ran = true')),
      worker: await attempt(() => new Worker('/chat/worker.js')),
      policy: await attempt(() => window.trustedTypes.createPolicy('another', {createHTML: x => x})),
      elsewhere: await attempt(() => fetch('http://localhost:1/')),
    };
  });
  for (const [what, how] of Object.entries(tried)) want(`the policy forbids: ${what} (${how})`, how !== 'allowed');
}

/** What is kept, looked at with the messenger closed; then as if the power had gone while the next state was written. */
export async function keptSealed(context, url, words) {
  const page = await context.newPage();
  await page.goto(`${url}/livez`);
  const found = await page.evaluate(async words => {
    const folder = await navigator.storage.getDirectory(), slots = [];
    for (const name of ['state-0', 'state-1']) {
      const handle = await folder.getFileHandle(name), bytes = new Uint8Array(await (await handle.getFile()).arrayBuffer());
      const text = new TextDecoder('latin1').decode(bytes);
      slots.push({handle, number: new DataView(bytes.buffer).getBigUint64(0), size: bytes.length, clear: words.some(w => text.includes(w))});
    }
    const asked = request => new Promise((resolve, reject) => Object.assign(request, {onsuccess: () => resolve(request.result), onerror: reject}));
    const database = await asked(indexedDB.open('equipoise', 1));
    const {wrapping} = await asked(database.transaction('keys').objectStore('keys').get('state'));
    database.close();
    const letsOut = await crypto.subtle.exportKey('raw', wrapping).then(() => true, () => false);
    const [older] = slots.sort((a, b) => (a.number < b.number ? -1 : 1));
    const cut = await older.handle.createWritable({keepExistingData: true});
    await cut.truncate(Math.floor(older.size / 2));
    await cut.close();
    return {clear: slots.some(s => s.clear), large: slots.every(s => s.size > 1000), letsOut};
  }, words);
  want('what is kept is sealed', found.large && !found.clear);
  want('the key that opens it is not let out', !found.letsOut);
  await page.close();
}
