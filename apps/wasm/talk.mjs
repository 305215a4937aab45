// Two instances of equipoise_client.wasm talk over a real server:
//   node talk.mjs MODULE.wasm REALMFILE URL CLOCKFILE
// Prints "moderate" and waits for a line where the realm's moderator has to work.
import {randomBytes} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {createInterface} from 'node:readline';
import {gzipSync} from 'node:zlib';

import {Client, Refusal} from './client.mjs';
import {nodeHost} from './node_host.mjs';

const [path, realmFile, url, clock] = process.argv.slice(2);
const bytes = readFileSync(path), realm = new Uint8Array(readFileSync(realmFile));
const module = await WebAssembly.compile(bytes);
const lines = createInterface({input: process.stdin})[Symbol.asyncIterator]();

async function moderate() {
  console.log('moderate');
  await lines.next();
}
function want(what, holds) {
  console.log(`${holds ? 'ok ' : 'NOT'} ${what}`);
  if (!holds) process.exit(1);
}
function refused(act) {
  try {
    act();
  } catch (e) {
    if (e instanceof Refusal) return e.status;
    throw e;
  }
  return 'ok';
}

/** One account whose state is kept sealed, as a browser keeps it. */
class Person {
  constructor() {
    this.key = new Uint8Array(randomBytes(32));
    this.saves = 0;
    this.hasRoom = true;
    this.requests = 0;
    this.client = this.instance();
    this.client.create(realm);
  }
  instance() {
    const host = nodeHost(url, clock, state => {
      if (!this.hasRoom) return false;
      this.kept = this.client.seal(this.key, ++this.saves, state);
      return true;
    });
    const ask = host.request;
    host.request = (...asked) => (++this.requests, ask(...asked));
    return new Client(module, host);
  }
  /** The tab is closed, and opened again. */
  reload() {
    const state = this.client.unseal(this.key, this.saves, this.kept);
    this.client = this.instance();
    this.client.open(realm, state);
  }
  texts(conversation) {
    return this.client.history(conversation).map(m => m.text);
  }
}

const asked = WebAssembly.Module.imports(module);
const allowed = new Set(['random', 'request', 'save', 'event', 'bytes', 'random_get', 'fd_write', 'fd_close', 'fd_seek', 'fd_fdstat_get',
                         'proc_exit', 'clock_time_get']);
console.log('asked of the host:', asked.map(i => i.name).join(' '));
want('the module asks for nothing that opens or connects', asked.every(i => allowed.has(i.name)));
const zipped = gzipSync(bytes, {level: 9}).length;
console.log(`equipoise_client.wasm: ${bytes.length} bytes, ${zipped} gzipped`);
want('it has at most 700 KB gzipped', zipped <= 700_000);

const ana = new Person(), ben = new Person();
want('two accounts', /^[0-9a-f]{64}$/.test(ana.client.account()) && ana.client.account() !== ben.client.account());
for (const person of [ana, ben]) person.client.register();
await moderate();
for (const person of [ana, ben]) {
  person.client.sync();
  want('tokens came', person.client.tell().some(e => e.kind === 'tokens'));
}
const conversation = ana.client.start([ben.client.account()]);
const hello = 'Grüße, Ben 👋';
want('she writes', ana.client.send(conversation, hello) === false);
want('the server has it', ana.client.waiting(conversation).length === 0 && ana.texts(conversation)[0] === hello);
ben.client.sync();
const told = ben.client.tell();
want('he is told that he is in it, and reads it under her name',
     told[0]?.kind === 'joined' && told.some(e => e.kind === 'message' && e.text === hello && e.account === ana.client.account()));
ben.reload();
want('after a reload everything is there', ben.texts(conversation).includes(hello) && ben.client.conversations()[0] === conversation);
want('who is in it', ben.client.members(conversation).sort().join() === [ana.client.account(), ben.client.account()].sort().join());

ben.hasRoom = false;
want('what cannot be kept is not sent', refused(() => ben.client.send(conversation, 'nowhere')) === 'unsaved');
const before = ben.requests;
want('and nothing leaves', refused(() => ben.client.sync()) === 'unsaved' && ben.requests === before);
ben.hasRoom = true;
ben.reload();
ben.client.send(conversation, 'Hello Ana');
ana.client.sync();
want('his answer is there', ana.texts(conversation).at(-1) === 'Hello Ana');
want('her own message is marked as sealed', ana.client.history(conversation)[0]?.access === 'sealed');
want('the same number for both', ana.client.safetyNumber(ana.client.account(), ben.client.account()) ===
                                   ben.client.safetyNumber(ben.client.account(), ana.client.account()));
ana.client.setName(ben.client.account(), 'Ben');
want('names stay', ana.client.names()[ben.client.account()] === 'Ben');
want('nobody else has that name', refused(() => ana.client.setName('00'.repeat(32), 'BEN')) === 'refused');

const threat = ana.client.categories().find(c => c.word === 'threat');
const last = ana.client.history(conversation).at(-1).seq;
const prepared = ana.client.prepareReport(conversation, {category: threat.number, first: 1, last, withheld: [1], note: 'It goes on.'});
const preview = ana.client.previewReport(prepared);
want('she sees what would leave', preview[0].text === undefined && preview.at(-1).text === 'Hello Ana');
ana.client.sendReport(prepared);
await moderate();
ana.client.sync();
want('her report is answered', ana.client.tell().some(e => e.kind === 'report_answered' && e.text === 'M-000001'));
for (const person of [ana, ben]) {
  person.reload();
  want('to register again harms nothing', refused(() => person.client.register()) === 'ok');
}
want('another key opens nothing', refused(() => ana.client.unseal(ben.key, ana.saves, ana.kept)) === 'forged');
process.exit(0);
