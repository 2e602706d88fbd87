"use client";
import { Monitor, Moon, Sun } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";

export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

const looks = {
  system: { icon: Monitor, word: "as the system" },
  light: { icon: Sun, word: "light" },
  dark: { icon: Moon, word: "dark" },
};

/** The choice is a cookie, so the first byte of a page has it already. */
export function ThemeSwitch({ initial }: { initial: Theme }) {
  const [theme, setTheme] = useState(initial);
  const next = themes[(themes.indexOf(theme) + 1) % themes.length] ?? "system";
  const { icon: Icon, word } = looks[theme];
  const change = () => {
    if (next === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = next;
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser yet
    document.cookie = `daypass.theme=${next}; path=/; max-age=31536000; samesite=lax`;
    setTheme(next);
  };
  return (
    <Button
      look="quiet"
      size="icon"
      onClick={change}
      aria-label={`Colours: ${word}. Change to ${looks[next].word}`}
      title={`Colours: ${word}`}
    >
      <Icon aria-hidden className="size-4" />
    </Button>
  );
}
