/** The `/me` command: a message that tells what its sender does (XEP-0245). */

const command = '/me ';

/** What follows `/me `, or undefined when the body is no action; the command is case-sensitive and stands first. */
export const actionOf = (body: string): string | undefined => {
  if (!body.startsWith(command)) return undefined;
  const action = body.slice(command.length).trim();
  return action === '' ? undefined : action;
};
