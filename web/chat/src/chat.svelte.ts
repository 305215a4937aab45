// What the screens share: the view that the worker last told, which conversation is open, what is
// being typed.
import {Core, Fault} from './core/core';
import type {Message, View} from './core/protocol';
import {told} from './told';
import {sentence, words} from './words/words.svelte';

export type Stage = 'opening' | 'nobody' | 'somebody' | 'elsewhere' | 'ended' | 'unreadable';

const NARROW = '(max-width: 45rem)';
const LINK = /(?:^|[#=])([0-9a-f]{64})$/;

class Chat {
  stage = $state<Stage>('opening');
  fault = $state('');
  view = $state.raw<View>();
  open = $state('');
  messages = $state.raw<Message[]>([]);
  drafts = $state<Record<string, string>>({});
  sheet = $state<'none' | 'start' | 'members' | 'encryption' | 'report'>('none');
  /** an identifier that a link brought */
  brought = $state('');
  /** read out by screen readers, in one batch */
  said = $state('');
  private core: Core | undefined;
  /** how many facts of the view were taken in */
  private heard = 0;
  private answered = -1;

  async begin() {
    const link = LINK.exec(location.hash);
    if (link?.[1]) {
      this.brought = link[1];
      this.sheet = 'start';
    }
    if (location.hash) history.replaceState(null, '', location.pathname);  // no identifier stays in an address
    try {
      this.core = await Core.begin(view => void this.take(view));
      this.stage = await this.core.ask('open', this.core.files());
    } catch (e) {
      this.stop(e);
    }
  }

  async create() {
    await this.ask('create');
    void navigator.storage.persist();  // a browser may say no; then it may clear what is kept when the disk is full
    this.stage = 'somebody';
  }

  get ask(): Core['ask'] {
    return async (act, ...args) => {
      if (!this.core) throw new Fault('ended');
      try {
        return await this.core.ask(act, ...args);
      } catch (e) {
        if (e instanceof Fault && e.status === 'ended') this.stop(e);
        throw e;
      }
    };
  }

  private stop(e: unknown) {
    this.fault = e instanceof Fault ? e.status : 'ended';
    this.stage = this.fault === 'ended' ? 'ended' : 'unreadable';
  }

  private async take(view: View) {
    this.view = view;
    for (const fact of view.facts.slice(this.heard)) {
      if (fact.kind !== 'given_back') continue;
      this.drafts[fact.conversation] = [fact.text, this.drafts[fact.conversation]].filter(Boolean).join('\n');
    }
    const news = view.facts.slice(this.heard).filter(f => f.conversation === this.open);
    if (news.length) this.said = news.map(told).join('\n');
    this.heard = view.facts.length;
    if (view.answers.length > this.answered && this.answered >= 0) this.said = answer(view.answers[0]?.caseNumber ?? '');
    this.answered = view.answers.length;
    if (this.open) await this.refresh();
  }

  private async refresh() {
    const conversation = this.open, before = this.messages.at(-1)?.seq ?? 0;
    const messages = await this.ask('messages', conversation);
    if (conversation !== this.open) return;
    this.messages = messages;
    const news = messages.filter(m => !m.mine && m.seq > before);
    if (before && news.length) this.said = news.map(m => `${this.name(m.account)}: ${m.text ?? ''}`).join('\n');
    if (this.current?.unread && document.visibilityState === 'visible') await this.ask('read', conversation);
  }

  async show(conversation: string) {
    this.open = conversation;
    this.messages = [];
    this.sheet = 'none';
    if (!conversation) return;
    await this.refresh();
    if (this.current?.unread) await this.ask('read', conversation);
  }

  /** @returns why it was not sent; then it is in the box again */
  async send(): Promise<string> {
    const conversation = this.open, text = this.drafts[conversation]?.trim() ?? '';
    if (!text) return '';
    this.drafts[conversation] = '';
    try {
      await this.ask('send', conversation, text);
      await this.refresh();
      return '';
    } catch (e) {
      await this.refresh();
      if (e instanceof Fault && e.status === 'unsaved') return why(e);  // it goes out once there is room
      this.drafts[conversation] = [text, this.drafts[conversation]].filter(Boolean).join('\n');
      return why(e);
    }
  }

  /** @returns why it does not have that name now */
  async rename(account: string, name: string): Promise<string> {
    try {
      await this.ask('setName', account, name.trim());
      return '';
    } catch (e) {
      const status = e instanceof Fault ? e.status : '';
      return status === 'refused' ? words.encryption.alike : status === 'malformed' ? words.encryption.badName : why(e);
    }
  }

  get current() {
    return this.view?.conversations.find(c => c.id === this.open);
  }

  get isNarrow() {
    return matchMedia(NARROW).matches;
  }

  /** What the owner calls an account, or how its identifier begins. */
  name(account: string): string {
    return this.view?.names[account] ?? grouped(account.slice(0, 8));
  }

  /** Who is in it, but for the owner. */
  title(members: string[]): string {
    const others = members.filter(m => m !== this.view?.account);
    return others.map(m => this.name(m)).join(', ') || grouped(this.view?.account.slice(0, 8) ?? '');
  }
}

export const chat = new Chat();

/** What a moderator's desk said to a report. */
export function answer(caseNumber: string): string {
  return caseNumber ? words.report.answered(caseNumber) : words.report.unproven;
}

/** What happened, for people. */
export function why(e: unknown): string {
  const status = e instanceof Fault ? e.status : 'ended';
  return sentence(words.faults, status) || words.faults.ended;
}

/** In groups of four, as people read it out. */
export function grouped(id: string): string {
  return id.replace(/(.{4})(?=.)/g, '$1 ');
}

/** The identifier in what somebody pasted: alone, in groups, or at the end of a link. */
export function identifier(pasted: string): string {
  return LINK.exec(pasted.toLowerCase().replace(/\s+/g, ''))?.[1] ?? '';
}
