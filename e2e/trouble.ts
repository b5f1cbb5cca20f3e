/** Watches pages for what must never happen: uncaught errors, console errors, broken security policy, foreign requests. */
import type { BrowserContext, ConsoleMessage, Page } from 'playwright/test';

/** Loopback, and the names that stand for it in tests. */
const ours = /^(localhost|127\.0\.0\.1|.+\.test)$/;

export class Trouble {
  readonly found: string[] = [];
  readonly #expected: RegExp[] = [];

  /** Errors that a test brings about on purpose, such as a refused connection while the server is down. */
  expect(...patterns: RegExp[]): void {
    this.#expected.push(...patterns);
  }

  /** Must be called before the context opens its first page. */
  async watch(context: BrowserContext): Promise<void> {
    await context.exposeBinding('kithTestViolation', (_source, text: string) => {
      this.#note(`security policy: ${text}`);
    });
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        const { effectiveDirective, blockedURI, sourceFile, lineNumber, sample } = event;
        const text = `${effectiveDirective} ${blockedURI} at ${sourceFile}:${lineNumber} ${sample}`;
        const { kithTestViolation } = globalThis as unknown as { kithTestViolation: (text: string) => void };
        kithTestViolation(text);
      });
    });
    context.on('page', (page) => {
      this.#listen(page);
    });
    context.on('serviceworker', (worker) => {
      worker.on('console', (message) => {
        this.#hear(message, 'worker');
      });
    });
    context.on('request', (request) => {
      this.#visit(request.url());
    });
    context.on('weberror', (error) => {
      this.#note(`page error: ${error.error().stack ?? error.error().message}`);
    });
  }

  /** What was found and not expected. */
  unexpected(): string[] {
    return this.found.filter((text) => !this.#expected.some((pattern) => pattern.test(text)));
  }

  #listen(page: Page): void {
    page.on('console', (message) => {
      this.#hear(message, 'console');
    });
    page.on('websocket', (socket) => {
      this.#visit(socket.url());
    });
    page.on('crash', () => {
      this.#note('the page crashed');
    });
  }

  #hear(message: ConsoleMessage, where: 'console' | 'worker'): void {
    if (message.type() === 'error')
      this.#note(`${where} error: ${message.text()} (${message.location().url})`);
  }

  #visit(url: string): void {
    const { hostname, protocol } = new URL(url);
    if (hostname !== '' && !ours.test(hostname)) this.#note(`foreign request: ${protocol}//${hostname}`);
  }

  #note(text: string): void {
    this.found.push(text);
  }
}
