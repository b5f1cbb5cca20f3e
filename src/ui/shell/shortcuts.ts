/** Keys that work everywhere in the signed-in app. Pure. */

export type Shortcut = 'back' | 'search' | 'next' | 'previous';

export interface KeyPress {
  readonly key: string;
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly isComposing: boolean;
  readonly defaultPrevented: boolean;
}

export function shortcutOf(press: KeyPress): Shortcut | undefined {
  if (press.isComposing || press.defaultPrevented || press.shiftKey) return undefined;
  const command = press.ctrlKey || press.metaKey;
  if (press.key === 'Escape' && !press.altKey && !command) return 'back';
  if (press.key.toLowerCase() === 'k' && command && !press.altKey) return 'search';
  if (press.altKey && !command && press.key === 'ArrowDown') return 'next';
  if (press.altKey && !command && press.key === 'ArrowUp') return 'previous';
  return undefined;
}
