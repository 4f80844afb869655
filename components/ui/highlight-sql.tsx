import hljs from 'highlight.js/lib/core';
import pgsql from 'highlight.js/lib/languages/pgsql';
import type { ReactNode } from 'react';

hljs.registerLanguage('pgsql', pgsql);

/**
 * SQL as spans with class names only (inline styles would need holes in the Content-Security-Policy). Heavy, so
 * it is loaded when the first block of SQL is on the screen: `sql-block.tsx`.
 */
export function highlightSql(sql: string): ReactNode[] {
  const html = hljs.highlight(sql, { language: 'pgsql', ignoreIllegals: true }).value;
  // The highlighter answers with HTML; parsing it into elements of our own means that no markup is ever injected.
  const parsed = new DOMParser().parseFromString(html, 'text/html');
  return [...parsed.body.childNodes].map(toElement);
}

function toElement(node: Node, index: number): ReactNode {
  if (!(node instanceof HTMLElement)) return node.textContent;
  return (
    <span key={`${index}-${node.className}`} className={node.className}>
      {[...node.childNodes].map(toElement)}
    </span>
  );
}
