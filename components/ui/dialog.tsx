"use client";
import { X } from "lucide-react";
import { Dialog as Primitive } from "radix-ui";
import type { ReactNode } from "react";
import { Button } from "./button";

export function Dialog({
  open,
  onOpenChange,
  onCloseAutoFocus,
  title,
  lead,
  children,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** For a dialog after which the focus has a better place to go than where it came from. */
  onCloseAutoFocus?: ((event: Event) => void) | undefined;
  title: string;
  lead?: ReactNode;
  children: ReactNode;
}) {
  return (
    <Primitive.Root open={open} onOpenChange={onOpenChange}>
      <Primitive.Portal>
        <Primitive.Overlay className="fixed inset-0 z-40 bg-black/45" />
        <Primitive.Content
          onEscapeKeyDown={keepWhileOffering}
          {...(onCloseAutoFocus ? { onCloseAutoFocus } : {})}
          {...(lead ? {} : { "aria-describedby": undefined })}
          className="fixed inset-x-3 bottom-3 z-50 mx-auto grid max-h-[90dvh] max-w-lg gap-4 overflow-y-auto rounded-xl border border-line bg-surface p-5 shadow-xl sm:top-[12vh] sm:bottom-auto"
        >
          <div className="flex items-start justify-between gap-3">
            <div className="grid gap-1">
              <Primitive.Title className="font-semibold text-lg leading-snug">{title}</Primitive.Title>
              {lead ? (
                <Primitive.Description className="text-muted text-sm">{lead}</Primitive.Description>
              ) : null}
            </div>
            <Primitive.Close asChild>
              <Button look="quiet" size="icon" aria-label="Close" className="-mt-1.5 -mr-1.5">
                <X aria-hidden className="size-4" />
              </Button>
            </Primitive.Close>
          </div>
          {children}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}

/** Escape closes first what a field of the dialog offers: the field hears it after this. */
function keepWhileOffering(event: KeyboardEvent) {
  if (document.activeElement?.hasAttribute("aria-activedescendant")) event.preventDefault();
}
