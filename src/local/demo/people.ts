/** The people of the demonstration: who knows whom. */
export interface Person {
  readonly user: string;
  readonly name: string;
  readonly groups: readonly string[];
}

export const alice: Person = { user: 'alice', name: 'Alice Moreau', groups: [] };
export const bob: Person = { user: 'bob', name: 'Bob Okafor', groups: ['Friends', 'Workshop'] };
export const carol: Person = { user: 'carol', name: 'Carol Whitfield', groups: ['Family'] };
export const dave: Person = { user: 'dave', name: 'Dave Lindqvist', groups: ['Workshop'] };
export const maryam: Person = { user: 'maryam', name: 'مريم حداد', groups: ['Friends'] };

export const everybody: readonly Person[] = [alice, bob, carol, dave, maryam];

/** Asks Alice to be a contact, so that there is a request to answer. */
export const erin: Person = { user: 'erin', name: 'Erin', groups: [] };
