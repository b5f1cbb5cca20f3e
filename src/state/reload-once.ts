/** Lets a page reload itself for a missing file once per build, never in a loop. */

const key = 'kith:reloaded-build';

/** True the first time for this build in this tab; false afterwards, and where the tab can keep no note of it. */
export function mayReloadOnce(build: string, storage: () => Pick<Storage, 'getItem' | 'setItem'>): boolean {
  try {
    const notes = storage();
    if (notes.getItem(key) === build) return false;
    notes.setItem(key, build);
    return true;
  } catch (error) {
    // Storage is refused or full: without the note a second failure would reload again, and again.
    if (error instanceof DOMException) return false;
    throw error;
  }
}
