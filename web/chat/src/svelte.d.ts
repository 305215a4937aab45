declare module '*.svelte' {
  import type {Component} from 'svelte';
  const component: Component<Record<string, unknown>>;
  export default component;
}
declare module '*.css';
interface Window {
  trustedTypes?: {createPolicy(name: string, rules: {createScriptURL(made: string): string}): {createScriptURL(made: string): unknown}};
}
