import { isBlank } from '../text/indentation.ts';
import { commentOut } from '../text/comment.ts';
import { splitLines } from '../text/lines.ts';
import type { ContextStyle } from '../promptFormat/promptFamilies.ts';
import type { ContextPiece } from './contextPiece.ts';

export interface ContextOptions {
  /** Maximum number of tokens of all pieces together. */
  readonly maxTokens: number;
  readonly countTokens: (text: string) => number;
  /** VS Code's identifier of the language at the cursor. */
  readonly language: string;
  readonly style: ContextStyle;
}

/** Piece as it appears in the prompt. */
export interface RenderedPiece {
  readonly piece: ContextPiece;
  /** Text with its heading and its last line end. */
  readonly text: string;
  readonly tokens: number;
}

export interface RenderedContext {
  /** Texts of the pieces, one after the other. */
  readonly text: string;
  /** Pieces in the order of the prompt. */
  readonly pieces: readonly RenderedPiece[];
}

export const noContext: RenderedContext = { text: '', pieces: [] };

/** Minimum remaining room for a cut piece, in tokens: a smaller part carries too little information. */
const minCutTokens = 32;

/**
 * Order of the kinds in the prompt: the kinds that change most often come last, so that the rest
 * stays cached.
 */
const kinds: readonly ContextPiece['kind'][] = [
  'definition',
  'similar',
  'recent',
  'cell',
  'diagnostic',
];

/**
 * Renders as many pieces for the prompt as there is room for: whole pieces, the most relevant
 * first, and the first one that doesn't fit, cut at a line end. Their order doesn't depend on the
 * other pieces, so that a piece that stays keeps its position.
 *
 * @param pieces the most relevant first; for cells that is the nearest.
 */
export function renderContext(
  pieces: readonly ContextPiece[],
  options: ContextOptions,
): RenderedContext {
  let selectedPieces = selectPieces(pieces, options);
  for (;;) {
    const sortedPieces = [...selectedPieces].sort((a, b) => comparePieces(a, b, pieces));
    const text = sortedPieces.map((piece) => piece.text).join('');
    // Tokens may differ where two texts are joined, so the joined text is counted again.
    if (selectedPieces.length === 0 || options.countTokens(text) <= options.maxTokens) {
      return { text, pieces: sortedPieces };
    }
    selectedPieces = selectedPieces.slice(0, -1);
  }
}

/** Returns the line, with its line end, that names the file whose text follows. */
export function renderFileHeading(path: string, language: string, style: ContextStyle): string {
  // eslint-disable-next-line no-control-regex -- a path may hold them, and one of them would end the heading
  const cleanPath = path.replace(/[\u0000-\u001f\u007f\u0085\u2028\u2029]/g, ' ');
  return style === 'codestral' ? `+++++ ${cleanPath}\n` : `${commentOut(cleanPath, language)}\n`;
}

/** Returns the separator of cells in notebooks that are stored as scripts, with its line end. */
export function renderCellHeading(language: string): string {
  return `${commentOut('%%', language)}\n`;
}

function selectPieces(pieces: readonly ContextPiece[], options: ContextOptions): RenderedPiece[] {
  const selectedPieces: RenderedPiece[] = [];
  let room = options.maxTokens;
  let oversizedPiece: ContextPiece | undefined;
  for (const piece of pieces) {
    if (isBlank(piece.text)) continue;
    const rendered = renderPiece(piece, splitPieceLines(piece), options);
    if (rendered.tokens > room) {
      oversizedPiece ??= piece;
      continue;
    }
    selectedPieces.push(rendered);
    room -= rendered.tokens;
  }
  if (oversizedPiece === undefined || room < minCutTokens) return selectedPieces;
  const cut = renderFittingLines(oversizedPiece, room, options);
  return cut === undefined ? selectedPieces : [...selectedPieces, cut];
}

/**
 * Renders as many lines of a piece as fit: for a cell the last ones, which the next cell continues
 * from.
 */
function renderFittingLines(
  piece: ContextPiece,
  maxTokens: number,
  options: ContextOptions,
): RenderedPiece | undefined {
  const lines = splitPieceLines(piece);
  const part = (count: number) =>
    piece.kind === 'cell' ? lines.slice(lines.length - count) : lines.slice(0, count);
  let best: RenderedPiece | undefined;
  let [low, high] = [1, lines.length - 1];
  while (low <= high) {
    const count = (low + high) >> 1;
    const rendered = renderPiece(piece, part(count), options);
    if (rendered.tokens <= maxTokens) {
      best = rendered;
      low = count + 1;
    } else high = count - 1;
  }
  return best;
}

function renderPiece(
  piece: ContextPiece,
  lines: readonly string[],
  { countTokens, language, style }: ContextOptions,
): RenderedPiece {
  const body = lines.join('\n');
  const text = `${renderHeading(piece, language, style)}${renderBody(piece, body, language, style)}\n`;
  return { piece, text, tokens: countTokens(text) };
}

function renderHeading(
  { kind, path }: ContextPiece,
  language: string,
  style: ContextStyle,
): string {
  if (kind === 'cell') return renderCellHeading(language);
  return path === '' ? '' : renderFileHeading(path, language, style);
}

function renderBody(
  { kind }: ContextPiece,
  text: string,
  language: string,
  style: ContextStyle,
): string {
  if (kind === 'diagnostic') return commentOut(text, language);
  // A line of the file that looks like a heading must not act as one.
  return style === 'codestral' ? text.replace(/^\+{5} /gm, ' $&') : text;
}

function splitPieceLines({ text }: ContextPiece): string[] {
  const lines = splitLines(text);
  while (isBlank(lines.at(-1) ?? 'x')) lines.pop();
  while (isBlank(lines[0] ?? 'x')) lines.shift();
  return lines;
}

/**
 * Compares pieces for the prompt: cells by their order in the notebook, pieces of files by path and
 * text.
 */
function comparePieces(
  { piece: a }: RenderedPiece,
  { piece: b }: RenderedPiece,
  pieces: readonly ContextPiece[],
): number {
  const byKind = kinds.indexOf(a.kind) - kinds.indexOf(b.kind);
  if (byKind !== 0) return byKind;
  const byRank = pieces.indexOf(a) - pieces.indexOf(b);
  if (a.kind === 'cell') return -byRank;
  if (a.kind === 'diagnostic') return byRank;
  return compareText(a.path, b.path) || compareText(a.text, b.text) || byRank;
}

/** Compares by code units, so that the order is the same on every machine. */
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
