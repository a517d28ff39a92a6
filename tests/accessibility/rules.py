"""What RGAA 4.1 asks of a page that can be read in its HTML: a rule, the criteria that it answers."""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator

from lxml.html import HtmlElement

from tests.accessibility.pages import Opened
from tests.visitor import words

Rule = Callable[[Opened], Iterator[str]]
RULES: dict[Rule, tuple[str, ...]] = {}

# A presentation belongs to the style sheets (RGAA, glossary: « présentation de l’information »).
LOOKS = {
    "align", "alink", "background", "bgcolor", "border", "cellpadding", "cellspacing", "char",
    "charoff", "clear", "color", "compact", "frameborder", "hspace", "link", "marginheight",
    "marginwidth", "noshade", "nowrap", "rules", "text", "valign", "vlink", "vspace",
}  # fmt: skip
LOOKING = {
    "b", "basefont", "big", "blink", "center", "font", "i", "marquee", "s", "strike", "tt", "u",
}  # fmt: skip
SIZED = {"img", "svg", "rect", "image", "object", "video", "canvas", "use", "pattern", "mask"}
# What a form asks about whoever fills it, and the word by which a browser knows it (criterion 11.13).
PERSONAL = {
    "/inscription": {"name": "name", "email": "username", "password": "new-password"},
    "/connexion": {"email": "username", "password": "current-password"},
    "/mot-de-passe": {"email": "username"},
    "/moi/profil": {"name": "name"},
    "/moi/adresse": {"email": "email", "current": "current-password"},
    "/moi/mot-de-passe": {"current": "current-password", "password": "new-password"},
}
MENU = ["/referentiel", "/offres", "/formations", "/pratiques", "/tour", "/annuaire"]
# What a button that takes something away begins with.
TAKES = re.compile(
    "Supprimer|Effacer|Retirer|Annuler|Fermer|Clore|Révoquer|Abandonner|Oublier|Quitter|Archiver|"
    "Refuser|Décliner|Rejeter|Suspendre|Masquer|Me retirer|Renoncer|Enlever"
)
# One press does it, and another one undoes it: the form from which it is done again.
UNDONE = {
    "/interventions/": "the same page puts it back in the programme",
    "/moi/equipe/retrait": "one shares again by the button that takes its place",
    "/moi/preuves/": "one asks again from the same page",
    "/suspension": "the same page takes it up again",
    "/parcours/besoins/demandes/": "one asks again from the page of the competency",
    "/parcours/plans/": "it is kept apart for some days, to be taken back",
    "/captures/": "one line, noted again from the same page",
    "/moi/sessions": "whoever is sent away signs in again",
    "/offres/echanges/": "one wishes for an exchange again",
    "/parcours/binomes/": "one asks for a peer again",
    "/transfert/reponse": "it is offered again from the same page",
    "/masquer": "the same page shows it again",
    "/equipe/": "one is named again from the same page",
    "/recherches-recentes": "a search of one's own, that one makes again",
}
FIELDS = ".//input[not(@type='hidden') and not(@type='submit')] | .//select | .//textarea"


def answers(*criteria: str) -> Callable[[Rule], Rule]:
    def keep(rule: Rule) -> Rule:
        RULES[rule] = criteria
        return rule

    return keep


@answers("1.2")
def drawings_without_words_are_hidden(page: Opened) -> Iterator[str]:
    for drawing in page.tree.xpath("//svg | //img"):
        is_named = drawing.get("aria-label") or drawing.get("aria-labelledby") or drawing.get("alt")
        is_silent = any(
            each.get("aria-hidden") == "true" for each in (drawing, *drawing.iterancestors())
        )
        if not is_named and not is_silent and drawing.get("alt") is None:
            yield f"a drawing neither named nor hidden: {shown(drawing)}"


