/** What Enter does in the message field. Pure. */

export interface EnterPress {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  /** An input method is composing: Enter takes its suggestion. */
  readonly isComposing: boolean;
  /** 229 is what Safari reports for the Enter that ends a composition, after `isComposing` is false again. */
  readonly keyCode: number;
}

/** Enter sends, Shift or Alt breaks the line; on touch keyboards Enter breaks too, and Ctrl or Cmd sends everywhere. */
export function enterSends(press: EnterPress, touch: boolean): boolean {
  if (press.key !== 'Enter' || press.isComposing || press.keyCode === 229) return false;
  if (press.ctrlKey || press.metaKey) return true;
  return !touch && !press.shiftKey && !press.altKey;
}
