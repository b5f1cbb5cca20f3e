/** What a tab notices of being looked at. */
import { describe, expect, it } from 'vitest';
import { Page } from './page.svelte.ts';

class FakeDocument extends EventTarget {
  visibilityState: DocumentVisibilityState = 'visible';
  focus = true;
  hasFocus() {
    return this.focus;
  }
}

const setUp = () => {
  const document = new FakeDocument();
  const window = new EventTarget();
  const page = new Page({ document, window });
  const heard: string[] = [];
  page.on('wake', () => heard.push('wake'));
  page.on('leave', () => heard.push('leave'));
  const show = (state: DocumentVisibilityState) => {
    document.visibilityState = state;
    document.dispatchEvent(new Event('visibilitychange'));
  };
  return { document, window, page, heard, show };
};

describe('Page', () => {
  it('knows visible and focused from the start', () => {
    const { page } = setUp();
    expect([page.visible, page.focused]).toEqual([true, true]);
  });

  it('follows focus, which a hidden tab never has', () => {
    const { page, document, window, show } = setUp();
    document.focus = false;
    window.dispatchEvent(new Event('blur'));
    expect([page.visible, page.focused]).toEqual([true, false]);
    let focused = 0;
    page.on('focus', () => (focused += 1));
    document.focus = true;
    window.dispatchEvent(new Event('focus'));
    window.dispatchEvent(new Event('focus'));
    expect(focused).toBe(1);
    show('hidden');
    expect([page.visible, page.focused]).toEqual([false, false]);
  });

  it('tells when to save and when to read again', () => {
    const { heard, show, window, document } = setUp();
    show('hidden');
    show('visible');
    window.dispatchEvent(new Event('pagehide'));
    window.dispatchEvent(new Event('pageshow'));
    document.dispatchEvent(new Event('freeze'));
    document.dispatchEvent(new Event('resume'));
    expect(heard).toEqual(['leave', 'wake', 'leave', 'wake', 'leave', 'wake']);
  });

  it('is silent once disposed', () => {
    const { page, heard, show } = setUp();
    page.dispose();
    show('hidden');
    expect(heard).toEqual([]);
    expect(page.visible).toBe(true);
  });
});
