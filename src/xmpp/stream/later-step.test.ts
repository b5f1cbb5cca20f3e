/** A step whose code is still on its way: nothing that the server says meanwhile is lost, and a failure ends the login. */
import { expect, it } from 'vitest';
import { must } from '#test/builders.ts';
import { parseXml, type XmlElement } from '../codec/dom.ts';
import type { StreamFailure } from './failure.ts';
import { LaterStep } from './later-step.ts';
import type { LoginContext, LoginStep } from './login-context.ts';

const element = (name: string): XmlElement => must(parseXml(`<${name} xmlns='urn:x'/>`));

const setUp = () => {
  const failures: StreamFailure[] = [];
  const context = { failed: (failure) => failures.push(failure) } as Partial<LoginContext> as LoginContext;
  const heard: string[] = [];
  const step: LoginStep = { onElement: (el) => heard.push(el.name) > 0 && el.name !== 'other' };
  let resolve: (step: LoginStep) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<LoginStep>((...ends) => ([resolve, reject] = ends));
  return { later: new LaterStep(context, () => promise), failures, heard, step, promise, resolve, reject };
};

it('hears all that was said before its code came, in order, and is itself from then on', async () => {
  const { later, heard, step, promise, resolve } = setUp();
  expect([later.onElement(element('first')), later.onElement(element('second'))]).toEqual([true, true]);
  expect(heard).toEqual([]);
  resolve(step);
  await promise;
  expect(heard).toEqual(['first', 'second']);
  expect([later.onElement(element('third')), later.onElement(element('other'))]).toEqual([true, false]);
});

it('fails as one does without a network, when its code cannot be had', async () => {
  const { failures, promise, reject } = setUp();
  reject(new TypeError('Failed to fetch'));
  await promise.catch(() => undefined);
  expect(failures).toEqual([{ kind: 'no-network' }]);
});
