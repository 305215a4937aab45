// One instance of equipoise_client.wasm: its memory, what it asks of its host, what it tells.
// client.mjs has the acts.

/**
 * What the module needs from where it runs.
 * @typedef {object} Host
 * @property {(out: Uint8Array) => void} random  fit for keys
 * @property {() => number} now
 * @property {(method: string, path: string, body: Uint8Array) => {status: number, body: Uint8Array} | undefined} request
 *   undefined: nobody answered
 * @property {(state: Uint8Array) => boolean} save  false: it could not be kept
 * @property {(line: string) => void} complain  where a broken invariant is reported before it ends the instance
 */

/**
 * @typedef {object} Event
 * @property {string} kind
 * @property {string} conversation
 * @property {string} account
 * @property {number} seq
 * @property {number} time
 * @property {string | undefined} text
 * @property {string} why
 * @property {string} access
 */

const STATUS = ['ok', 'malformed', 'forged', 'stale', 'refused', 'missing', 'too_large', 'exhausted', 'unsupported', 'unavailable', 'unsaved', 'uninvited', 'suspended', 'erased'];
const KIND = ['other', 'joined', 'message', 'members', 'tokens', 'dropped', 'unsent', 'broken', 'given_back', 'report_answered', 'invited_again', 'own_record'];
const ACCESS = ['', 'sealed', 'none', 'unproven'];
export const ACCOUNT_SIZE = 32, CONVERSATION_SIZE = 16;
const ERRNO_BADF = 8, ERRNO_INVAL = 28;

/** How an act of the client ended, other than well. */
export class Refusal extends Error {
  /** @param {string} status a word of the interface: "unavailable" */
  constructor(status) {
    super(status);
    this.status = status;
  }
}

/** @param {Uint8Array} bytes */
export const toHex = bytes => Array.from(bytes, b => b.toString(16).padStart(2, '0')).join('');
/** @param {string} hex */
export const fromHex = hex => Uint8Array.from(hex.match(/../g) ?? [], pair => parseInt(pair, 16));

/**
 * No exception of the host's passes through the module, which could not clean up behind it.
 * @template T
 * @param {() => T} act
 * @returns {T | undefined}
 */
function attempt(act) {
  try {
    return act();
  } catch {
    return undefined;
  }
}

export class Instance {
  /** @type {Event[]} */ toldEvents = [];
  /** @type {{id: string, bytes: Uint8Array}[]} */ toldBytes = [];
  idSize = ACCOUNT_SIZE;

  /**
   * @param {WebAssembly.Module} module
   * @param {Host} host
   */
  constructor(module, host) {
    this.host = host;
    const instance = new WebAssembly.Instance(module, {equipoise: this.imports(), wasi_snapshot_preview1: this.wasi()});
    this.exports = /** @type {any} */ (instance.exports);
    this.exports._initialize();
  }

  imports() {
    return {
      random: (/** @type {number} */ out, /** @type {number} */ size) => this.host.random(this.view(out, size)),
      request: (/** @type {number} */ method, /** @type {number} */ path, /** @type {number} */ body, /** @type {number} */ size,
                /** @type {number} */ reply) => {
        const answer = attempt(() => this.host.request(this.word(method), this.word(path), this.copy(body, size)));
        if (answer) this.lend([answer.body], at => this.exports.eqp_reply_set(reply, answer.status, at, answer.body.length));
      },
      save: (/** @type {number} */ state, /** @type {number} */ size) => {
        const copy = this.copy(state, size);  // for saving may call the module, and its memory may move
        const kept = attempt(() => this.host.save(copy));
        copy.fill(0);
        return kept ? 0 : -1;
      },
      event: (/** @type {number} */ at) => void this.toldEvents.push(this.event(at)),
      bytes: (/** @type {number} */ id, /** @type {number} */ bytes, /** @type {number} */ size) =>
        void this.toldBytes.push({id: this.id(id, this.idSize), bytes: this.copy(bytes, size)}),
    };
  }

