// The menus of the header, where there is JavaScript: Escape closes the one that is open and gives the
// focus back to its button; whoever goes on leaves none open over what they reach.
"use strict";

for (const menu of document.querySelectorAll("details.drop")) {
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    event.preventDefault();
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
  });
}