@answers("5.6", "5.7")
def tables_have_headers_with_a_scope(page: Opened) -> Iterator[str]:
    for table in page.tree.xpath("//table"):
        headers = table.xpath(".//th")
        if not headers:
            yield f"a table without a header: {words(table)[:80]}"
        yield from (
            f"a header without its scope: {words(each)}"
            for each in headers
            if each.get("scope") not in {"col", "row", "colgroup", "rowgroup"}
        )
        yield from (
            f"a header without a word in: {words(table)[:80]}"
            for each in headers
            if not words(each)
        )
        if not table.xpath("./caption") and not table.get("aria-label"):
            yield f"a table without a caption: {words(table)[:80]}"


@answers("8.1", "8.3")
def the_page_says_its_kind_and_its_language(page: Opened) -> Iterator[str]:
    if not page.html.startswith("<!doctype html>"):
        yield "no doctype"
    if page.tree.get("lang") != "fr":
        yield "no language"


@answers("8.6")
def the_title_is_the_heading_and_the_site(page: Opened) -> Iterator[str]:
    heading = words(page.tree.xpath("//h1")[0])
    if not re.fullmatch(re.escape(heading) + r"( \(.+\)| · .+)? – Passerelles", page.title):
        yield f"« {page.title} » is not « {heading} – Passerelles »"


@answers("8.9")
def no_tag_is_there_for_its_look(page: Opened) -> Iterator[str]:
    for each in page.tree.iter(*LOOKING):
        yield f"<{each.tag}>: {shown(each)}"
    for line in page.tree.xpath("//br[following-sibling::node()[1][self::br]]"):
        yield f"two line breaks: {shown(line.getparent())}"
    for each in page.tree.xpath("//main//p | //main//li | //main//h2 | //main//h3"):
        is_live = {"aria-live", "role", "data-said"} & set(each.attrib)  # words will come
        if not words(each) and not each.xpath(".//*") and not is_live:
            yield f"empty: {shown(each)} in {shown(each.getparent())}"


@answers("9.1")
def headings_never_skip_a_level(page: Opened) -> Iterator[str]:
    levels = [
        (int(each.tag[1]), words(each)) for each in page.tree.iter("h1", "h2", "h3", "h4", "h5")
    ]
    if [level for level, _ in levels].count(1) != 1 or levels[0][0] != 1:
        yield f"it does not begin with its one h1: {levels[:2]}"
    for (before, _), (level, said) in itertools.pairwise(levels):
        if level > before + 1:
            yield f"from h{before} to h{level}: {said}"
        if not said:
            yield f"an empty h{level}"


@answers("9.3")
def lists_hold_their_items_alone(page: Opened) -> Iterator[str]:
    for each in page.tree.xpath("//ul/*[not(self::li)] | //ol/*[not(self::li)]"):
        yield f"<{each.tag}> in a list"
    for each in page.tree.xpath("//ul[not(li)] | //ol[not(li)] | //dl[not(.//dt)]"):
        yield f"an empty list: {shown(each)}"


@answers("10.1")
def no_attribute_is_there_for_its_look(page: Opened) -> Iterator[str]:
    for each in page.tree.iter("*"):
        looks = LOOKS & set(each.attrib)
        if each.tag not in SIZED:
            looks |= {"width", "height"} & set(each.attrib)
        if looks:
            yield f"{sorted(looks)} on {shown(each)}"


@answers("11.1", "11.2")
def every_field_has_words_of_its_own(page: Opened) -> Iterator[str]:
    labels = {each.get("for"): words(each) for each in page.tree.xpath("//label[@for]")}
    known = {each.get("id"): words(each) for each in page.tree.xpath("//*[@id]")}
    for field in page.tree.xpath("//body")[0].xpath(FIELDS):
        around = [words(each) for each in field.iterancestors("label")]
        by_name = [known.get(each, "") for each in (field.get("aria-labelledby") or "").split()]
        said = [field.get("aria-label"), labels.get(field.get("id")), *around, *by_name]
        if not any(said):
            yield f"no words for {shown(field)}"


