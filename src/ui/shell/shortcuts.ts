/** Keys that work everywhere in the signed-in app, on any keyboard layout. Pure. */

export type Shortcut = 'back' | 'palette' | 'search' | 'keys' | 'next' | 'previous';

/** What is shown over the screens, on a key. */
export type Overlay = 'palette' | 'keys' | 'sign-out';

export interface KeyPress {
  readonly key: string;
  /** The place of the key, as if the layout were the American one. */
  readonly code: string;
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly isComposing: boolean;
  readonly keyCode: number;
  readonly defaultPrevented: boolean;
}

/** It is the input method's: Safari tells by the code alone. */
export const isComposed = ({ isComposing, keyCode }: Pick<KeyPress, 'isComposing' | 'keyCode'>): boolean =>
  isComposing || keyCode === 229;

const plain: Readonly<Record<string, Shortcut>> = { '?': 'keys', '؟': 'keys', '/': 'search' };
const withAlt: Readonly<Record<string, Shortcut>> = { ArrowDown: 'next', ArrowUp: 'previous' };

/**
 * `typing`: the press goes into a text, or single keys are not wanted. `mac`: Cmd in place of Ctrl, which edits text there.
 * AltGr, which comes with Ctrl and Alt on some systems, is part of no shortcut.
 */
export function shortcutOf(press: KeyPress, typing: boolean, mac: boolean): Shortcut | undefined {
  const { key, altKey, ctrlKey, metaKey } = press;
  if (isComposed(press) || press.defaultPrevented) return undefined;
  if (ctrlKey || metaKey) {
    // On a layout without Latin letters the key is known by its place.
    const isK = key.toLowerCase() === 'k' || (press.code === 'KeyK' && key > '~');
    return isK && metaKey === mac && ctrlKey !== mac && !altKey && !press.shiftKey ? 'palette' : undefined;
  }
  if (altKey) return press.shiftKey ? undefined : withAlt[key];
  if (key === 'Escape') return press.shiftKey ? undefined : 'back';
  return typing ? undefined : plain[key];
}
