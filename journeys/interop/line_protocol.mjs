// One request a line on standard input, one answer a line on standard output: JSON, bytes as hexadecimal.
import { webcrypto } from "node:crypto";
import { createInterface } from "node:readline";

globalThis.crypto ??= webcrypto; // Node 18 keeps it out of sight
console.log = console.info = console.debug = console.error; // standard output belongs to the answers

export const hex = (bytes) => Buffer.from(bytes).toString("hex");
export const unhex = (text) => new Uint8Array(Buffer.from(text, "hex"));
export const text = (string) => new TextEncoder().encode(string);

/// The module, or an answer to every request that says which package is missing.
export async function load(name) {
  try {
    return await import(name);
  } catch (e) {
    if (e.code !== "ERR_MODULE_NOT_FOUND") throw e;
    await answer({ hello: () => ({ missing: name }) });
    process.exit(0);
  }
}

/// Runs `operations[op](request)` for each request until the input ends.
export async function answer(operations) {
  for await (const line of createInterface({ input: process.stdin })) {
    const { op, ...request } = JSON.parse(line);
    let reply;
    try {
      reply = (await operations[op](request)) ?? {};
    } catch (e) {
      reply = { error: `${e.name}: ${e.message}` };
    }
    process.stdout.write(JSON.stringify(reply) + "\n");
  }
}
