/** What of an error may be logged: its kind, never its words, which may quote what people wrote. */
export const errorName = (error: unknown): string => (error instanceof Error ? error.name : typeof error);
