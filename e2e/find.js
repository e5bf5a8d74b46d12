function (what, args) {
  "use strict";
  const norm = s => (s || "").replace(/\s+/g, " ").trim();
  const shown = el => el.getClientRects().length > 0 && getComputedStyle(el).visibility !== "hidden";
  // The words of a label, without the small print beside them.
  const plain = el => {
    const copy = el.cloneNode(true);
    copy.querySelectorAll("small, .err, .hint, svg, input, select, textarea, .t-2").forEach(x => x.remove());
    return norm(copy.textContent);
  };
  const mark = (el, aim) => {
    const spot = { Selector: "", X: 0, Y: 0, Why: "" };
    if (!aim) {
      window.e2eMarks = (window.e2eMarks || 0) + 1;
      el.setAttribute("data-e2e", String(window.e2eMarks));
      spot.Selector = '[data-e2e="' + window.e2eMarks + '"]';
      return spot;
    }
    el.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
    const rect = el.getClientRects()[0];
    if (!rect) return none("not to be seen");
    spot.X = rect.left + rect.width / 2;
    spot.Y = rect.top + rect.height / 2;
    const top = document.elementFromPoint(spot.X, spot.Y);
    if (!top || !(el === top || el.contains(top) || top.contains(el))) spot.Why = "covered by " + (top ? top.outerHTML.slice(0, 120) : "nothing");
    return spot;
  };
  const none = (why, have) => ({ Selector: "", X: 0, Y: 0, Why: why + (have ? "; there are: " + have.filter(Boolean).slice(0, 60).join(" | ") : "") });
  const best = (list, name, words) => {
    const exact = words.startsWith("=");
    if (exact) words = words.slice(1);
    const rank = exact ? [n => n === words] : [n => n === words, n => n.startsWith(words), n => n.includes(words)];
    const inMain = list.filter(el => el.closest("main")), rest = list.filter(el => !el.closest("main"));
    for (const fits of rank) for (const part of [inMain, rest]) for (const el of part) if (fits(norm(name(el)))) return el;
    return null;
  };
  // "section > label" looks for the label in the section of that heading only.
  let root = document, words = args[0];
  const at = words.indexOf(" > ");
  if (at > 0) {
    const heading = words.slice(0, at);
    words = words.slice(at + 3);
    root = Array.from(document.querySelectorAll("section, fieldset, article, form, li")).reverse()
      .find(s => Array.from(s.children).some(c => /^(H[1-6]|LEGEND|HEADER|DIV)$/.test(c.tagName) && norm(c.textContent).includes(heading)));
    if (!root) return none("no section " + heading);
  }
  const control = label => label.htmlFor ? document.getElementById(label.htmlFor) : label.querySelector("input, select, textarea");
  const all = selector => Array.from(root.querySelectorAll(selector));

  if (what === "press") {
    // Menus have names of their own only as classes.
    if (words === "user-menu") return mark(document.querySelector(".user-menu summary"), true);
    const list = all('a[href], button, summary, input[type="submit"], [role="button"]').filter(shown).filter(el => el.getAttribute("aria-disabled") !== "true");
    // What is read out only belongs to the name, but is not what one looks for.
    const name = el => {
      const copy = el.cloneNode(true);
      copy.querySelectorAll(".sr, svg").forEach(x => x.remove());
      return el.getAttribute("aria-label") || copy.textContent || el.value;
    };
    const el = best(list, name, words);
    return el ? mark(el, true) : none("nothing to press", list.filter(x => x.closest("main")).map(x => norm(name(x))));
  }
  if (what === "field") {
    let el = best(all("label").filter(l => control(l)), plain, words);
    if (el && control(el)) return mark(control(el));
    el = best(all("fieldset").filter(f => f.querySelector("legend")), f => plain(f.querySelector("legend")), words);
    if (el && el.querySelector("input, textarea, select")) return mark(el.querySelector("input, textarea, select"));
    return none("no field", all("label, legend").map(plain));
  }
  if (what === "option") {
    const label = best(all("label").filter(l => control(l) && control(l).tagName === "SELECT"), plain, words);
    if (!label) return none("no list", all("label").map(plain));
    const list = control(label);
    const options = Array.from(list.options);
    const option = best(options, o => o.text, args[1]) || options.find(o => o.value === args[1]);
    if (!option) return none("no option", options.map(o => o.text));
    list.value = option.value;
    list.dispatchEvent(new Event("input", { bubbles: true }));
    list.dispatchEvent(new Event("change", { bubbles: true }));
    return mark(list);
  }
  if (what === "choice") {
    const set = best(all("fieldset").filter(f => f.querySelector("legend")), f => plain(f.querySelector("legend")), words);
    if (!set) return none("no legend", all("legend").map(plain));
    const labels = Array.from(set.querySelectorAll("label"));
    const label = best(labels, plain, args[1]) || labels.find(l => control(l) && control(l).value === args[1]);
    return label ? mark(label, true) : none("no choice", labels.map(plain));
  }
  return none("what?");
}
