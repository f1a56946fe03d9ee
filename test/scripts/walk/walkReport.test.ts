import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { reportWalk } from '../../../scripts/walk/walkReport.ts';

describe('the report of a walk', () => {
  it('counts files, folders and functions once', () => {
    const entries = ['src/engine/a/a.ts#f', 'src/engine/a/b.ts#f', 'src/engine/a/a.ts#f'];
    const { files, folders, functions } = reportWalk(entries.map(parse));
    assert.deepEqual(files, ['src/engine/a/a.ts', 'src/engine/a/b.ts']);
    assert.equal(folders, 1);
    assert.equal(functions, 2);
  });

  it('counts each change between the layers, and each pair of functions once', () => {
    const entries = ['src/engine/a.ts#f', 'src/completion/b.ts#g'];
    const { crossings, distinctCrossings } = reportWalk([...entries, ...entries].map(parse));
    assert.equal(crossings, 3);
    assert.equal(distinctCrossings, 2);
  });

  it('counts no crossing within a layer', () => {
    const entries = ['src/engine/a.ts#f', 'src/engine/b/c.ts#g'];
    assert.equal(reportWalk(entries.map(parse)).crossings, 0);
  });
});

function parse(text: string): { readonly file: string; readonly name: string } {
  const [file = '', name = ''] = text.split('#');
  return { file, name };
}
