import { Dialog } from "@/components/ui/dialog";
import { CommentForm } from "./comment-form";

/** A comment from the list, without leaving it. */
export function CommentDialog({
  request,
  onClose,
}: {
  request: { id: string; words: string };
  onClose: () => void;
}) {
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={`Comment on ${request.words}`}>
      <CommentForm requestId={request.id} isFocused onSent={onClose} />
    </Dialog>
  );
}
