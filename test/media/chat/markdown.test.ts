import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { JSDOM } from 'jsdom';
import { createMarkdownRenderer } from '../../../media/chat/markdown.ts';

const { window } = new JSDOM('<!DOCTYPE html>');
const render = createMarkdownRenderer(window);

function renderElement(markdown: string, breaks = false): HTMLElement {
  const body = window.document.createElement('div');
  body.append(render(markdown, { breaks }));
  return body;
}

function renderHtml(markdown: string): string {
  return renderElement(markdown).innerHTML.trim();
}

describe('createMarkdownRenderer', () => {
  it('renders headings, emphasis and lists', () => {
    assert.equal(
      renderHtml('## Two *things*\n\n1. **one**\n2. `two`').replace(/\n/gu, ''),
      '<h2>Two <em>things</em></h2><ol><li><strong>one</strong></li><li><code>two</code></li></ol>',
    );
  });

  it('starts a list with the number of its author', () => {
    assert.equal(renderElement('3. three').querySelector('ol')?.start, 3);
  });

  it('colors code of a known language', () => {
    const body = renderElement('```ts\nconst a = 1;\n```');
    assert.equal(body.querySelector('pre')?.dataset['language'], 'ts');
    assert.equal(body.querySelector('.hljs-keyword')?.textContent, 'const');
    assert.equal(body.querySelector('code')?.textContent, 'const a = 1;');
  });

  it('recognizes the language names of VS Code', () => {
    for (const language of [
      'typescriptreact',
      'javascriptreact',
      'shellscript',
      'csharp',
      'jsonc',
    ]) {
      const body = renderElement(`\`\`\`${language}\nif true "text" // and more\n\`\`\``);
      assert.notEqual(body.querySelector('[class^=hljs-]'), null, language);
    }
  });

  it('shows code of an unknown language unchanged', () => {
    const body = renderElement('```brainrot\n<b>&amp;</b>\n```');
    assert.equal(body.querySelector('code')?.innerHTML, '&lt;b&gt;&amp;amp;&lt;/b&gt;');
  });

  it('shows a block as code while its end has not arrived', () => {
    assert.equal(
      renderElement('Here:\n\n```py\nprint(').querySelector('pre')?.textContent,
      'print(',
    );
  });

  it('aligns the columns of a table by classes', () => {
    const cell = renderElement('| a | b |\n|--:|---|\n| 1 | 2 |').querySelector('td');
    assert.equal(cell?.outerHTML, '<td class="align-right">1</td>');
  });

  it('keeps the line ends of text that the user typed', () => {
    assert.equal(renderElement('one\ntwo', true).querySelectorAll('br').length, 1);
    assert.equal(renderElement('one\ntwo', false).querySelectorAll('br').length, 0);
  });

  it('links to the web and to mail', () => {
    const links = renderElement('[a](https://a.example/) <mailto:b@b.example> http://c.example/x');
    assert.deepEqual(
      [...links.querySelectorAll('a')].map((link) => link.getAttribute('href')),
      ['https://a.example/', 'mailto:b@b.example', 'http://c.example/x'],
    );
  });

  it('does not link file names', () => {
    assert.equal(
      renderElement('See main.rs, setup.py and me@host.example').querySelector('a'),
      null,
    );
  });

  it('shows HTML as text', () => {
    const body = renderElement('<img src=x onerror=alert(1)> <b>bold</b>');
    assert.equal(body.textContent.trim(), '<img src=x onerror=alert(1)> <b>bold</b>');
    assert.equal(body.querySelector('img, b'), null);
  });

  for (const target of [
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'java&#10;script:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'command:workbench.action.quit',
    'vscode://file/etc/passwd',
    'file:///etc/passwd',
    '//evil.example/x',
  ]) {
    it(`does not link ${target}`, () => {
      assert.equal(renderElement(`[click](${target})\n\n<${target}>`).querySelector('a'), null);
    });
  }

  it('loads no images', () => {
    assert.equal(renderElement('![a](https://evil.example/x.png)').querySelector('img'), null);
  });

  it('creates only known elements and attributes, for any output of the model', () => {
    const attack = fc.constantFrom(
      ...['<script>', '</script>', '<img src=x onerror=alert(1)>', '<svg/onload=alert(1)>'],
      ...[
        '<iframe src="javascript:alert(1)">',
        '<a href="javascript:alert(1)">',
        '<style>',
        '<math>',
      ],
      ...['](javascript:alert(1))', '](https://a.example "onmouseover=alert(1)', '[x', '![x', '">'],
      ...[
        '<!--',
        '-->',
        ']]>',
        '```',
        '```"onclick=alert(1)',
        '```html\n',
        '~~~',
        '\n',
        '\n\n',
        '    ',
      ],
      ...[
        '| a |',
        '|--|',
        '> ',
        '- ',
        '# ',
        '`',
        '&lt;script&gt;',
        '&#x3c;',
        '\0',
        'https://',
        '"',
        "'",
      ],
    );
    const text = fc
      .array(fc.oneof({ weight: 4, arbitrary: attack }, fc.string(), fc.string({ unit: 'binary' })))
      .map((parts) => parts.join(''));
    const elements = new Set(
      'p br hr h1 h2 h3 h4 h5 h6 blockquote ul ol li table thead tbody tr th td pre code span strong em s a'.split(
        ' ',
      ),
    );
    fc.assert(
      fc.property(text, fc.boolean(), (markdown, breaks) => {
        const body = renderElement(markdown, breaks);
        // The HTML is parsed again, because the browser's interpretation counts.
        const again = window.document.createElement('div');
        again.innerHTML = body.innerHTML;
        for (const found of [...body.querySelectorAll('*'), ...again.querySelectorAll('*')]) {
          assert.ok(elements.has(found.localName), found.outerHTML);
          for (const { name, value } of found.attributes) {
            assert.ok(['href', 'class', 'start', 'data-language'].includes(name), found.outerHTML);
            if (name === 'href') assert.match(value, /^(?:https?:\/\/|mailto:)/iu);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it('passes no custom class to the page', () => {
    const classes = fc.string().map((name) => `\`\`\`${name} x\ncode\n\`\`\``);
    fc.assert(
      fc.property(classes, (markdown) => {
        for (const found of renderElement(markdown).querySelectorAll('[class]')) {
          assert.match(found.className, /^(?:(?:hljs-[\w-]+|align-\w+|\w+_)(?: |$))+/u);
        }
      }),
    );
  });
});
