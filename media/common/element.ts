/** Attributes by name; `false` and `undefined` leave one out, `true` sets it without a value. */
export type Attributes = Readonly<Record<string, string | boolean | undefined>>;

/** Creates an element. Strings become text, never markup. */
export function createElement<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const node = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (value === true) node.setAttribute(attribute, '');
    else if (typeof value === 'string') node.setAttribute(attribute, value);
  }
  node.append(...children);
  return node;
}

/** Returns an icon of VS Code's own set. It is decorative: its parent element needs a label. */
export function createIcon(name: string): HTMLElement {
  return createElement('span', { class: `codicon codicon-${name}`, 'aria-hidden': 'true' });
}
