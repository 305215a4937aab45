// The client in its worker: the one place with keys.  It answers the page's questions in order, and
// tells it the whole view whenever something may have changed.
import {Client, Refusal, type Event, type Host} from '../../../../apps/wasm/client.mjs';
import {Company} from './company';
import {Kept} from './kept';
import type {Acts, Answered, Ask, Fact, Message, Opened, Said, Summary, View, WebFile} from './protocol';
import {Wakes} from './wakes';

const LOCK = 'equipoise-writer', REGISTER_EVERY_MS = 3600_000, REFUSED_WAIT_MS = 60_000, SOON_MS = 2_000, PATIENCE_MS = 2_000;

function tell(said: Said) {
  postMessage(said);
}

/** A whole file of the server's; with an integrity, that one or none. */
async function fetched(url: string, options?: RequestInit): Promise<Uint8Array<ArrayBuffer>> {
  let answer;
  try {
    answer = await fetch(url, options);
  } catch {
    throw new Refusal('unavailable');
  }
  if (!answer.ok) throw new Refusal('unavailable');
  return new Uint8Array(await answer.arrayBuffer());
}

class Core {
  private client: Client | undefined;
  private kept: Kept | undefined;
  private realm = new Uint8Array();
  private base = '';
  private link: View['link'] = 'trying';
  private trouble = '';
  private registered = 0;
  private uninvited = false;
  private doubt = '';
  /** what whoever runs the server decided about this account */
  private decided = '';
  private soon: ReturnType<typeof setTimeout> | undefined;
  private facts: Fact[] = [];
  private readonly company = new Company(conversation => this.me.members(conversation));
  private read = new Map<string, number>();

  /** @returns who is here; nothing is asked of the server for whoever is nobody yet */
  async open(files: {module: WebFile; base: string}): Promise<Opened> {
    this.base = files.base;
    if (!(await this.alone())) return 'elsewhere';
    const module = await fetched(`${files.base}/chat/${files.module.name}`, {integrity: files.module.integrity});
    this.kept = await Kept.open();
    this.client = new Client(await WebAssembly.compile(module), this.host());
    const state = this.kept.load((key, number, sealed) => this.me.unseal(key, number, sealed));
    if (!state) return 'nobody';
    const realm = await this.kept.realm();
    if (!realm) throw new Refusal('malformed');
    this.realm = realm;
    this.me.open(this.realm, state);
    state.fill(0);
    this.begin();
    return 'somebody';
  }

  /** Make an account with the realm that the server shows now: this browser keeps to it from here on. */
  async create(): Promise<void> {
    this.realm = await fetched(this.base + '/realm');
    await this.kept?.pinRealm(this.realm);
    this.me.create(this.realm);
    try {
      this.register();
    } catch (e) {
      if (!(e instanceof Refusal)) throw e;  // it is made; the server hears of it when it is back
    }
    this.begin();
  }

  private get me(): Client {
    if (!this.client) throw new Refusal('missing');
    return this.client;
  }

  /** One writer: the lock is held until this worker ends.  A page that was just reloaded lets it go a moment later. */
  private alone(): Promise<boolean> {
    return new Promise(resolve => {
      const held = navigator.locks.request(LOCK, {signal: AbortSignal.timeout(PATIENCE_MS)}, () => {
        resolve(true);
        return new Promise<never>(() => {});
      });
      held.catch(() => resolve(false));
    });
  }

  private host(): Host {
    return {
      random: out => {
        for (let at = 0; at < out.length; at += 65536) crypto.getRandomValues(out.subarray(at, at + 65536));
      },
      now: () => Date.now(),
      request: (method, path, body) => this.request(method, path, body),
      save: state => this.kept?.save((key, number, s) => this.me.seal(key, number, s), state) ?? false,
      complain: line => console.error(line),
    };
  }

  private request(method: string, path: string, body: Uint8Array) {
    const asked = new XMLHttpRequest();
    asked.open(method, this.base + path, false);
    asked.responseType = 'arraybuffer';
    asked.setRequestHeader('Content-Type', 'application/octet-stream');
    try {
      asked.send(method === 'POST' ? new Uint8Array(body) : null);
    } catch {
      this.link = 'down';
      return undefined;
    }
    this.link = 'up';
    return {status: asked.status, body: new Uint8Array(asked.response as ArrayBuffer)};
  }

  private begin() {
    const url = this.base.replace(/^http/, 'ws') + '/v1/mailbox/stream';
    const wakes = new Wakes(url, () => new Uint8Array(this.me.listen()), () => {
      this.look();
      wakes.again();
    });
    for (const id of this.me.conversations()) {
      this.acts.read(id);  // what was shown before is not new
      this.company.remember(id);
    }
    wakes.begin();
    this.look();
  }

  private register(as = () => this.me.register()) {
    try {
      as();
    } catch (e) {
      if (e instanceof Refusal) {
        this.uninvited ||= e.status === 'uninvited';
        this.decided = ['suspended', 'erased'].includes(e.status) ? e.status : '';
        if (e.status !== 'unavailable') this.registered = Date.now() - REGISTER_EVERY_MS + REFUSED_WAIT_MS;
      }
      throw e;
    }
    this.uninvited = false;
    this.decided = '';
    this.registered = Date.now();
  }

  /** Take in what arrived, and send what waits. */
  look() {
    if (Date.now() - this.registered > REGISTER_EVERY_MS) this.tried(() => this.register());
    if (this.uninvited) return this.show();  // nobody there whom anything could reach
    this.tried(() => {
      this.me.sync();
      this.link = 'up';
      this.trouble = this.decided;
    });
    const events = this.me.tell();
    for (const {kind, conversation} of events)
      if (kind === 'joined' || kind === 'invited_again') this.company.remember(conversation);  // as it is found
    for (const change of this.company.changes(events, this.me.account())) this.put({...change, why: '', text: ''});
    for (const event of events) this.note(event);
    if (this.me.tokensLeft() === 0) this.lookSoon();
    this.show();
  }

