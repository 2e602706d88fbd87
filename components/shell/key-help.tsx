"use client";
import { Dialog } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";

const keys: [string, string][] = [
  ["Ctrl K or ⌘ K", "Go anywhere"],
  ["/", "Search on this page"],
  ["j, k", "Next and previous row"],
  ["Enter", "Open the row"],
  ["a", "Approve (request, inbox)"],
  ["s", "Shorten and approve (request, inbox)"],
  ["d", "Deny (request, inbox)"],
  ["c", "Say that you are looking at it, or not any more (request, inbox)"],
  ["e", "Comment (request, inbox)"],
  ["x", "Select (inbox)"],
  ["X", "Select all like it (inbox)"],
  ["?", "This help"],
];

export function KeyHelp({ onClose }: { onClose: () => void }) {
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title="Keys">
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-2 text-sm">
        {keys.map(([key, what]) => (
          <div key={key} className="contents">
            <dt>
              <Kbd>{key}</Kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
