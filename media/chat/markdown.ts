import createDOMPurify, { type Config, type WindowLike } from 'dompurify';
import MarkdownIt, { type MarkdownIt as Parser } from 'markdown-it';
import { highlight } from './highlight.ts';

/** Options for the conversion of a text. */
export interface MarkdownStyle {
  /** True where a line end in the text is one on the screen, as in messages of the user. */
  readonly breaks: boolean;
}

/** Converts untrusted Markdown into nodes that are safe to show. */
export type RenderMarkdown = (markdown: string, style: MarkdownStyle) => DocumentFragment;

/**
 * Creates the renderer of Markdown. The text is untrusted: HTML in it is shown as text, pictures
 * are never loaded, links lead to the web or to mail only. The result then passes a sanitizer that
 * allows these elements only, independently of the parser.
 *
 * @param window whose DOM creates the nodes.
 */
export function createMarkdownRenderer(window: WindowLike): RenderMarkdown {
  const parsers = { user: createParser(true), assistant: createParser(false) };
  const purify = createDOMPurify(window);
  purify.addHook('uponSanitizeAttribute', (_element, attribute) => {
    if (attribute.attrName === 'class') attribute.attrValue = filterClasses(attribute.attrValue);
  });
  return (markdown, { breaks }) => {
    const html = (breaks ? parsers.user : parsers.assistant).render(markdown);
    return purify.sanitize(html, sanitizerConfig);
  };
}

const sanitizerConfig = {
  ALLOWED_TAGS: [
    ...['p', 'br', 'hr', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'blockquote', 'ul', 'ol', 'li'],
    ...['table', 'thead', 'tbody', 'tr', 'th', 'td', 'pre', 'code', 'span', 'strong', 'em', 's'],
    'a',
  ],
  ALLOWED_ATTR: ['href', 'class', 'start', 'data-language'],
  ALLOW_ARIA_ATTR: false,
  ALLOW_DATA_ATTR: false,
  ALLOWED_URI_REGEXP: /^(?:https?|mailto):/iu,
  // The sanitizer treats attributes as addresses unless they are listed here.
  ADD_URI_SAFE_ATTR: ['start', 'data-language'],
  RETURN_DOM_FRAGMENT: true,
} as const satisfies Config;

const allowedLink = /^(?:https?:\/\/|mailto:)/iu;

function createParser(breaks: boolean): Parser {
  const parser = new MarkdownIt({ html: false, linkify: true, breaks });
  // Otherwise "main.rs" and "setup.py" would become links to the domains of Serbia and Paraguay.
  parser.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });
  parser.validateLink = (url) => allowedLink.test(url);
  parser.disable('image');
  parser.renderer.rules['fence'] = (tokens, index) => {
    const token = tokens[index];
    return renderCode(token?.content ?? '', token?.info.trim().split(/\s/u)[0] ?? '');
  };
  parser.renderer.rules['code_block'] = (tokens, index) =>
    renderCode(tokens[index]?.content ?? '', '');
  for (const cell of ['th_open', 'td_open']) {
    parser.renderer.rules[cell] = (tokens, index, options, _environment, renderer) => {
      const token = tokens[index];
      // markdown-it aligns columns with style attributes, which the page's policy forbids.
      const alignment = /text-align:(\w+)/u.exec(String(token?.attrGet('style') ?? ''))?.[1];
      if (token) token.attrs = alignment === undefined ? null : [['class', `align-${alignment}`]];
      return renderer.renderToken(tokens, index, options);
    };
  }
  return parser;
}

function renderCode(code: string, language: string): string {
  const text = code.replace(/\n$/u, '');
  const { escapeHtml } = escaping.utils;
  const html = highlight(text, language) ?? escapeHtml(text);
  return `<pre data-language="${escapeHtml(language)}"><code>${html}</code></pre>\n`;
}

const escaping = new MarkdownIt();

function filterClasses(value: string): string {
  const isAllowed = (name: string): boolean => /^(?:hljs-[\w-]+|align-\w+|\w+_)$/u.test(name);
  return value.split(/\s+/u).filter(isAllowed).join(' ');
}