  /** What the C library asks for before and after: randomness, and a place to report a broken invariant. */
  wasi() {
    return {
      random_get: (/** @type {number} */ out, /** @type {number} */ size) => {
        this.host.random(this.view(out, size));
        return 0;
      },
      fd_write: (/** @type {number} */ _, /** @type {number} */ parts, /** @type {number} */ count, /** @type {number} */ written) => {
        let size = 0, line = '';
        for (let i = 0; i < count; ++i) {
          const length = this.u32(parts + 8 * i + 4);
          line += new TextDecoder().decode(this.view(this.u32(parts + 8 * i), length));
          size += length;
        }
        if (line.trim()) this.host.complain(line.trim());
        new DataView(this.exports.memory.buffer).setUint32(written, size, true);
        return 0;
      },
      proc_exit: () => {
        throw new Error('the client ended itself');
      },
      fd_close: () => ERRNO_BADF,
      fd_fdstat_get: () => ERRNO_BADF,
      fd_seek: () => ERRNO_BADF,
      clock_time_get: () => ERRNO_INVAL,
    };
  }

  // Memory: a view is good until the module is called again.
  /** @param {number} at @param {number} size */
  view(at, size) {
    return new Uint8Array(this.exports.memory.buffer, at, size);
  }
  /** @param {number} at @param {number} size */
  copy(at, size) {
    return this.view(at, size).slice();
  }
  /** @param {number} at */
  u32(at) {
    return new DataView(this.exports.memory.buffer).getUint32(at, true);
  }
  /** @param {number} at */
  word(at) {
    if (!at) return '';
    const all = new Uint8Array(this.exports.memory.buffer);
    return new TextDecoder().decode(all.slice(at, all.indexOf(0, at)));
  }
  /** @param {number} at @param {number} size */
  id(at, size) {
    return at ? toHex(this.view(at, size)) : '';
  }
  /**
   * Lay bytes into the module's memory for as long as `use` lasts.
   * @template T
   * @param {Uint8Array[]} parts
   * @param {(...at: number[]) => T} use
   * @returns {T}
   */
  lend(parts, use) {
    const at = parts.map(part => {
      const place = this.exports.malloc(part.length || 1);
      this.view(place, part.length).set(part);
      return place;
    });
    try {
      return use(...at);
    } finally {
      parts.forEach((part, i) => {
        this.view(/** @type {number} */ (at[i]), part.length).fill(0);
        this.exports.free(at[i]);
      });
    }
  }
  /** @param {number} at @returns {Event} */
  event(at) {
    const data = new DataView(this.exports.memory.buffer, at);
    const text = data.getUint32(32, true);
    return {
      kind: KIND[data.getUint32(4, true)] ?? 'other',
      conversation: this.id(data.getUint32(8, true), CONVERSATION_SIZE),
      account: this.id(data.getUint32(12, true), ACCOUNT_SIZE),
      seq: Number(data.getBigUint64(16, true)),
      time: Number(data.getBigUint64(24, true)),
      text: text ? new TextDecoder().decode(this.view(text, data.getUint32(36, true))) : undefined,
      why: STATUS[data.getUint32(40, true)] ?? '',
      access: ACCESS[data.getUint32(44, true)] ?? '',
    };
  }
  /** @param {number} status */
  must(status) {
    if (status !== 0) throw new Refusal(STATUS[status] ?? 'unknown');
  }
  now() {
    return BigInt(this.host.now());
  }
  /** @param {(take: number) => number} call */
  eventsOf(call) {
    this.toldEvents = [];
    this.must(call(this.exports.eqp_wasm_on_event()));
    return this.toldEvents.splice(0);
  }
  /** @param {number} idSize @param {() => number} call */
  bytesOf(idSize, call) {
    this.toldBytes = [];
    this.idSize = idSize;
    this.must(call());
    return this.toldBytes.splice(0);
  }
}
