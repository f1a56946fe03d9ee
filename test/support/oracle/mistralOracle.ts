import type { MistralWeights } from './ggufWeights.ts';

/**
 * Mistral's architecture (arXiv:2310.06825) computed in the plainest way, without a cache: an
 * oracle for what llama.cpp and our use of its cache compute.
 *
 * @param window how many positions a query attends to, itself included; infinite for full
 *   attention. This is the mask of Mistral's rolling buffer: stacked layers reach further back.
 * @returns the logits behind the last token, by token.
 */
export function logitsBehind(
  tokens: readonly number[],
  weights: MistralWeights,
  window = Infinity,
): Float32Array {
  const embedding = weights.tensor('token_embd.weight');
  let states: Float32Array[] = tokens.map((token) =>
    embedding.slice(token * weights.width, (token + 1) * weights.width),
  );
  for (let block = 0; block < weights.blocks; block++) {
    states = afterBlock(states, block, weights, window);
  }
  const last = states.at(-1);
  if (last === undefined) throw new RangeError('There must be a token.');
  return product(embedding, normalized(last, 'output_norm.weight', weights));
}

function afterBlock(
  states: readonly Float32Array[],
  block: number,
  weights: MistralWeights,
  window: number,
): Float32Array[] {
  const tensor = (name: string) => weights.tensor(`blk.${block}.${name}.weight`);
  const inputs = states.map((state) => normalized(state, `blk.${block}.attn_norm.weight`, weights));
  const rotated = (name: string, heads: number) =>
    inputs.map((input, position) =>
      rotate(
        product(tensor(name), input),
        position,
        weights.width / weights.heads,
        heads,
        weights.ropeBase,
      ),
    );
  const queries = rotated('attn_q', weights.heads);
  const keys = rotated('attn_k', weights.keyValueHeads);
  const values = inputs.map((input) => product(tensor('attn_v'), input));
  return states.map((state, position) => {
    const first = Math.max(0, position - window + 1);
    const attended = attend(queries[position], keys, values, { first, last: position }, weights);
    const between = sum(state, product(tensor('attn_output'), attended));
    const input = normalized(between, `blk.${block}.ffn_norm.weight`, weights);
    const gate = product(tensor('ffn_gate'), input);
    const up = product(tensor('ffn_up'), input);
    const activated = gate.map((value, index) => (value / (1 + Math.exp(-value))) * at(up, index));
    return sum(between, product(tensor('ffn_down'), activated));
  });
}

/** Grouped-query attention of one position to the positions from `first` to `last`. */
function attend(
  query: Float32Array | undefined,
  keys: readonly Float32Array[],
  values: readonly Float32Array[],
  { first, last }: { readonly first: number; readonly last: number },
  { width, heads, keyValueHeads }: MistralWeights,
): Float32Array {
  const size = width / heads;
  const result = new Float32Array(width);
  for (let head = 0; head < heads; head++) {
    const shared = Math.floor((head * keyValueHeads) / heads) * size;
    const scores: number[] = [];
    for (let position = first; position <= last; position++) {
      let score = 0;
      for (let index = 0; index < size; index++) {
        score += at(query, head * size + index) * at(keys[position], shared + index);
      }
      scores.push(score / Math.sqrt(size));
    }
    const most = Math.max(...scores);
    const shares = scores.map((score) => Math.exp(score - most));
    const total = shares.reduce((before, share) => before + share, 0);
    for (const [offset, share] of shares.entries()) {
      for (let index = 0; index < size; index++) {
        const value = at(values[first + offset], shared + index);
        result[head * size + index] = at(result, head * size + index) + (share / total) * value;
      }
    }
  }
  return result;
}

/** RoPE on adjacent pairs, as llama.cpp stores the weights of this architecture. */
function rotate(
  vector: Float32Array,
  position: number,
  size: number,
  heads: number,
  base: number,
): Float32Array {
  const rotated = new Float32Array(vector.length);
  for (let head = 0; head < heads; head++) {
    for (let index = 0; index < size; index += 2) {
      const angle = position * base ** (-index / size);
      const [x, y] = [head * size + index, head * size + index + 1];
      rotated[x] = at(vector, x) * Math.cos(angle) - at(vector, y) * Math.sin(angle);
      rotated[y] = at(vector, x) * Math.sin(angle) + at(vector, y) * Math.cos(angle);
    }
  }
  return rotated;
}

function normalized(state: Float32Array, name: string, weights: MistralWeights): Float32Array {
  const scale = weights.tensor(name);
  const squares = state.reduce((before, value) => before + value * value, 0);
  const root = Math.sqrt(squares / state.length + weights.normEpsilon);
  return state.map((value, index) => (value / root) * at(scale, index));
}

/** A matrix, by rows as long as the vector, times the vector. */
function product(matrix: Float32Array, vector: Float32Array): Float32Array {
  const result = new Float32Array(matrix.length / vector.length);
  for (let row = 0; row < result.length; row++) {
    let value = 0;
    const start = row * vector.length;
    for (let index = 0; index < vector.length; index++) {
      value += at(matrix, start + index) * at(vector, index);
    }
    result[row] = value;
  }
  return result;
}

function sum(one: Float32Array, other: Float32Array): Float32Array {
  return one.map((value, index) => value + at(other, index));
}

function at(numbers: Float32Array | undefined, index: number): number {
  return numbers?.[index] ?? 0;
}