@answers("11.5", "11.6")
def boxes_of_one_question_are_a_named_group(page: Opened) -> Iterator[str]:
    groups: dict[tuple[HtmlElement, str], list[HtmlElement]] = defaultdict(list)
    for box in page.tree.xpath("//input[@type='radio' or @type='checkbox']"):
        form = next(box.iterancestors("form"), page.tree)
        groups[form, box.get("name", "")].append(box)
    for (_, name), boxes in groups.items():
        if len(boxes) > 1 and not all(any(map(names_a_group, b.iterancestors())) for b in boxes):
            yield f"{len(boxes)} boxes « {name} » in no named group"
    for group in page.tree.iter("fieldset"):
        legend = group[0] if len(group) else None
        if legend is None or legend.tag != "legend" or not words(legend):
            yield f"a fieldset without a legend: {shown(group)}"


def names_a_group(above: HtmlElement) -> bool:
    has_role = above.get("role") in {"group", "radiogroup"}
    named = above.get("aria-label") or above.get("aria-labelledby")
    return above.tag == "fieldset" or bool(has_role and named)


@answers("11.9")
def every_button_says_what_it_does(page: Opened) -> Iterator[str]:
    for button in page.tree.xpath("//button | //summary"):
        if not (words(button) or button.get("aria-label")):
            yield f"a button without words: {shown(button)}"


@answers("11.10")
def what_is_needed_is_said_and_what_is_wrong_is_beside_its_field(page: Opened) -> Iterator[str]:
    known = {each.get("id"): each for each in page.tree.xpath("//*[@id]")}
    for field in page.tree.xpath("//main")[0].xpath(FIELDS):
        for each in (field.get("aria-describedby") or "").split():
            if each not in known:
                yield f"{field.get('name')} is described by {each}, which is not there"
        if field.get("required") is not None and not says_it_is_needed(field, page.tree):
            yield f"nothing says that {field.get('name')} is needed"
        if field.get("aria-invalid") == "true":
            beside = [known.get(each) for each in (field.get("aria-describedby") or "").split()]
            said = [each for each in beside if each is not None and "error" in each.get("id")]
            if not said or not words(said[0]):
                yield f"nothing beside {field.get('name')} says what is wrong"


def says_it_is_needed(field: HtmlElement, tree: HtmlElement) -> bool:
    """By its label or its legend; a field alone in a form that asks one thing needs no word."""
    around = [*field.iterancestors("label"), *field.iterancestors("fieldset")]
    around += tree.xpath("//label[@for=$id]", id=field.get("id") or "-")
    if any("obligatoire" in words(each) for each in around):
        return True
    form = next(field.iterancestors("form"))
    others = [each for each in form.xpath(FIELDS) if each.get("name") != field.get("name")]
    return not others or "Tous les champs sont obligatoires" in words(form)


@answers("11.12")
def what_takes_away_is_asked_twice_or_can_be_undone(page: Opened) -> Iterator[str]:
    """In a panel to unfold, on a page for that alone, with a reason to write; or undone as easily."""
    here = page.address.partition("?")[0]
    for button in page.tree.xpath("//main//form[@method='post']//button"):
        form = next(button.iterancestors("form"))
        leads = (button.get("formaction") or form.get("action") or here).partition("?")[0]
        is_asked = leads == here or form.xpath(".//textarea") or has_above(form, "details")
        is_undone = any(part in leads for part in UNDONE)
        if TAKES.match(words(button)) and not is_asked and not is_undone:
            yield f"« {words(button)} » is neither asked again nor undone: {leads}"


def has_above(found: HtmlElement, tag: str) -> bool:
    return next(found.iterancestors(tag), None) is not None


@answers("11.13")
def a_browser_may_fill_in_what_it_knows_of_the_person(page: Opened) -> Iterator[str]:
    for name, word in PERSONAL.get(page.address.partition("?")[0], {}).items():
        for field in page.tree.xpath("//main//input[@name=$name]", name=name):
            if word not in (field.get("autocomplete") or "").split():
                yield f"{name} is not autocomplete={word}"
    for field in page.tree.xpath("//main//input[@type='password']"):
        if not (field.get("autocomplete") or "").endswith("password"):
            yield f"a password without autocomplete: {field.get('name')}"


