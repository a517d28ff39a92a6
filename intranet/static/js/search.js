// The search boxes, where there is JavaScript: suggestions that the keyboard walks through
// (ARIA combobox with a list: arrows, Enter, Escape), and Ctrl+K to reach the box.
"use strict";

for (const box of document.querySelectorAll("[data-suggestions]")) {
  const list = document.getElementById(box.dataset.suggestions);
  const status = list.nextElementSibling;
  let current = -1;

  const options = () => [...list.querySelectorAll('[role="option"]')];
  const isOpen = () => !list.hidden;

  const choose = (place) => {
    current = place;
    options().forEach((option, at) => option.setAttribute("aria-selected", String(at === place)));
    const chosen = options()[place];
    if (chosen) {
      box.setAttribute("aria-activedescendant", chosen.id);
      chosen.scrollIntoView({ block: "nearest" });
    } else {
      box.removeAttribute("aria-activedescendant");
    }
  };

  const show = (open) => {
    list.hidden = !open;
    box.setAttribute("aria-expanded", String(open));
    choose(-1);
  };

  const fill = () => {
    const found = options();
    found.forEach((option, at) => { option.id = `${list.id}-${at}`; });
    show(found.length > 0 && document.activeElement === box);
    status.textContent = !isOpen() ? "" : found.length === 1
      ? "1 suggestion, flèche bas pour la choisir"
      : `${found.length} suggestions, flèches haut et bas pour choisir`;
  };

  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", list.id);
  list.setAttribute("role", "listbox");
  show(false);
  new MutationObserver(fill).observe(list, { childList: true });

  box.addEventListener("keydown", (event) => {
    const count = options().length;
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && count) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      if (!isOpen()) show(true);
      choose(current < 0 ? (step > 0 ? 0 : count - 1) : (current + step + count) % count);
    } else if (event.key === "Enter" && isOpen() && current >= 0) {
      event.preventDefault();
      options()[current].click();
    } else if (event.key === "Escape" && isOpen()) {
      event.preventDefault();
      show(false);
    }
  });
  box.addEventListener("blur", () => show(false));
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
}

document.addEventListener("keydown", (event) => {
  const isAsked = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k";
  if (!isAsked) return;
  event.preventDefault();
  const seen = [...document.querySelectorAll("[data-suggestions]")].find((box) => box.checkVisibility({ visibilityProperty: true }));
  if (seen) {
    seen.focus();
    seen.select();
  } else {
    location.assign("/recherche");
  }
});
