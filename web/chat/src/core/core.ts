// The page's side of the worker.
import type {Acts, Ask, Said, View, WebFile} from './protocol';

declare const WORKER_FILE: WebFile;
declare const MODULE_FILE: WebFile;

/** Why an act did not come about: a word of the client's, or "ended" for a worker that is no more. */
export class Fault extends Error {
  constructor(readonly status: string) {
    super(status);
  }
}

/** Other scripts than the one whose hash stands here become no worker. */
async function makeWorker(base: string): Promise<Worker> {
  const asked = await fetch(new URL(WORKER_FILE.name, base + '/chat/'), {integrity: WORKER_FILE.integrity});
  const url = URL.createObjectURL(new Blob([await asked.arrayBuffer()], {type: 'text/javascript'}));
  const policy = window.trustedTypes?.createPolicy('equipoise-worker', {createScriptURL: (made: string) => made});
  return new Worker((policy?.createScriptURL(url) ?? url) as string, {name: 'equipoise'});
}

export class Core {
  private last = 0;
  private readonly open = new Map<number, {resolve: (value: never) => void; reject: (fault: Fault) => void}>();

  private constructor(
    private readonly worker: Worker,
    onView: (view: View) => void,
  ) {
    worker.onmessage = ({data}: MessageEvent<Said>) => {
      if ('view' in data) return onView(data.view);
      const asked = this.open.get(data.id);
      this.open.delete(data.id);
      if ('fault' in data) asked?.reject(new Fault(data.fault));
      else asked?.resolve(data.value as never);
    };
    worker.onerror = () => {
      for (const asked of this.open.values()) asked.reject(new Fault('ended'));
      this.open.clear();
    };
  }

  static async begin(onView: (view: View) => void): Promise<Core> {
    return new Core(await makeWorker(location.origin), onView);
  }

  ask<Act extends keyof Acts>(act: Act, ...args: Parameters<Acts[Act]>): Promise<ReturnType<Acts[Act]>> {
    const id = ++this.last;
    return new Promise((resolve, reject) => {
      this.open.set(id, {resolve: resolve as (value: never) => void, reject});
      this.worker.postMessage({id, act, args} satisfies Ask);
    });
  }

  files() {
    return {module: MODULE_FILE, base: location.origin};
  }
}
