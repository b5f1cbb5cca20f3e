/**
 * Binds a text field to a text that state changes too: as messages leave, and as drafts come from elsewhere. What a person
 * has under way stays theirs: a composition is not touched, the caret keeps its place, and undo does what it says.
 */

export interface BoundText {
  set(text: string): void;
  /** More was to be inserted at once than the field takes: nothing was. */
  refused(length: number): void;
}

/** How a change of the text looks from the field's start: so much is taken off, or this is put in front. */
interface Change {
  readonly cut: number;
  readonly ahead: string;
}

/** Edits the field that has the focus as a person would. */
const command = (name: string): void => {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- nothing else changes a field and keeps its undo
  document.execCommand(name);
};

function changeAtStart(from: string, to: string): Change | undefined {
  if (from.endsWith(to)) return { cut: from.length - to.length, ahead: '' };
  if (to.endsWith(from)) return { cut: 0, ahead: to.slice(0, to.length - from.length) };
  return undefined;
}

export class FieldText {
  readonly #field: HTMLTextAreaElement;
  readonly #text: BoundText;
  readonly #longest: number;
  /** Where the composition under way began. */
  #composedFrom: number | undefined;
  /** What is owed to the field until the composition has ended. */
  #owed: Change = { cut: 0, ahead: '' };
  /** The last message that left: the field before and after, and whether nothing was written since save by undo. */
  #left: { readonly before: string; readonly after: string; untouched: boolean } | undefined;
  #value = '';
  #isCutting = false;

  constructor(field: HTMLTextAreaElement, text: BoundText, longest: number) {
    this.#field = field;
    this.#text = text;
    this.#longest = longest;
  }

  /** Listens to the field; gives back how to stop. */
  listen(): () => void {
    const off = new AbortController();
    const on = <Name extends keyof HTMLElementEventMap>(
      name: Name,
      heard: (event: HTMLElementEventMap[Name]) => void,
    ): void => {
      this.#field.addEventListener(name, heard, { signal: off.signal });
    };
    on('beforeinput', (event) => {
      this.#bound(event);
    });
    on('input', (event) => {
      this.#changed(event.inputType);
    });
    on('compositionstart', () => {
      this.#composedFrom = this.#field.selectionStart;
    });
    on('compositionend', () => {
      this.#composedFrom = undefined;
      this.#settle();
    });
    return () => {
      off.abort();
    };
  }

  /** State has this text now. */
  show(text: string): void {
    const known = this.#known();
    if (text === known) return;
    const change = changeAtStart(known, text);
    const { cut, ahead } = this.#owed;
    const owed = change && { cut: cut + change.cut, ahead: change.ahead + ahead };
    if (owed && this.#composedFrom !== undefined && owed.cut <= this.#composedFrom) {
      this.#owed = owed;
      return;
    }
    this.#owed = { cut: 0, ahead: '' };
    if (owed?.ahead === '') this.#cut(owed.cut);
    else this.#field.value = text;
    this.#value = this.#field.value;
  }

  /** The text as state is to have it. */
  #known(): string {
    return this.#owed.ahead + this.#field.value.slice(this.#owed.cut);
  }

  #settle(): void {
    const text = this.#known();
    const { cut, ahead } = this.#owed;
    this.#owed = { cut: 0, ahead: '' };
    if (ahead !== '') this.#field.setRangeText(ahead, 0, 0, 'preserve');
    else if (cut > 0) this.#cut(cut);
    this.#value = this.#field.value;
    this.#text.set(text);
  }

  /** As a step that undo knows of: one it does not know of leaves it with places in a text that is gone. */
  #cut(length: number): void {
    const { selectionStart, selectionEnd, value } = this.#field;
    const after = value.slice(length);
    if (document.activeElement === this.#field && this.#composedFrom === undefined) {
      this.#isCutting = true;
      this.#field.setSelectionRange(0, length);
      // Undone and done again it is a step of its own, else what is typed next becomes part of it.
      for (const step of ['delete', 'undo', 'redo']) command(step);
      this.#isCutting = false;
      this.#field.setSelectionRange(Math.max(0, selectionStart - length), Math.max(0, selectionEnd - length));
    }
    if (this.#field.value !== after) {
      this.#field.value = value;
      this.#field.setRangeText('', 0, length, 'preserve');
    }
    this.#left = { before: value, after, untouched: true };
  }

  #changed(inputType: string): void {
    if (this.#isCutting) return;
    const before = this.#value;
    this.#value = this.#field.value;
    const isUndo = inputType === 'historyUndo';
    const left = this.#left;
    if (left && isUndo && left.untouched && before === left.after && this.#value === left.before) {
      // What was sent does not come back: it would be sent twice.
      command('redo');
      return;
    }
    if (left) left.untouched = isUndo || inputType === 'historyRedo';
    this.#text.set(this.#known());
  }

  /** What is pasted, dropped or dictated at once may be of any length; a page with millions of characters in a field stands still. */
  #bound(event: InputEvent): void {
    const length = event.data?.length ?? 0;
    const { value, selectionStart, selectionEnd } = this.#field;
    if (length < 2 || value.length - (selectionEnd - selectionStart) + length <= this.#longest) return;
    event.preventDefault();
    this.#text.refused(length);
  }
}
