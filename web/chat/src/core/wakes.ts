// When to look into the mailbox: when the server wakes us, and now and then all the same.

const UNWOKEN_MS = 5_000, WOKEN_MS = 60_000, LONGEST_MS = 32_000;

export class Wakes {
  private stream: WebSocket | undefined;
  private failures = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly url: string,
    private readonly hello: () => Uint8Array<ArrayBuffer>,
    private readonly look: () => void,
  ) {}

  begin() {
    this.listen();
    this.again();
  }

  /** After each look: the next one, if nobody wakes us before. */
  again() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.look();
      this.again();
    }, this.stream?.readyState === WebSocket.OPEN ? WOKEN_MS : UNWOKEN_MS);
  }

  private listen() {
    const stream = new WebSocket(this.url);
    this.stream = stream;
    stream.binaryType = 'arraybuffer';
    stream.onopen = () => stream.send(this.hello());
    stream.onmessage = ({data}) => {
      this.failures = 0;
      if (data instanceof ArrayBuffer) this.look();
    };
    stream.onclose = () => {
      this.failures += 1;
      const most = Math.min(1000 * 2 ** this.failures, LONGEST_MS);
      setTimeout(() => this.listen(), most / 2 + (Math.random() * most) / 2);
    };
  }
}
