import assert from 'node:assert/strict';
import type { Reuse } from '../../../src/completion/reuse/reusePlan.ts';
import { createWindowView, type WindowView } from '../../../src/completion/window/windowView.ts';
import { DocumentWindow } from '../../../src/engine/kv/documentWindow.ts';
import { KvWindow } from '../../../src/engine/kv/kvWindow.ts';
import type { SavedWindows } from '../../../src/engine/kv/savedWindows.ts';
import { makeWindowFormat } from '../../../src/engine/kv/windowFormat.ts';
import { layOutWhole } from '../../../src/engine/kv/windowChoice.ts';
import type { WindowPlan } from '../../../src/engine/kv/windowPlan.ts';
import { FakeSequence, fakeVocabulary } from '../../support/fakeSequence.ts';
import { makeFakeModel } from '../../support/fakeModel.ts';
import { makeWork } from '../../support/windowWork.ts';

/** A store that counts calls and has the states that the test adds. */
class FakeSavedWindows implements Pick<SavedWindows, 'listAll' | 'carryAnchors' | 'save' | 'load'> {
  saves = 0;
  loads = 0;
  entries: ReturnType<SavedWindows['listAll']> = [];

  listAll() {
    return this.entries;
  }

  carryAnchors() {
    return undefined;
  }

  save(): Promise<void> {
    this.saves++;
    return Promise.resolve();
  }

  async load(...[{ state, prompt }, into]: Parameters<SavedWindows['load']>): Promise<boolean> {
    this.loads++;
    await into.sequence.load('', state.tokens);
    into.adopt({ kind: 'ready', ...prompt });
    return true;
  }
}

/** Opens a document's window on a machine with 5 ms per token, where all lost cells are worth saving. */
export function openDocument(mode: Reuse = 'exact', prefillMsPerToken = 5, capacity = 1000) {
  const model = makeFakeModel({ prefillMsPerToken });
  const sequence = new FakeSequence('', { capacity, sliceTokens: 64, work: model.workMeter });
  const saved = new FakeSavedWindows();
  const live = {
    model,
    format: makeWindowFormat(model),
    mode,
    window: new KvWindow(sequence, fakeVocabulary.trie),
    savedWindows: saved as unknown as SavedWindows,
    useCount: 0,
  };
  const document = new DocumentWindow('file:///a.ts', live, () => Promise.resolve(undefined));
  return { document, model, sequence, saved };
}

export function createView(text: string, cursor = text.length): WindowView {
  return createWindowView(text, cursor, { language: 'typescript' });
}

/** Prepares for a request. @returns the plan and the evaluated tokens. */
export async function request(document: DocumentWindow, at: WindowView) {
  const work = makeWork();
  let plan: WindowPlan | undefined;
  const ready = await document.prefill(at, work, (planned) => (plan = planned));
  assert.ok(plan);
  return { ready, plan, evaluated: work.evaluated };
}

/** Evaluates the whole window at once, as on a fast machine. */
export async function prefillWhole(document: DocumentWindow, at: WindowView): Promise<void> {
  const { window } = document.live;
  await window.apply(window.plan(layOutWhole(document.live, at), 'exact'), makeWork());
}

export function getState({
  live: {
    window: { state },
  },
}: DocumentWindow) {
  assert.equal(state.kind, 'ready');
  return state;
}

const code = Array.from({ length: 60 }, (_, index) => `  const value${index} = ${index};`).join(
  '\n',
);
export const file = `function f() {\n${code}\n}\n`;
