// What the page and its worker say to each other.  The worker alone holds keys.
import type {Event} from '../../../../apps/wasm/client.mjs';

export type Message = Event & {mine: boolean; state: 'sent' | 'waiting'};

/** A fact about a conversation that is no message: it stands between them. */
export interface Fact {
  kind: 'joined' | 'members' | 'added' | 'removed' | 'dropped' | 'unsent' | 'broken' | 'given_back' | 'invited_again';
  conversation: string;
  account: string;
  /** who came or went, by `account` if it is known */
  whom: string;
  why: string;
  text: string;
  /** of the last message before it */
  after: number;
}

export interface Summary {
  id: string;
  members: string[];
  standing: string;
  mustAccept: boolean;
  last: Message | undefined;
  unread: number;
}

export interface Answered {
  time: number;
  /** the number of a report's case, or nothing: its proof did not hold */
  caseNumber: string;
}

/** All that the screens show, but for messages. */
export interface View {
  account: string;
  realm: string;
  version: string;
  names: Record<string, string>;
  conversations: Summary[];
  facts: Fact[];
  answers: Answered[];
  link: 'up' | 'trying' | 'down';
  /** why the last look into the mailbox did not come about, other than for want of a connection */
  trouble: string;
  canSend: boolean;
  /** the server takes new accounts by invitation, and this one had none yet */
  uninvited: boolean;
  /** why others may be shown keys for this account that were not made here; else nothing */
  doubt: string;
  numbers: Record<string, string>;
}

export interface Category {
  number: number;
  word: string;
  advice: string;
}

export interface ReportAsked {
  conversation: string;
  category: number;
  seqs: number[];
  note: string;
}

export interface Line {
  seq: number;
  time: number;
  account: string;
  text: string | undefined;
}

export interface Prepared {
  lines: Line[];
  bytes: Uint8Array;
}

/** How this browser stands when the page opens. */
export type Opened = 'nobody' | 'somebody' | 'elsewhere';

/** What the page may ask of the worker. */
export interface Acts {
  open(files: {module: WebFile; base: string}): Opened;
  create(): void;
  invite(invitation: string): void;
  start(accounts: string[]): string;
  send(conversation: string, text: string): void;
  messages(conversation: string): Message[];
  read(conversation: string): void;
  accept(conversation: string): void;
  add(conversation: string, account: string): void;
  remove(conversation: string, account: string): void;
  leave(conversation: string): void;
  setName(account: string, name: string): void;
  look(): void;
  categories(): Category[];
  prepareReport(asked: ReportAsked): Prepared;
  sendReport(bytes: Uint8Array): void;
}

export interface WebFile {
  name: string;
  integrity: string;
}

export type Ask = {id: number; act: keyof Acts; args: unknown[]};
export type Said = {id: number; value: unknown} | {id: number; fault: string} | {view: View};
