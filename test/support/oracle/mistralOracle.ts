import type { MistralWeights } from './ggufWeights.ts';

/**
 * Positions that the queries attend to, each from some position up to itself. This is enough to
 * describe a cache from whose start tokens are evicted: a key or value is computed together with its
 * token, from the positions visible then, and is never computed again.
 */
export interface Mask {
  /** Returns the first position that the query at a position attends to. */
  getFirstVisible(position: number): number;
  /**
   * Number of first tokens that stay visible to all queries (attention sinks). After them the positions
   * close up when tokens are evicted, so distances are as if those tokens had never existed.
   */
  readonly pinned: number;
}

/** Returns the mask of Mistral's rolling buffer: a query attends to `window` positions, itself included. */
export function createSlidingMask(window: number): Mask {
  return { getFirstVisible: (position) => Math.max(0, position - window + 1), pinned: 0 };
}

/**
 * Computes Mistral's architecture (arXiv:2310.06825) in the simplest way, without a cache: an oracle for
 * the results of llama.cpp and of the engine's use of its cache.
 *
 * @param mask positions that a query attends to; a number is the window of a sliding mask, infinite for
 *   full attention. Stacked layers reach further back.
 * @returns the logits after the last token, by token.
 */
export function computeLogits(
  tokens: readonly number[],
  weights: MistralWeights,
  mask: Mask | number = Infinity,
): Float32Array {
  const visible = typeof mask === 'number' ? createSlidingMask(mask) : mask;
  const embedding = weights.tensor('token_embd.weight');
  let states: Float32Array[] = tokens.map((token) =>
    embedding.slice(token * weights.width, (token + 1) * weights.width),
  );
  for (let block = 0; block < weights.blocks; block++) {
    states = computeBlock(states, block, weights, visible);
  }
  const last = states.at(-1);
  if (last === undefined) throw new RangeError('There must be a token.');
  return multiply(embedding, normalizeState(last, 'output_norm.weight', weights));
}

function computeBlock(
  states: readonly Float32Array[],
  block: number,
  weights: MistralWeights,
  mask: Mask,
): Float32Array[] {
  const tensor = (name: string) => weights.tensor(`blk.${block}.${name}.weight`);
  const inputs = states.map((state) =>
    normalizeState(state, `blk.${block}.attn_norm.weight`, weights),
  );
  const keys = inputs.map((input) => multiply(tensor('attn_k'), input));
  const rotatedKeys = keys.map((key, position) => rotate(key, position, weights));
  const values = inputs.map((input) => multiply(tensor('attn_v'), input));
  return states.map((state, position) => {
    const query = rotate(multiply(tensor('attn_q'), getItem(inputs, position)), position, weights);
    const first = mask.getFirstVisible(position);
    const evicted = Math.max(0, first - mask.pinned);
    const sinks = keys
      .slice(0, first - evicted)
      .map((key, sink) => rotate(key, sink + evicted, weights));
    const attended = attend(
      query,
      [...sinks, ...rotatedKeys.slice(first, position + 1)],
      [...values.slice(0, sinks.length), ...values.slice(first, position + 1)],
      weights,
    );
    const between = addVectors(state, multiply(tensor('attn_output'), attended));
    const input = normalizeState(between, `blk.${block}.ffn_norm.weight`, weights);
    const gate = multiply(tensor('ffn_gate'), input);
    const up = multiply(tensor('ffn_up'), input);
    const activated = gate.map(
      (value, index) => (value / (1 + Math.exp(-value))) * getItem(up, index),
    );
    return addVectors(between, multiply(tensor('ffn_down'), activated));
  });
}

/** Computes grouped-query attention of one position to all of these keys. */
function attend(
  query: Float32Array,
  keys: readonly Float32Array[],
  values: readonly Float32Array[],
  { width, heads, keyValueHeads }: MistralWeights,
): Float32Array {
  const size = width / heads;
  const result = new Float32Array(width);
  for (let head = 0; head < heads; head++) {
    const shared = Math.floor((head * keyValueHeads) / heads) * size;
    const scores = keys.map((key) => {
      let score = 0;
      for (let index = 0; index < size; index++) {
        score += getItem(query, head * size + index) * getItem(key, shared + index);
      }
      return score / Math.sqrt(size);
    });
    const maxScore = Math.max(...scores);
    const shares = scores.map((score) => Math.exp(score - maxScore));
    const total = shares.reduce((before, share) => before + share, 0);
    for (const [position, value] of values.entries()) {
      const share = getItem(shares, position) / total;
      for (let index = 0; index < size; index++) {
        const to = head * size + index;
        result[to] = getItem(result, to) + share * getItem(value, shared + index);
      }
    }
  }
  return result;
}

/** Applies RoPE to adjacent pairs of all heads, as llama.cpp stores the weights of this architecture. */
function rotate(
  vector: Float32Array,
  position: number,
  { width, heads, ropeBase }: MistralWeights,
): Float32Array {
  const size = width / heads;
  const rotated = new Float32Array(vector.length);
  for (let x = 0; x < vector.length; x += 2) {
    const angle = position * ropeBase ** (-(x % size) / size);
    const y = x + 1;
    rotated[x] = getItem(vector, x) * Math.cos(angle) - getItem(vector, y) * Math.sin(angle);
    rotated[y] = getItem(vector, x) * Math.sin(angle) + getItem(vector, y) * Math.cos(angle);
  }
  return rotated;
}

function normalizeState(state: Float32Array, name: string, weights: MistralWeights): Float32Array {
  const scale = weights.tensor(name);
  const squares = state.reduce((before, value) => before + value * value, 0);
  const root = Math.sqrt(squares / state.length + weights.normEpsilon);
  return state.map((value, index) => (value / root) * getItem(scale, index));
}

/** Multiplies a matrix, in rows as long as the vector, by the vector. */
function multiply(matrix: Float32Array, vector: Float32Array): Float32Array {
  const result = new Float32Array(matrix.length / vector.length);
  for (let row = 0; row < result.length; row++) {
    let value = 0;
    const start = row * vector.length;
    // Nearly all of the time is spent here, and a call of `at` would double it.
    for (let index = 0; index < vector.length; index++) {
      value += (matrix[start + index] ?? 0) * (vector[index] ?? 0);
    }
    result[row] = value;
  }
  return result;
}

function addVectors(one: Float32Array, other: Float32Array): Float32Array {
  return one.map((value, index) => value + getItem(other, index));
}

function getItem<Item>(items: ArrayLike<Item>, index: number): Item {
  const item = items[index];
  if (item === undefined) throw new RangeError(`Nothing stands at ${index}.`);
  return item;
}
