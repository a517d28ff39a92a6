// What RGAA asks of a page that only a browser can answer; each returns a list of faults.
(() => {
  const words = (what) => (what.innerText || what.getAttribute("aria-label") || what.name || "").trim().replace(/\s+/g, " ").slice(0, 50);
  const shown = (what) => `<${what.localName}${what.id ? "#" + what.id : ""}${what.className && typeof what.className === "string" ? "." + what.className : ""}> ${words(what)}`;
  const seen = (what) => what.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && what.getClientRects().length > 0;
  const FOCUSABLE = "a[href], button:not([disabled]), input:not([type=hidden]):not([disabled]), select:not([disabled]), textarea:not([disabled]), summary, [tabindex='0'], area[href]";
  const controls = () => [...document.querySelectorAll(FOCUSABLE)].filter(seen);

  // 10.11: nothing wider than the screen.
  const too_wide = () => {
    const width = document.documentElement.clientWidth;
    const slides = [...document.querySelectorAll(".stacked")].find((each) => seen(each) && each.scrollWidth > each.clientWidth + 1);
    if (slides && width < 640) return [`a stacked table slides sideways: ${shown(slides)}`];
    if (document.documentElement.scrollWidth <= width) return [];
    const guilty = [...document.querySelectorAll("body *")].filter((each) => seen(each) && each.getBoundingClientRect().right > width + 1 && !each.closest(".table-region, .sr-only"));
    return [`wider than the screen (${document.documentElement.scrollWidth} > ${width}): ${guilty.slice(0, 2).map(shown).join(" | ")}`];
  };

  // 10.12: with the spacing of WCAG 1.4.12, no word is cut and nothing goes sideways.
  const cut = () => new Set([...document.querySelectorAll("body *")].filter((each) => {
    if (!each.childNodes.length || !seen(each) || each.closest(".sr-only, svg, textarea, select, .skip")) return false;
    const style = getComputedStyle(each);
    const hides = ["hidden", "clip"].some((how) => style.overflowX === how || style.overflowY === how);
    return hides && style.textOverflow !== "ellipsis" && style.webkitLineClamp === "none" && (each.scrollWidth > each.clientWidth + 1 || each.scrollHeight > each.clientHeight + 1);
  }));
  const spaced = () => {
    const before = cut();
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; } p { margin-block-end: 2em !important; }");
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    const faults = [...cut()].filter((each) => !before.has(each)).map((each) => `cut when spaced: ${shown(each)}`);
    faults.push(...too_wide().map((fault) => `when spaced, ${fault}`));
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((each) => each !== sheet);
    return faults;
  };

  // 10.7, 7.3, 7.4: each control takes the focus, shows it, and nothing else happens.
  const focused = () => {
    const faults = [], here = location.href, before = document.activeElement;
    for (const each of controls()) {
      each.focus({ preventScroll: true });
      if (document.activeElement !== each) { faults.push(`never focused: ${shown(each)}`); continue; }
      const style = getComputedStyle(each), drawn = each.matches("svg a") ? getComputedStyle(each.querySelector("path")) : null;
      const ringed = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
      if (!ringed && !(drawn && parseFloat(drawn.strokeWidth) >= 4)) faults.push(`its focus is not seen: ${shown(each)}`);
    }
    if (location.href !== here) faults.push(`the focus alone leads to ${location.href}`);
    document.activeElement.blur();
    if (before && before.focus) before.focus({ preventScroll: true });
    return faults;
  };

  // 10.2, 10.3: without style sheets, all the words are there, in the order in which they are seen.
  const spoken = () => {
    const read = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
    while (read.nextNode()) {
      const node = read.currentNode, holder = node.parentElement;
      if (node.data.trim() && !holder.closest("script, style, template, svg, option, datalist") && seen(holder)) found.push(node);
    }
    return found;
  };
  const unstyled = () => {
    const styled = spoken();
    const sheets = [...document.styleSheets];
    sheets.forEach((sheet) => { sheet.disabled = true; });
    const plain = new Set(spoken());
    sheets.forEach((sheet) => { sheet.disabled = false; });
    return styled.filter((node) => !plain.has(node)).map((node) => `said by the style alone: ${node.data.trim().slice(0, 60)}`);
  };

  // 10.2: what a sheet adds before or after holds no word.
  const added = () => [...document.querySelectorAll("body *")].flatMap((each) => ["::before", "::after"].flatMap((where) => {
    const content = getComputedStyle(each, where).content;
    return /[\p{L}]{2,}/u.test(content.replace(/counters?\(.*?\)|attr\(.*?\)|url\(.*?\)|open-quote|close-quote|none|normal/g, "")) ? [`a word of the style: ${content} on ${shown(each)}`] : [];
  }));

  // 13.7: nothing moves for whoever asked that nothing move.
  const moving = () => document.getAnimations().map((each) => `it moves: ${shown(each.effect.target)}`);

  // 12.8: the eye goes down the page as the keyboard does, never back up to an earlier line of the same part.
  const sticks = (each) => { for (let up = each; up; up = up.parentElement) if (["sticky", "fixed"].includes(getComputedStyle(up).position)) return true; return false; };
  const ordered = () => [...document.querySelectorAll("form.form-page")].flatMap((form) => {
    const tops = controls().filter((each) => form.contains(each) && !each.closest("details, table") && !sticks(each)).map((each) => [each, each.getBoundingClientRect().top]);
    return tops.slice(1).flatMap(([each, top], at) => (top < tops[at][1] - 40 ? [`the order goes back up at ${shown(each)}`] : []));
  });

  // A button is as wide as its words need: none of them is cut in two lines.
  const whole = () => [...document.querySelectorAll(".button > span")].filter(seen).flatMap((each) => {
    const text = [...each.childNodes].find((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
    return [...(text ? text.data.matchAll(/\p{L}{2,16}/gu) : [])].flatMap((word) => {
      const range = document.createRange();
      range.setStart(text, word.index);
      range.setEnd(text, word.index + word[0].length);
      return range.getClientRects().length > 1 ? [`cut in two lines: ${word[0]} of ${shown(each)}`] : [];
    });
  });

  window.asked = { too_wide, whole, spaced, focused, unstyled, added, moving, ordered };
})();
