import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { restoreProposedApiCheck } from '../../../scripts/vscode/strictProposedApi.ts';

/** Returns code as in code-server's minified scripts, whose names change from version to version. */
const createScript = (isEnabled: string) =>
  `var a=1;function Xy(t,e){${isEnabled}}function Zz(t,e){if(!Xy(t,e))throw new Error(\`Extension '\${t.identifier.value}' CANNOT use API proposal: \${e}\`)}`;

describe('the check for proposed API', () => {
  it('is restored in code-server', () => {
    const { script: restored, places } = restoreProposedApiCheck(createScript('return!0'));
    assert.equal(places, 1);
    assert.equal(restored, createScript('return!!t.enabledApiProposals?.includes(e)'));
  });

  it('is not changed where it works', () => {
    const works = createScript('return t.enabledApiProposals.includes(e)');
    assert.deepEqual(restoreProposedApiCheck(works), { script: works, places: 0 });
  });
});
