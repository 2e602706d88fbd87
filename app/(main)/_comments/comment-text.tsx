import { splitAtMentions } from "@/components/requests/mention-at";
import type { CommentView } from "@/lib/comments/schema";

/** What somebody said, as plain text; the names of those whom it mentions stand out. */
export function CommentText({ comment }: { comment: CommentView }) {
  const names = comment.mentions.map(({ name }) => name);
  return splitAtMentions(comment.text, names).map((piece, index) =>
    index % 2 === 0 ? (
      piece
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one text never move
      <span key={index} className="font-medium text-accent">
        {piece}
      </span>
    ),
  );
}
