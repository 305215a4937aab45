// The C interface of include/equipoise/client.h for JavaScript: one account in one instance of
// equipoise_client.wasm.  Everything is synchronous, as there: in a browser it runs in a worker.
//
// Identifiers are hexadecimal strings, times Unix milliseconds.  What other people wrote is a string
// like any other here: whoever shows it sets it as text, never as markup.

import {ACCOUNT_SIZE, CONVERSATION_SIZE, fromHex, Instance, Refusal, toHex} from './instance.mjs';

export {fromHex, Refusal, toHex};
/** @typedef {import('./instance.mjs').Event} Event */
/** @typedef {import('./instance.mjs').Host} Host */

/**
 * @typedef {object} Selection
 * @property {number} category
 * @property {number} first
 * @property {number} last
 * @property {number[]} withheld
 * @property {string} note
 */

const STANDING = ['', 'member', 'broken', 'left', 'removed'];
const KEY_SIZE = 32, SEAL_SIZE = 48, SAFETY_NUMBER_SIZE = 72;

export class Client extends Instance {
  #client = 0;

  /** @param {Uint8Array} realm */
  create(realm) {
    const out = new Uint8Array(4);
    this.lend([realm, out], (at, place) => {
      this.must(this.exports.eqp_client_create(this.exports.eqp_wasm_host(), at, realm.length, place));
      this.#client = this.u32(place);
    });
  }
  /** @param {Uint8Array} realm @param {Uint8Array} state */
  open(realm, state) {
    const out = new Uint8Array(4);
    this.lend([realm, state, out], (at, kept, place) => {
      this.must(this.exports.eqp_client_open(this.exports.eqp_wasm_host(), at, realm.length, kept, state.length, place));
      this.#client = this.u32(place);
    });
  }
  close() {
    this.exports.eqp_client_close(this.#client);
    this.#client = 0;
  }
  version() {
    return this.word(this.exports.eqp_version());
  }
  account() {
    return this.lend([new Uint8Array(ACCOUNT_SIZE)], at => {
      this.exports.eqp_client_account(this.#client, at);
      return this.id(at, ACCOUNT_SIZE);
    });
  }
  register() {
    this.must(this.exports.eqp_client_register(this.#client, this.now()));
  }
  /** @param {string} invitation what whoever runs the server gave */
  registerInvited(invitation) {
    const digits = new TextEncoder().encode(invitation + '\0');
    this.lend([digits], at => this.must(this.exports.eqp_client_register_invited(this.#client, this.now(), at)));
  }
  sync() {
    this.must(this.exports.eqp_client_sync(this.#client, this.now()));
  }
  /** How many messages can be sent today. */
  tokensLeft() {
    return Number(this.exports.eqp_client_tokens_left(this.#client, this.now()));
  }
  /** What happened, once. */
  tell() {
    return this.eventsOf(take => this.exports.eqp_client_tell(this.#client, this.now(), take, 0));
  }
  /** @param {string[]} accounts @returns {string} the conversation */
  start(accounts) {
    return this.lend([fromHex(accounts.join('')), new Uint8Array(CONVERSATION_SIZE)], (at, out) => {
      this.must(this.exports.eqp_client_start(this.#client, this.now(), at, accounts.length, out));
      return this.id(out, CONVERSATION_SIZE);
    });
  }
  /** Send, or keep where it cannot go yet. @param {string} conversation @param {string} text @returns {boolean} whether it waits on this device */
  write(conversation, text) {
    return this.#say(this.exports.eqp_client_write, conversation, text);
  }
  /** @param {string} conversation @param {string} text @returns {boolean} whether it waits on this device */
  send(conversation, text) {
    return this.#say(this.exports.eqp_client_send, conversation, text);
  }
  /** @param {any} act @param {string} conversation @param {string} text */
  #say(act, conversation, text) {
    const words = new TextEncoder().encode(text);
    return this.lend([fromHex(conversation), words, new Uint8Array(4)], (id, at, waits) => {
      this.must(act(this.#client, this.now(), id, at, words.length, waits));
      return this.u32(waits) === 1;
    });
  }
  /** @param {string} conversation */
  accept(conversation) {
    this.lend([fromHex(conversation)], id => this.must(this.exports.eqp_client_accept(this.#client, this.now(), id)));
  }
  /** @param {string} conversation @param {string} account */
  add(conversation, account) {
    this.#change(this.exports.eqp_client_add, conversation, account);
  }
  /** Where nobody answers it is wanted from then on. @param {string} conversation @param {string} account */
  remove(conversation, account) {
    this.#change(this.exports.eqp_client_remove, conversation, account);
  }
  /** @param {any} act @param {string} conversation @param {string} account */
  #change(act, conversation, account) {
    this.lend([fromHex(conversation), fromHex(account)], (id, whom) => this.must(act(this.#client, this.now(), id, whom)));
  }
  /** @param {string} conversation */
  leave(conversation) {
    this.lend([fromHex(conversation)], id => this.must(this.exports.eqp_client_leave(this.#client, this.now(), id)));
  }
  /** @param {string} conversation */
  history(conversation) {
    return this.lend([fromHex(conversation)], id => this.eventsOf(take => this.exports.eqp_client_history(this.#client, id, take, 0)));
  }
  /** What is on its way. @param {string} conversation */
  waiting(conversation) {
    return this.lend([fromHex(conversation)], id => this.eventsOf(take => this.exports.eqp_client_waiting(this.#client, id, take, 0)));
  }
  conversations() {
    const take = this.exports.eqp_wasm_on_id();
    return this.bytesOf(CONVERSATION_SIZE, () => this.exports.eqp_client_conversations(this.#client, take, 0)).map(b => b.id);
  }
  /** @param {string} conversation */
  members(conversation) {
    const take = this.exports.eqp_wasm_on_id();
    return this.lend([fromHex(conversation)], id =>
      this.bytesOf(ACCOUNT_SIZE, () => this.exports.eqp_client_members(this.#client, id, take, 0)).map(b => b.id));
  }
  /** @param {string} conversation */
  conversation(conversation) {
    const out = new Uint8Array(16);
    out[0] = out.length;
    return this.lend([fromHex(conversation), out], (id, at) => {
      this.must(this.exports.eqp_client_conversation(this.#client, id, at));
      return {standing: STANDING[this.u32(at + 4)] ?? '', mustAccept: this.u32(at + 8) === 1, messages: this.u32(at + 12)};
    });
  }
  /** @param {string} account @param {string} name empty: takes it away */
  setName(account, name) {
    const words = new TextEncoder().encode(name);
    this.lend([fromHex(account), words], (id, at) =>
      this.must(this.exports.eqp_client_set_name(this.#client, this.now(), id, at, words.length)));
  }
  /** @returns {Record<string, string>} by account */
  names() {
    const take = this.exports.eqp_wasm_on_bytes();
    const all = this.bytesOf(ACCOUNT_SIZE, () => this.exports.eqp_client_names(this.#client, take, 0));
    return Object.fromEntries(all.map(({id, bytes}) => [id, new TextDecoder().decode(bytes)]));
  }
  /** The first frame of the stream that wakes. */
  listen() {
    const take = this.exports.eqp_wasm_on_bytes();
    const [frame] = this.bytesOf(ACCOUNT_SIZE, () => this.exports.eqp_client_listen(this.#client, this.now(), take, 0));
    return frame?.bytes ?? new Uint8Array();
  }
  /** The kinds of reports, from 1 on, with what to know before. */
  categories() {
    const all = [];
    for (let number = 1, word; (word = this.exports.eqp_report_category(number)) !== 0; ++number)
      all.push({number, word: this.word(word), advice: this.word(this.exports.eqp_report_advice(number))});
    return all;
  }
  /** The very bytes that would leave. @param {string} conversation @param {Selection} selection */
  prepareReport(conversation, selection) {
    const note = new TextEncoder().encode(selection.note), report = new Uint8Array(40);
    const withheld = new Uint8Array(new BigUint64Array(selection.withheld.map(BigInt)).buffer);
    return this.lend([fromHex(conversation), note, withheld, report], (id, noteAt, withheldAt, at) => {
      const fields = new DataView(this.exports.memory.buffer, at);
      fields.setUint32(0, report.length, true);
      fields.setUint32(4, selection.category, true);
      fields.setBigUint64(8, BigInt(selection.first), true);
      fields.setBigUint64(16, BigInt(selection.last), true);
      fields.setUint32(24, withheldAt, true);
      fields.setUint32(28, selection.withheld.length, true);
      fields.setUint32(32, noteAt, true);
      fields.setUint32(36, note.length, true);
      const take = this.exports.eqp_wasm_on_bytes();
      const [prepared] = this.bytesOf(ACCOUNT_SIZE, () => this.exports.eqp_client_report_prepare(this.#client, id, at, take, 0));
      return prepared?.bytes ?? new Uint8Array();
    });
  }
  /** The answers to reports, again. */
  reports() {
    return this.eventsOf(take => this.exports.eqp_client_reports(this.#client, take, 0));
  }
  /** What the moderator will read in it. @param {Uint8Array} prepared */
  previewReport(prepared) {
    return this.lend([prepared], at => this.eventsOf(take => this.exports.eqp_report_preview(at, prepared.length, take, 0)));
  }
  /** @param {Uint8Array} prepared */
  sendReport(prepared) {
    this.lend([prepared], at => this.must(this.exports.eqp_client_report_send(this.#client, this.now(), at, prepared.length)));
  }

  /** @param {string} one @param {string} other @returns {string} twelve groups of five digits */
  safetyNumber(one, other) {
    return this.lend([fromHex(one), fromHex(other), new Uint8Array(SAFETY_NUMBER_SIZE)], (a, b, out) => {
      this.exports.eqp_safety_number(a, b, out);
      return this.word(out);
    });
  }
  /** @param {Uint8Array} key @param {number} number @param {Uint8Array} state */
  seal(key, number, state) {
    const fresh = new Uint8Array(KEY_SIZE);
    this.host.random(fresh);
    return this.lend([key, fresh, state, new Uint8Array(state.length + SEAL_SIZE)], (k, f, at, out) => {
      this.exports.eqp_state_seal(k, f, BigInt(number), at, state.length, out);
      return this.copy(out, state.length + SEAL_SIZE);
    });
  }
  /** @param {Uint8Array} key @param {number} number @param {Uint8Array} sealed */
  unseal(key, number, sealed) {
    const size = Math.max(sealed.length - SEAL_SIZE, 0);
    return this.lend([key, sealed, new Uint8Array(size)], (k, at, out) => {
      this.must(this.exports.eqp_state_open(k, BigInt(number), at, sealed.length, out));
      return this.copy(out, size);
    });
  }
}