  /** While tokens are on their way: once a moment, not once a look. */
  private lookSoon() {
    clearTimeout(this.soon);
    this.soon = setTimeout(() => this.look(), SOON_MS);
  }

  private tried(act: () => void) {
    try {
      act();
    } catch (e) {
      if (!(e instanceof Refusal)) throw e;
      if (e.status === 'unavailable') this.link = 'down';
      else this.trouble = e.status;
    }
  }

  private note(event: Event) {
    const {kind, conversation, account, why, text = ''} = event;
    switch (kind) {
      case 'joined': case 'dropped': case 'unsent': case 'broken': case 'given_back': case 'invited_again':
        this.put({kind, conversation, account, whom: '', why, text});
        break;
      case 'own_record':
        this.doubt = why;
        break;
    }
  }

  private put(fact: Omit<Fact, 'after'>) {
    this.facts.push({...fact, after: this.me.history(fact.conversation).at(-1)?.seq ?? 0});
  }

  messages(conversation: string): Message[] {
    const me = this.me.account();
    const as = (state: Message['state']) => (event: Event) => ({...event, mine: event.account === me, state});
    return [...this.me.history(conversation).map(as('sent')), ...this.me.waiting(conversation).map(as('waiting'))];
  }

  private answers(): Answered[] {
    return this.me.reports().map(({text, time}) => ({caseNumber: text ?? '', time})).reverse();
  }

  private summary(id: string): Summary {
    const {standing, mustAccept} = this.me.conversation(id), all = this.messages(id), seen = this.read.get(id) ?? 0;
    return {
      id, standing, mustAccept, members: this.me.members(id), last: all.at(-1),
      unread: all.filter(m => !m.mine && m.seq > seen).length,
    };
  }

  /** What came of it is told with the next look. */
  private changing(act: () => void) {
    setTimeout(() => this.look());
    act();
  }

  show() {
    const me = this.me.account(), conversations = this.me.conversations().map(id => this.summary(id));
    conversations.sort((a, b) => newest(b) - newest(a));
    const others = new Set(conversations.flatMap(c => c.members).filter(account => account !== me));
    const numbers = Object.fromEntries([...others].map(other => [other, this.me.safetyNumber(me, other)]));
    tell({view: {
      account: me, realm: new URL(this.base).host, version: this.me.version(), names: this.me.names(), conversations,
      facts: this.facts, answers: this.answers(), link: this.link, trouble: this.trouble, canSend: this.me.tokensLeft() > 0,
      uninvited: this.uninvited, doubt: this.doubt, numbers,
    }});
  }

  /** What the page asks for once somebody is here. */
  readonly acts: Omit<{[name in keyof Acts]: (...args: Parameters<Acts[name]>) => ReturnType<Acts[name]>}, 'open' | 'create'> = {
    invite: invitation => {
      this.register(() => this.me.registerInvited(invitation));
      this.look();
    },
    start: accounts => {
      const conversation = this.me.start(accounts);
      this.company.remember(conversation);
      return conversation;
    },
    send: (conversation, text) => {
      this.me.write(conversation, text);
      setTimeout(() => this.look());  // it comes back stamped
    },
    messages: conversation => this.messages(conversation),
    read: conversation => void this.read.set(conversation, this.me.history(conversation).at(-1)?.seq ?? 0),
    accept: conversation => this.me.accept(conversation),
    add: (conversation, account) => this.changing(() => this.me.add(conversation, account)),
    remove: (conversation, account) => this.changing(() => this.me.remove(conversation, account)),
    leave: conversation => this.changing(() => this.me.leave(conversation)),
    setName: (account, name) => this.me.setName(account, name),
    look: () => this.look(),
    categories: () => this.me.categories(),
    prepareReport: ({conversation, category, seqs, note}) => {
      const first = Math.min(...seqs), last = Math.max(...seqs);
      const between = this.me.history(conversation).map(m => m.seq).filter(seq => seq > first && seq < last);
      const withheld = between.filter(seq => !seqs.includes(seq));
      const bytes = this.me.prepareReport(conversation, {category, first, last, withheld, note});
      return {bytes, lines: this.me.previewReport(bytes).map(({seq, time, account, text}) => ({seq, time, account, text}))};
    },
    sendReport: bytes => this.me.sendReport(bytes),
  };
}

function newest(summary: Summary): number {
  if (!summary.last) return Number.MAX_SAFE_INTEGER;  // just begun
  return summary.last.state === 'waiting' ? Number.MAX_SAFE_INTEGER : summary.last.time;
}

const core = new Core();
let turn: Promise<unknown> = Promise.resolve();

async function answer({id, act, args}: Ask) {
  try {
    let value: unknown;
    if (act === 'open') value = await core.open(args[0] as {module: WebFile; base: string});
    else if (act === 'create') await core.create();
    else value = (core.acts[act] as (...all: unknown[]) => unknown)(...args);
    tell({id, value});
    const changes: (keyof Acts)[] = ['start', 'send', 'read', 'accept', 'add', 'remove', 'leave', 'setName'];
    if (changes.includes(act)) core.show();
  } catch (e) {
    if (!(e instanceof Refusal)) console.error(e);
    tell({id, fault: e instanceof Refusal ? e.status : 'ended'});
  }
}

onmessage = ({data}: MessageEvent<Ask>) => {
  turn = turn.then(() => answer(data));
};
