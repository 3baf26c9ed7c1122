// Says what is wrong with a mail as the browser shows it: a list of sentences, empty where nothing is.
() => {
  const problems = [];
  const width = window.innerWidth;
  if (document.documentElement.scrollWidth > width) {
    problems.push(`it is ${document.documentElement.scrollWidth} px wide in a window of ${width}`);
  }
  if (!document.documentElement.lang) problems.push("it has no language");
  if (!document.title) problems.push("it has no title");
  for (const landmark of ["main", "footer"]) {
    if (document.querySelectorAll(landmark).length !== 1) problems.push(`it has not one <${landmark}>`);
  }
  for (const image of document.images) {
    if (!image.hasAttribute("alt")) problems.push(`an image has no text: ${image.src}`);
  }

  const parsed = (color) => {
    const [r, g, b, a = 1] = color.match(/[\d.]+/g).map(Number);
    return { r, g, b, a };
  };
  const over = (top, under) => ({
    r: top.r * top.a + under.r * (1 - top.a),
    g: top.g * top.a + under.g * (1 - top.a),
    b: top.b * top.a + under.b * (1 - top.a),
    a: 1,
  });
  const isDark = matchMedia("(prefers-color-scheme: dark)").matches;
  const canvas = isDark ? { r: 18, g: 18, b: 18, a: 1 } : { r: 255, g: 255, b: 255, a: 1 };
  const background = (element) => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) layers.push(parsed(getComputedStyle(at).backgroundColor));
    return layers.reverse().reduce((under, layer) => over(layer, under), canvas);
  };
  // Relative luminance and contrast: WCAG 2.2.
  const luminance = ({ r, g, b }) => {
    const [x, y, z] = [r, g, b].map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const contrast = (a, b) => {
    const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
    return (light + 0.05) / (dark + 0.05);
  };

  let texts = 0;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    const style = getComputedStyle(element);
    const range = document.createRange();
    range.selectNodeContents(node);
    const boxes = [...range.getClientRects()].filter((box) => box.width > 0 && box.height > 0);
    if (!node.data.trim() || !boxes.length || style.visibility === "hidden") continue;
    texts += 1;
    const shown = node.data.trim().slice(0, 40);
    for (const box of boxes) {
      if (box.left < -0.5 || box.right > width + 0.5) problems.push(`a text stands out of the window: ${shown}`);
    }
    for (let at = element; at && at !== document.body; at = at.parentElement) {
      const outer = getComputedStyle(at);
      if (outer.overflow === "visible" || outer.display === "inline") continue;
      if (at.scrollWidth > at.clientWidth + 1 || at.scrollHeight > at.clientHeight + 1) {
        problems.push(`a text is cut off by its <${at.localName}>: ${shown}`);
      }
    }
    const size = parseFloat(style.fontSize);
    if (size < 13) problems.push(`a text is ${size} px small: ${shown}`);
    const under = background(element);
    const found = contrast(over(parsed(style.color), under), under);
    if (found < 4.5) problems.push(`a contrast of ${found.toFixed(2)}: ${shown}`);
  }
  if (texts < 3) problems.push("hardly a text is to be seen");
  return problems;
}
