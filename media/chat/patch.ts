import morphdom from 'morphdom';

/**
 * Updates an element on the page to equal another one. Equal parts remain unchanged, so the user's
 * selection, focus and scroll positions in them are kept.
 */
export function patch(current: HTMLElement, target: HTMLElement): void {
  morphdom(current, target, {
    onBeforeElUpdated: (from, to) => {
      if (from.isEqualNode(to)) return false;
      // A button that was just pressed shows its confirmation until its own timer ends it.
      if (from.matches('button[data-done]') && to.matches('button')) return false;
      appendGrownTexts(from, to);
      return true;
    },
  });
}

/** Appends to texts that have grown. Replacing a text would end a selection in it. */
function appendGrownTexts(from: Node, to: Node): void {
  for (const [index, text] of from.childNodes.entries()) {
    const targetText = to.childNodes[index];
    if (!(text instanceof Text) || !(targetText instanceof Text)) continue;
    if (targetText.data.startsWith(text.data)) text.appendData(targetText.data.slice(text.length));
  }
}
