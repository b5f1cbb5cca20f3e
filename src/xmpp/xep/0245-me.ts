/**
 * XEP-0245: The /me Command, version 1.0
 *
 * A convention about bodies: the parser is pure text and lives where the screen can reach it.
 */
export { actionOf } from '#lib/action.ts';
