/** Diagnostics for developers. Never message bodies, addresses, ids of people or secrets: only what happened, and counts. */

export type Facts = Readonly<Record<string, string | number | boolean>>;

export interface Log {
  debug(message: string, facts?: Facts): void;
  info(message: string, facts?: Facts): void;
  warn(message: string, facts?: Facts): void;
  error(message: string, facts?: Facts): void;
}

const levels = ['debug', 'info', 'warn', 'error'] as const;

const logWith = (write: (level: (typeof levels)[number], message: string, facts?: Facts) => void): Log => ({
  debug: (message, facts) => {
    write('debug', message, facts);
  },
  info: (message, facts) => {
    write('info', message, facts);
  },
  warn: (message, facts) => {
    write('warn', message, facts);
  },
  error: (message, facts) => {
    write('error', message, facts);
  },
});

/** Writes to the console, each line opened by its scope. */
export const consoleLog = (scope: string): Log =>
  logWith((level, message, facts) => {
    const line = `[${scope}] ${message}`;
    if (facts === undefined) console[level](line);
    else console[level](line, facts);
  });

/** Writes nothing. */
export const silentLog: Log = logWith(() => undefined);
