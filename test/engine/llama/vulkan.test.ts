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
    const complete = async (gpu: 'vulkan' | 'cpu') => {
      const engine = await startTestEngine(context, { GGML_VK_VISIBLE_DEVICES: '0' });
      const { device } = await loadModel(engine, baseModel, gpu);
      assert.match(device, gpu === 'vulkan' ? /^vulkan: / : /^cpu$/, engine.logLines.join('\n'));
      const result = await completeMarkedText(engine, markedText);
      await engine.stop();
      return result;
    };
    const vulkan = await retryAfterDriverCrash(() => complete('vulkan'));
    const cpu = await complete('cpu');
    assert.equal(vulkan.metrics.promptTokens, cpu.metrics.promptTokens);
    assert.ok(vulkan.metrics.decodeSteps > 0);
    // Other kernels round differently; the first word is too probable to change by that.
    const takeFirstWord = (text: string | undefined) => text?.trim().split(/\W/)[0];
    assert.equal(
      takeFirstWord(vulkan.kind === 'text' ? vulkan.text : undefined),
      takeFirstWord(cpu.kind === 'text' ? cpu.text : undefined),
    );
  },
);

/** Maximum number of runs on the software driver. */
const maxAttempts = 3;

/**
 * Runs work again if the engine was ended by a segmentation fault. In Mesa 22.3.6 the thread of
 * lavapipe's queue crashes in about one of fourteen runs (7 of 99), inside `libvulkan_lvp.so`.
 */
async function retryAfterDriverCrash<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      const isCrash = error instanceof Error && error.message.includes('SIGSEGV');
      if (!isCrash || attempt === maxAttempts) throw error;
    }
  }
}

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
