// What happened in a conversation between its messages, in words.
import {chat} from './chat.svelte';
import type {Fact} from './core/protocol';
import {words} from './words/words.svelte';

/** What was given back and has no box to go to is shown where it was said. */
export const isOver = (fact: Fact) => fact.kind === 'given_back' && chat.current?.standing !== 'member';

export function told(fact: Fact): string {
  const {kind, account} = fact, by = account ? chat.name(account) : '', who = chat.name(fact.whom);
  const isMine = account === chat.view?.account;
  switch (kind) {
    case 'members': return words.facts.members(isMine ? '' : by);
    case 'added': return isMine ? words.facts.youAdded(who) : words.facts.added(who, by);
    case 'removed': return isMine ? words.facts.youRemoved(who) : words.facts.removed(who, by);
    case 'invited_again': return words.facts.invited_again(by);
    default: return isOver(fact) ? words.facts.given_back_closed : words.facts[kind];
  }
}
