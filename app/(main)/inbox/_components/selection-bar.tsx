import { Button } from "@/components/ui/button";
import type { Decision } from "../../_decisions/decision-dialog";
import { type InboxItem, may } from "./inbox-item";

/** What can be done with all that is selected. Above the list, and always told to a screen reader. */
export function SelectionBar({
  chosen,
  more,
  onMore,
  onDecide,
  onClear,
}: {
  chosen: InboxItem[];
  more: { one: InboxItem; count: number } | null;
  onMore: (one: InboxItem) => void;
  onDecide: (decision: Decision) => void;
  onClear: () => void;
}) {
  const count = chosen.length;
  return (
    <>
      <p role="status" className="sr-only">
        {count > 0 ? `${count} selected` : ""}
      </p>
      {count > 0 ? (
        <section
          aria-label="Selection"
          className="fixed inset-x-3 bottom-18 z-20 flex flex-wrap items-center gap-2 rounded-lg border border-accent bg-surface px-3 py-2 text-sm shadow-lg md:inset-x-auto md:bottom-6 md:left-[calc(50%+7.25rem)] md:-translate-x-1/2"
        >
          <span className="tabular mr-auto font-medium" aria-hidden>
            {count} selected
          </span>
          {more ? (
            <Button size="sm" look="quiet" onClick={() => onMore(more.one)}>
              All {more.count} like this
            </Button>
          ) : null}
          {chosen.every(may("approve")) ? (
            <Button size="sm" look="primary" onClick={() => onDecide("approve")}>
              Approve {count}
            </Button>
          ) : null}
          <Button size="sm" look="danger" onClick={() => onDecide("deny")}>
            Deny {count}
          </Button>
          <Button size="sm" look="quiet" onClick={onClear}>
            Clear
          </Button>
        </section>
      ) : null}
    </>
  );
}
