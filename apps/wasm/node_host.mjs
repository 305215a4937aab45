// What Node lends the client's module (client.mjs): requests that block, as a browser's worker makes them.
import {randomFillSync} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {isMainThread, MessageChannel, receiveMessageOnPort, Worker, workerData} from 'node:worker_threads';

const QUICK_MS = 20_000;

/** In the thread that waits for the server while the caller sleeps. */
if (!isMainThread && workerData?.answers) {
  const {url, asleep, questions, answers} = workerData;
  questions.on('message', async ({method, path, body}) => {
    let said;
    try {
      const answer = await fetch(url + path, {method, body: method === 'POST' ? body : undefined, signal: AbortSignal.timeout(QUICK_MS),
                                              headers: {'Content-Type': 'application/octet-stream'}});
      said = {status: answer.status, body: new Uint8Array(await answer.arrayBuffer())};
    } catch {
      said = undefined;
    }
    answers.postMessage(said);
    Atomics.store(asleep, 0, 1);
    Atomics.notify(asleep, 0);
  });
}

/** A function that returns when the server at `url` has answered. */
export function synchronousRequests(url) {
  const asleep = new Int32Array(new SharedArrayBuffer(4)), questions = new MessageChannel(), answers = new MessageChannel();
  const worker = new Worker(fileURLToPath(import.meta.url), {
    workerData: {url, asleep, questions: questions.port2, answers: answers.port2},
    transferList: [questions.port2, answers.port2],
  });
  worker.unref();
  return (method, path, body) => {
    Atomics.store(asleep, 0, 0);
    questions.port1.postMessage({method, path, body});
    Atomics.wait(asleep, 0, 0);
    return receiveMessageOnPort(answers.port1)?.message;
  };
}

/** @param {string} clock  a file with the simulated clock's shift in milliseconds */
export function nodeHost(url, clock, save) {
  const request = synchronousRequests(url);
  return {
    random: out => randomFillSync(out),
    now: () => Date.now() + Number(readFileSync(clock, 'utf8')),
    request,
    save,
    complain: line => console.error(line),
  };
}
