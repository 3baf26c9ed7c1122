/// How a preview looks, in the light and in the dark.
enum PreviewStyle {
  static let css = """
    :root {
      color-scheme: light dark;
      --page: #f3f2ef; --card: #ffffff; --ink: #1d1c1a; --quiet: #5c5953; --line: #d9d6cf; --chip: #e7eef9; --chip-ink: #1b4a8a;
      --bubble: #d7f0dc; --bubble-ink: #10331a;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --page: #171614; --card: #22211e; --ink: #eceae5; --quiet: #a9a59c; --line: #3b3934; --chip: #1f3350; --chip-ink: #b9d4fb;
        --bubble: #1f4a2b; --bubble-ink: #dcf5e2;
      }
    }
    * { box-sizing: border-box; }
    body { margin: 0 auto; max-width: 1720px; padding: 32px 24px 64px; background: var(--page); color: var(--ink);
      font: 15px/1.5 system-ui, sans-serif; }
    h1 { margin: 0; font-size: 28px; line-height: 1.2; }
    h2 { margin: 40px 0 0; font-size: 20px; }
    header p { margin: 6px 0 0; color: var(--quiet); }
    header .goal { color: var(--ink); font-size: 17px; }
    .sheet { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 400px), 1fr)); gap: 24px; margin-top: 24px;
      align-items: start; }
    article { padding: 16px; background: var(--card); border: 1px solid var(--line); border-radius: 12px; min-width: 0; }
    h3 { margin: 0; font-size: 13px; font-weight: 600; color: var(--quiet); overflow-wrap: anywhere; }
    .reasons { display: flex; flex-wrap: wrap; gap: 6px; margin: 8px 0 14px; padding: 0; list-style: none; }
    .reasons li { padding: 1px 10px; border-radius: 99px; background: var(--chip); color: var(--chip-ink); font-size: 12.5px; }
    .inbox { padding: 10px 14px; border: 1px solid var(--line); border-radius: 8px; }
    .inbox p { margin: 0; overflow: hidden; white-space: nowrap; text-overflow: ellipsis; }
    .sender { font-size: 12.5px; }
    .subject { font-weight: 600; }
    .preheader, .measure, .link, .app { color: var(--quiet); }
    .measure { margin: 8px 0; font-size: 12.5px; overflow-wrap: anywhere; }
    iframe { display: block; width: 100%; height: 640px; resize: vertical; border: 1px solid var(--line); border-radius: 8px; background: Canvas; }
    details { margin-top: 10px; font-size: 13px; }
    summary { cursor: pointer; color: var(--quiet); }
    pre { margin: 8px 0 0; padding: 12px; border: 1px solid var(--line); border-radius: 8px; white-space: pre-wrap;
      overflow-wrap: anywhere; font: 12.5px/1.5 ui-monospace, monospace; }
    .notification { padding: 12px 16px; border: 1px solid var(--line); border-radius: 18px; box-shadow: 0 2px 8px rgb(0 0 0 / 12%); }
    .notification p, .app { margin: 0; overflow-wrap: anywhere; }
    .app { font-size: 12.5px; }
    .link { margin: 8px 0 0; font-size: 12.5px; overflow-wrap: anywhere; }
    .bubble { width: fit-content; max-width: 34ch; margin: 6px 0 0; padding: 10px 14px; border-radius: 18px 18px 18px 4px;
      background: var(--bubble); color: var(--bubble-ink); overflow-wrap: anywhere; }
    :focus-visible { outline: 3px solid #3f7fe0; outline-offset: 2px; }
    """
}
