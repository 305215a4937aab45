// What stays in this browser: the sealed state in files that belong to this origin, and the key that
// opens it.
//
// The state is saved in the middle of a call that cannot wait, and the browser's own ciphers only
// answer later.  So a random key seals the state inside the module, and a second key, which the
// browser never lets out, seals that one; it is asked once, when the page opens.  Whoever copies the
// files has nothing; whoever runs scripts of this origin, or controls the browser's profile while it
// is open, has everything, as with every page.
//
// Two files take turns, each with its number: one that was cut off in the middle leaves the other,
// and nothing has left the device that rested on it.

import {Refusal} from '../../../../apps/wasm/client.mjs';

const DATABASE = 'equipoise', STORE = 'keys', NAME = 'state';
const HEAD = 8;

interface Wrapped {
  wrapping: CryptoKey;
  nonce: Uint8Array<ArrayBuffer>;
  sealed: ArrayBuffer;
}

function finished<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function database(): Promise<IDBDatabase> {
  const opening = indexedDB.open(DATABASE, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
  return finished(opening);
}

async function newKey(keys: IDBDatabase): Promise<Uint8Array> {
  const wrapping = await crypto.subtle.generateKey({name: 'AES-GCM', length: 256}, false, ['encrypt', 'decrypt']);
  const key = crypto.getRandomValues(new Uint8Array(32)), nonce = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt({name: 'AES-GCM', iv: nonce}, wrapping, key);
  const wrapped: Wrapped = {wrapping, nonce, sealed};
  const change = keys.transaction(STORE, 'readwrite', {durability: 'strict'});
  change.objectStore(STORE).put(wrapped, NAME);
  await new Promise<void>((resolve, reject) => {
    change.oncomplete = () => resolve();
    change.onabort = () => reject(change.error);
  });
  return key;
}

/** The key of the state; a new one where there is none. */
async function theKey(): Promise<Uint8Array> {
  const keys = await database();
  const wrapped = (await finished(keys.transaction(STORE).objectStore(STORE).get(NAME))) as Wrapped | undefined;
  if (!wrapped) return newKey(keys);
  const {wrapping, nonce, sealed} = wrapped;
  return new Uint8Array(await crypto.subtle.decrypt({name: 'AES-GCM', iv: nonce}, wrapping, sealed));
}

/** A page that was just reloaded lets its files go a moment later. */
async function handle(file: FileSystemFileHandle): Promise<FileSystemSyncAccessHandle> {
  const TRIES = 20, PAUSE_MS = 100;
  for (let i = 1; i < TRIES; ++i) {
    try {
      return await file.createSyncAccessHandle();
    } catch {
      await new Promise(resolve => setTimeout(resolve, PAUSE_MS));
    }
  }
  return file.createSyncAccessHandle();
}

type Seal = (key: Uint8Array, number: number, state: Uint8Array) => Uint8Array;
type Unseal = (key: Uint8Array, number: number, sealed: Uint8Array) => Uint8Array;

export class Kept {
  private number = 0;

  private constructor(
    private readonly key: Uint8Array,
    private readonly slots: FileSystemSyncAccessHandle[],
    private readonly folder: FileSystemDirectoryHandle,
  ) {}

  static async open(): Promise<Kept> {
    const key = await theKey();
    const folder = await navigator.storage.getDirectory();
    const slots = [];
    for (const name of ['state-0', 'state-1']) {
      const file = await folder.getFileHandle(name, {create: true});
      slots.push(await handle(file));
    }
    return new Kept(key, slots, folder);
  }

  /** The newest state that is whole; nothing if there is none. */
  load(unseal: Unseal): Uint8Array | undefined {
    const found = this.slots.flatMap(slot => {
      const bytes = new Uint8Array(slot.getSize());
      slot.read(bytes, {at: 0});
      if (bytes.length <= HEAD) return [];
      return [{number: Number(new DataView(bytes.buffer).getBigUint64(0)), sealed: bytes.subarray(HEAD)}];
    });
    found.sort((a, b) => b.number - a.number);
    for (const {number, sealed} of found) {
      try {
        const state = unseal(this.key, number, sealed);
        this.number = number;
        return state;
      } catch {
        continue;  // cut off while it was written: the one before it stands
      }
    }
    if (found.length > 0) throw new Refusal('damaged');
    return undefined;
  }

  /** Durable when it returns true. */
  save(seal: Seal, state: Uint8Array): boolean {
    const number = this.number + 1;
    const slot = this.slots[number % this.slots.length];
    if (!slot) return false;
    const sealed = seal(this.key, number, state);
    const file = new Uint8Array(HEAD + sealed.length);
    new DataView(file.buffer).setBigUint64(0, BigInt(number));
    file.set(sealed, HEAD);
    slot.truncate(0);
    if (slot.write(file, {at: 0}) !== file.length) return false;
    slot.flush();
    this.number = number;
    return true;
  }

  /** The realm's public file, as it was at the first visit; it is what every key rests on. */
  async realm(): Promise<Uint8Array<ArrayBuffer> | undefined> {
    try {
      const file = await (await this.folder.getFileHandle('realm')).getFile();
      const bytes = new Uint8Array(await file.arrayBuffer());
      return bytes.length > 0 ? bytes : undefined;
    } catch {
      return undefined;
    }
  }

  async pinRealm(realm: Uint8Array): Promise<void> {
    const handle = await (await this.folder.getFileHandle('realm', {create: true})).createSyncAccessHandle();
    handle.truncate(0);
    handle.write(realm, {at: 0});
    handle.flush();
    handle.close();
  }
}
