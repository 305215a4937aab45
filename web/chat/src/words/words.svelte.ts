// The language that the page speaks: the one that was chosen here, else the first of the browser's
// that there is, else English.
import {de} from './de';
import {en, type Words} from './en';
import {fr} from './fr';

const catalogues = {en, de, fr} satisfies Record<string, Words>;
export type Language = keyof typeof catalogues;

/** Each by its own name, for whoever cannot read the others. */
export const languages: Record<Language, string> = {de: 'Deutsch', en: 'English', fr: 'Français'};

const KEPT = 'equipoise-language';
const isOurs = (tag: string | null): tag is Language => tag !== null && Object.hasOwn(catalogues, tag);
const base = (tag: string) => tag.toLowerCase().split('-')[0] ?? '';

class Spoken {
  language = $state<Language>(kept() ?? navigator.languages.map(base).find(isOurs) ?? 'en');

  choose(language: Language) {
    this.language = language;
    this.mark();
    attempt(() => localStorage.setItem(KEPT, language));
  }

  /** For screen readers, hyphenation and spelling. */
  mark() {
    document.documentElement.lang = this.language;
  }

  /** As the reader's own country writes it, if the browser says which. */
  get locale(): string {
    return navigator.languages.find(tag => base(tag) === this.language) ?? this.language;
  }
}

function kept(): Language | undefined {
  const tag = attempt(() => localStorage.getItem(KEPT)) ?? null;
  return isOurs(tag) ? tag : undefined;
}

/** A browser that keeps nothing gets the language again at each visit, and is told of what it lacks elsewhere. */
function attempt<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}

export const spoken = new Spoken();
spoken.mark();

/** The sentences of the language that is spoken now; what shows them follows when it changes. */
export const words = new Proxy({} as Words, {get: (_, part: keyof Words) => catalogues[spoken.language][part]});

/** The sentence for a word of the client's; nothing if there is none. */
export const sentence = (all: Record<string, string>, word: string): string => all[word] ?? '';
