/** What an engine needs once it is online, in one file: fetched as soon as it is, or when something asks for it before. */
export { Past } from './archive/past.ts';
export { softwareLookup } from './features/software-lookup.ts';
export { Sender } from './outbound/sender.ts';