@answers("12.1", "12.2", "12.4", "12.5")
def menu_search_and_plan_are_at_their_place(page: Opened) -> Iterator[str]:
    """The same on all, in the same order; a page to print has its own bar, the same on each."""
    bar = page.tree.xpath("//header[@class='paper-bar']//nav/a/@href")
    if bar:
        if bar != ["/", "/recherche", "/plan-du-site"]:
            yield f"another bar: {bar}"
        return
    menu = page.tree.xpath("//header//nav[@aria-label='Rubriques']//a/@href")
    if menu not in (MENU, [*MENU, "/animer"]):
        yield f"another menu: {menu}"
    search = page.tree.xpath("//form[@action='/recherche'][@role='search']")
    if not search or next(search[0].iterancestors("header"), None) is None:
        yield "the search is not the first thing of the head"
    if (
        len(page.tree.xpath("//footer//nav[@aria-label='Pied de page']//a[@href='/plan-du-site']"))
        != 1
    ):
        yield "no plan in the foot"


@answers("12.6")
def the_parts_of_the_page_are_told_apart(page: Opened) -> Iterator[str]:
    body = page.tree.xpath("//body")[0]
    parts = ["./header", "./main", ".//nav"]
    if not body.xpath("./header[@class='paper-bar']"):
        parts += ["./footer", "./header//form[@role='search']"]
    yield from (f"no {part}" for part in parts if len(body.xpath(part)) < 1)
    for kind in (".//nav", ".//*[@role='search']", ".//aside"):
        names = Counter(each.get("aria-label") or each.get("aria-labelledby") or "" for each in body.xpath(kind))  # fmt: skip
        yield from (f"{count} × {kind} « {name} »" for name, count in names.items() if count > 1)
        if names[""] and len(names) > 1:
            yield f"{kind} without a name"


@answers("12.7")
def the_first_link_skips_to_the_content(page: Opened) -> Iterator[str]:
    first = page.tree.xpath("//body//a[@href]")[0]
    is_short = first.getparent().get("class") == "paper-bar"  # three links before the text
    if not is_short and (
        first.get("href") != "#contenu" or not page.tree.xpath("//main[@id='contenu']")
    ):
        yield f"the first link is {shown(first)}"


@answers("12.8", "12.10")
def no_order_of_its_own_and_no_key_of_its_own(page: Opened) -> Iterator[str]:
    for each in page.tree.xpath("//*[@tabindex > 0] | //*[@accesskey]"):
        yield f"tabindex or accesskey: {shown(each)}"
    for each in page.tree.xpath("//*[@aria-keyshortcuts]"):
        if "+" not in each.get("aria-keyshortcuts"):
            yield f"a key alone: {shown(each)}"


@answers("13.1")
def nothing_is_renewed_or_ended_by_itself(page: Opened) -> Iterator[str]:
    for each in page.tree.xpath("//meta[translate(@http-equiv, 'REFSH', 'refsh')='refresh']"):
        yield f"refreshed: {shown(each)}"


@answers("13.2")
def no_window_opens_without_being_announced(page: Opened) -> Iterator[str]:
    for each in page.tree.xpath("//*[@target and @target != '_self']"):
        if "nouvelle fenêtre" not in words(each) + (each.get("title") or ""):
            yield f"a window of its own: {shown(each)}"


def faults_of(pages: Iterable[Opened], rule: Rule) -> list[str]:
    """What a rule says of all pages, the first of each kind with its page."""
    found: dict[str, str] = {}
    for page in pages:
        for fault in rule(page):
            found.setdefault(re.sub(r"\d+", "#", fault), f"{page}: {fault}")
    return list(found.values())


def shown(found: HtmlElement) -> str:
    inside = "".join(f' {name}="{value}"' for name, value in found.attrib.items())
    return f"<{found.tag}{inside}>"[:140]
