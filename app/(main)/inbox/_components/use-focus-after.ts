import { useRef } from "react";

/** Where the keyboard goes on after a decision: to the item below those that leave, else to the one above, else to the page. */
export function useFocusAfter(items: readonly { id: string }[]) {
  const next = useRef<{ id: string | null } | null>(null);
  const leave = (ids: readonly string[]) => {
    const last = items.findLastIndex((item) => ids.includes(item.id));
    if (last === -1) return;
    const stays = (item: { id: string }) => !ids.includes(item.id);
    next.current = {
      id: (items.slice(last).find(stays) ?? items.slice(0, last).findLast(stays))?.id ?? null,
    };
  };
  /** For the dialog that closes: what it would give the focus back to is about to go. */
  const onCloseAutoFocus = (event: Event) => {
    if (!next.current) return;
    event.preventDefault();
    const { id } = next.current;
    next.current = null;
    const row = id === null ? null : document.querySelector<HTMLElement>(`[data-row-id="${id}"] [data-row]`);
    (row ?? document.getElementById("main"))?.focus();
  };
  return { leave, onCloseAutoFocus };
}
