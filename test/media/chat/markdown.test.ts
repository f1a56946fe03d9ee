import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { JSDOM } from 'jsdom';
import { createMarkdownRenderer } from '../../../media/chat/markdown.ts';

const { window } = new JSDOM('<!DOCTYPE html>');
const render = createMarkdownRenderer(window);

function rendered(markdown: string, breaks = false): HTMLElement {
  const body = window.document.createElement('div');
  body.append(render(markdown, { breaks }));
  return body;
}

function html(markdown: string): string {
  return rendered(markdown).innerHTML.trim();
}

describe('createMarkdownRenderer', () => {
  it('renders headings, emphasis and lists', () => {
    assert.equal(
      html('## Two *things*\n\n1. **one**\n2. `two`').replace(/\n/gu, ''),
      '<h2>Two <em>things</em></h2><ol><li><strong>one</strong></li><li><code>two</code></li></ol>',
    );
  });

  it('lets a list begin where its author lets it begin', () => {
    assert.equal(rendered('3. three').querySelector('ol')?.start, 3);
  });

  it('colors code of a known language', () => {
    const body = rendered('```ts\nconst a = 1;\n```');
    assert.equal(body.querySelector('pre')?.dataset['language'], 'ts');
    assert.equal(body.querySelector('.hljs-keyword')?.textContent, 'const');
    assert.equal(body.querySelector('code')?.textContent, 'const a = 1;');
  });

  it('knows the names that VS Code has for languages', () => {
    for (const language of [
      'typescriptreact',
      'javascriptreact',
      'shellscript',
      'csharp',
      'jsonc',
    ]) {
      const body = rendered(`\`\`\`${language}\nif true "text" // and more\n\`\`\``);
      assert.notEqual(body.querySelector('[class^=hljs-]'), null, language);
    }
  });

  it('shows code of an unknown language as it is', () => {
    const body = rendered('```brainrot\n<b>&amp;</b>\n```');
    assert.equal(body.querySelector('code')?.innerHTML, '&lt;b&gt;&amp;amp;&lt;/b&gt;');
  });

  it('shows a block as code while its end has not arrived', () => {
    assert.equal(rendered('Here:\n\n```py\nprint(').querySelector('pre')?.textContent, 'print(');
  });

  it('aligns the columns of a table by classes', () => {
    const cell = rendered('| a | b |\n|--:|---|\n| 1 | 2 |').querySelector('td');
    assert.equal(cell?.outerHTML, '<td class="align-right">1</td>');
  });

  it('keeps the line ends of what a person typed', () => {
    assert.equal(rendered('one\ntwo', true).querySelectorAll('br').length, 1);
    assert.equal(rendered('one\ntwo', false).querySelectorAll('br').length, 0);
  });

  it('links to the web and to mail', () => {
    const links = rendered('[a](https://a.example/) <mailto:b@b.example> http://c.example/x');
    assert.deepEqual(
      [...links.querySelectorAll('a')].map((link) => link.getAttribute('href')),
      ['https://a.example/', 'mailto:b@b.example', 'http://c.example/x'],
    );
  });

  it('takes no file name for an address', () => {
    assert.equal(rendered('See main.rs, setup.py and me@host.example').querySelector('a'), null);
  });

  it('shows HTML as the text that it is', () => {
    const body = rendered('<img src=x onerror=alert(1)> <b>bold</b>');
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
    it(`makes no link to ${target}`, () => {
      assert.equal(rendered(`[click](${target})\n\n<${target}>`).querySelector('a'), null);
    });
  }

  it('loads no pictures', () => {
    assert.equal(rendered('![a](https://evil.example/x.png)').querySelector('img'), null);
  });

  it('makes nothing but known elements and attributes, whatever the model writes', () => {
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
        const body = rendered(markdown, breaks);
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

  it('lets no hand-made class through to the page', () => {
    const classes = fc.string().map((name) => `\`\`\`${name} x\ncode\n\`\`\``);
    fc.assert(
      fc.property(classes, (markdown) => {
        for (const found of rendered(markdown).querySelectorAll('[class]')) {
          assert.match(found.className, /^(?:(?:hljs-[\w-]+|align-\w+|\w+_)(?: |$))+/u);
        }
      }),
    );
  });
});
