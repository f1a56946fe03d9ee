import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { restoreProposedApiCheck } from '../../../scripts/vscode/strictProposedApi.ts';

/** Returns code as in code-server's minified scripts, whose names change from version to version. */
const script = (isEnabled: string) =>
  `var a=1;function Xy(t,e){${isEnabled}}function Zz(t,e){if(!Xy(t,e))throw new Error(\`Extension '\${t.identifier.value}' CANNOT use API proposal: \${e}\`)}`;

describe('the check for proposed API', () => {
  it('is put back where code-server took it out', () => {
    const { script: restored, places } = restoreProposedApiCheck(script('return!0'));
    assert.equal(places, 1);
    assert.equal(restored, script('return!!t.enabledApiProposals?.includes(e)'));
  });

  it('is left alone where it works', () => {
    const works = script('return t.enabledApiProposals.includes(e)');
    assert.deepEqual(restoreProposedApiCheck(works), { script: works, places: 0 });
  });
});
