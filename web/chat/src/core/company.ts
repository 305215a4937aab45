// Who came and who went.  The client tells that members changed, and by whom; who it was is what is
// different since the last time.
import type {Event} from '../../../../apps/wasm/client.mjs';

export interface Change {
  kind: 'members' | 'added' | 'removed';
  conversation: string;
  /** by whom, if one person made every change of this look */
  account: string;
  whom: string;
}

export class Company {
  private readonly known = new Map<string, string[]>();

  /** @param members of a conversation, as they are now */
  constructor(private readonly members: (conversation: string) => string[]) {}

  remember(conversation: string) {
    this.known.set(conversation, this.members(conversation));
  }

  /** What the events of one look came to.  The first of a conversation that was begun here is its beginning, and no news. */
  changes(events: Event[], me: string): Change[] {
    const changed = events.filter(e => e.kind === 'members'), all = new Set(changed.map(e => e.conversation));
    return [...all].flatMap(conversation => {
      const by = new Set(changed.filter(e => e.conversation === conversation).map(e => e.account));
      const account = by.size === 1 ? ([...by][0] ?? '') : '';
      return this.since(conversation).map(change => ({...change, conversation, account})).filter(c => c.whom !== me && !(c.kind === 'members' && c.account === me));
    });
  }

  private since(conversation: string): Pick<Change, 'kind' | 'whom'>[] {
    const before = this.known.get(conversation), now = this.members(conversation);
    this.known.set(conversation, now);
    if (!before) return [];
    const added = now.filter(m => !before.includes(m)), removed = before.filter(m => !now.includes(m));
    if (added.length + removed.length === 0) return [{kind: 'members', whom: ''}];  // came and went, perhaps
    return [...added.map(whom => ({kind: 'added' as const, whom})), ...removed.map(whom => ({kind: 'removed' as const, whom}))];
  }
}
