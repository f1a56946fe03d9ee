import assert from 'node:assert/strict';
import test from 'node:test';
import { completeMarkedText, startTestEngine, loadModel } from '../../support/engineFixture.ts';
import { baseModel } from '../../support/models.ts';

const markedText = `function add(a, b) {
  return a + b;
}

function subtract(a, b) {
  ║
}
`;

// The accelerator's path on any machine: Mesa computes Vulkan on the CPU. llama.cpp ignores such
// devices unless one is selected.
test(
  'Vulkan completes like the CPU',
  { skip: process.env['TRAMONTANE_NO_VULKAN'] ?? false },
  async (context) => {
    const results = [];
    for (const gpu of ['vulkan', 'cpu'] as const) {
      const engine = await startTestEngine(context, { GGML_VK_VISIBLE_DEVICES: '0' });
      const { device } = await loadModel(engine, baseModel, gpu);
      assert.match(device, gpu === 'vulkan' ? /^vulkan: / : /^cpu$/, engine.logLines.join('\n'));
      results.push(await completeMarkedText(engine, markedText));
      await engine.stop();
    }
    const [vulkan, cpu] = results;
    assert.equal(vulkan?.metrics.promptTokens, cpu?.metrics.promptTokens);
    assert.ok((vulkan?.metrics.decodeSteps ?? 0) > 0);
    // Other kernels round differently; the first word is too probable to change by that.
    const takeFirstWord = (text: string | undefined) => text?.trim().split(/\W/)[0];
    assert.equal(
      takeFirstWord(vulkan?.kind === 'text' ? vulkan.text : undefined),
      takeFirstWord(cpu?.kind === 'text' ? cpu.text : undefined),
    );
  },
);

test('Vulkan without a device falls back to the CPU', async (context) => {
  const engine = await startTestEngine(context, {
    GGML_VK_VISIBLE_DEVICES: '99',
    VK_ICD_FILENAMES: '/nowhere.json',
  });
  const { device } = await loadModel(engine, baseModel, 'vulkan');
  assert.equal(device, 'cpu');
  assert.ok((await completeMarkedText(engine, markedText)).metrics.decodeSteps > 0);
  await engine.stop();
});
