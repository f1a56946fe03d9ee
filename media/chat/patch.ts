import morphdom from 'morphdom';

/**
 * Changes an element on the page until it equals the wanted one, and leaves alone what is equal
 * already: the reader's selection, focus and scroll positions in it stay.
 */
export function patch(current: HTMLElement, wanted: HTMLElement): void {
  morphdom(current, wanted, {
    onBeforeElUpdated: (from, to) => {
      if (from.isEqualNode(to)) return false;
      // A button that was pressed a moment ago says so, until it forgets by itself.
      if (from.matches('button[data-done]') && to.matches('button')) return false;
      appendGrownTexts(from, to);
      return true;
    },
  });
}

/** Replacing a text would end a selection in it; appending to it doesn't. */
function appendGrownTexts(from: Node, to: Node): void {
  for (const [index, text] of from.childNodes.entries()) {
    const wanted = to.childNodes[index];
    if (!(text instanceof Text) || !(wanted instanceof Text)) continue;
    if (wanted.data.startsWith(text.data)) text.appendData(wanted.data.slice(text.length));
  }
}
