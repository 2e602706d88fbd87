import { cn } from "@/components/ui/cn";
import type { Mentioned } from "@/lib/comments/schema";

/** People to mention, below the field that keeps the focus; its `aria-activedescendant` is the option with `active`. */
export function MentionOffer({
  id,
  offered,
  active,
  onPick,
}: {
  id: string;
  offered: Mentioned[];
  active: number;
  onPick: (person: Mentioned) => void;
}) {
  const current = offered[active];
  return (
    <>
      <p role="status" className="sr-only">
        {current
          ? `${offered.length} ${offered.length === 1 ? "person" : "people"}. ${current.name}. Enter mentions them.`
          : ""}
      </p>
      {offered.length > 0 ? (
        <div
          id={id}
          role="listbox"
          aria-label="People to mention"
          className="absolute inset-x-0 top-full z-20 mt-1 overflow-hidden rounded-md border border-line bg-surface py-1 text-sm shadow-lg"
        >
          {offered.map((person, index) => (
            <div
              key={person.id}
              id={`${id}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === active}
              // Before the field loses the focus.
              onMouseDown={(event) => {
                event.preventDefault();
                onPick(person);
              }}
              className={cn(
                "cursor-pointer px-3 py-1.5",
                index === active ? "bg-accent-soft" : "hover:bg-sunken",
              )}
            >
              {person.name}
            </div>
          ))}
        </div>
      ) : null}
    </>
  );
}
