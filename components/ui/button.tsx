import { cva, type VariantProps } from "class-variance-authority";
import Link from "next/link";
import type { ComponentProps } from "react";
import { cn } from "./cn";
import { LinkPending } from "./link-pending";

/** The look of a button, for what has to be a plain link. */
export const buttonLook = cva(
  "inline-flex shrink-0 cursor-pointer select-none items-center justify-center gap-1.5 whitespace-nowrap rounded-md font-medium transition-colors disabled:cursor-default disabled:opacity-55",
  {
    variants: {
      look: {
        primary: "bg-accent text-accent-ink hover:bg-accent/90",
        secondary: "border border-line bg-surface text-ink hover:bg-sunken",
        quiet: "text-muted hover:bg-sunken hover:text-ink",
        danger: "border border-refused/40 bg-surface text-refused hover:bg-refused-soft",
      },
      size: { md: "h-9 px-3.5 text-sm", sm: "h-8 px-2.5 text-[13px]", icon: "size-9" },
    },
    defaultVariants: { look: "secondary", size: "md" },
  },
);

type Look = VariantProps<typeof buttonLook>;

export function Button({ look, size, className, type = "button", ...rest }: ComponentProps<"button"> & Look) {
  return <button type={type} className={cn(buttonLook({ look, size }), className)} {...rest} />;
}

export function ButtonLink({ look, size, className, children, ...rest }: ComponentProps<typeof Link> & Look) {
  return (
    <Link className={cn(buttonLook({ look, size }), className)} {...rest}>
      <LinkPending />
      {children}
    </Link>
  );
}
