// What htmx changes in place, for whoever does not see it change: the place is busy while the server
// answers, the result is said in the status of the page (<output>, there from the start), and the focus
// goes to the errors, or stays where the change took it from. Where no answer came, that is said too.
"use strict";

{
  const status = document.getElementById("said");
  const spoken = (place) => place?.matches("[data-said]") ? place : place?.querySelector("[data-said]");
  const words = (place) => (spoken(place)?.textContent ?? "").trim().replace(/\s+/g, " ");
  const element = (target) => (typeof target === "string" ? document.querySelector(target) : target); // an answer may name it
  const placeOf = ({ target }) => (target.id && document.getElementById(target.id)) || element(target);
  const nameOf = (control) => (control.getAttribute("aria-label") || control.textContent).trim();
  let before = null; // the place as it was: its words, and what of it had the focus

  const say = (text) => {
    status.textContent = "";
    setTimeout(() => { status.textContent = text; }, 50); // the same words twice are said twice
  };

  const focus = (what) => {
    if (!what.matches("a, button, input, select, textarea, summary, [tabindex]")) what.tabIndex = -1;
    what.focus();
  };

  // Whoever came by the skip link sends the form from an address that names the content: a refused
  // form is shown at that address, and the browser prefers the place it names to `autofocus`.
  window.addEventListener("load", () => {
    if (location.hash === "#contenu") document.querySelector("#erreurs[autofocus]")?.focus();
  });

  document.addEventListener("htmx:before:request", (event) => {
    element(event.detail.ctx.target)?.setAttribute("aria-busy", "true");
  });
  document.addEventListener("htmx:finally:request", (event) => {
    for (const place of [element(event.detail.ctx.target), placeOf(event.detail.ctx)]) place?.removeAttribute("aria-busy");
  });

  // No answer, or one from a site in trouble, that goes nowhere: what is written stays, and this is said
  // beside it, until whoever asked is answered. Nothing is said under a field that only asked for
  // suggestions, nor twice of what asks by itself. But for a 503, what was sent may have been done.
  let asking = null;
  const unanswered = ({ detail: { ctx } }) => {
    if (!ctx || ctx.response?.status < 500 || (ctx.request.method === "GET" && ctx.sourceElement.matches("input"))) return;
    const notice = document.createElement("div"), told = document.getElementById("told");
    if (told.querySelector(".unanswered") && !ctx.sourceElement.matches("form, button, a")) return;
    const isUndone = ctx.request.method === "GET" || ctx.response?.status === 503;
    asking = ctx.sourceElement;
    notice.className = "notice unanswered";
    notice.dataset.tone = "warn";
    notice.append(document.getElementById("unanswered").content.cloneNode(true));
    notice.querySelector(isUndone ? ".perhaps-done" : ".undone").remove();
    told.replaceChildren(notice);
    say(words(told));
  };
  document.addEventListener("htmx:response:error", unanswered);
  document.addEventListener("htmx:error", unanswered);
  document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
    if (ctx.response.status < 500 && ctx.sourceElement === asking) document.querySelector("#told > .unanswered")?.remove();
  });

  document.addEventListener("htmx:before:swap", (event) => {
    const target = element(event.detail.ctx.target), active = document.activeElement;
    before = { words: words(target), id: active.id, name: target.contains(active) ? nameOf(active) : null };
  });

  document.addEventListener("htmx:after:swap", (event) => {
    const place = placeOf(event.detail.ctx);
    const errors = place.querySelector(".error-summary");
    if (errors) {
      focus(errors); // an alert that takes the focus is read
      return;
    }
    const said = words(place);
    if (said && (spoken(place).dataset.said !== "anew" || said !== before?.words)) say(said);
    if (before?.name !== null && document.activeElement === document.body && place.isConnected) {
      const here = before.id && document.getElementById(before.id); // one typed there, and goes back
      const same = here || [...place.querySelectorAll("a, button, summary")].find((each) => nameOf(each) === before.name);
      focus(place.querySelector("[autofocus]") || same || place.querySelector("button, a") || place);
    }
  });
}
