// A letter that is written: the paper beside it follows what is typed. Without this file, a button shows
// it anew.
"use strict";
(function () {
  var d = document, form = d.querySelector("form[data-letter]");
  if (!form || !window.fetch || !window.DOMParser || !window.FormData) return;
  var said = d.getElementById("letter-said"), timer = 0, asked = 0;

  // The page answers with itself, as the button would: its parts are taken over, and nothing else.
  function refresh() {
    clearTimeout(timer);
    var mine = ++asked, body = new URLSearchParams(new FormData(form));
    body.set("do", "preview");
    fetch(form.action, { method: "POST", body: body, credentials: "same-origin", headers: { Accept: "text/html" } }).then(function (r) {
      if (!r.ok || r.redirected) throw new Error(String(r.status));
      return r.text();
    }).then(function (html) {
      if (mine !== asked) return;
      var fresh = new DOMParser().parseFromString(html, "text/html");
      Array.prototype.forEach.call(d.querySelectorAll("[data-letter-part]"), function (part) {
        var next = fresh.getElementById(part.id);
        if (!next || part.innerHTML === next.innerHTML || part.contains(d.activeElement) && part.id !== "letter-desk") return;
        var top = part.scrollTop, left = part.scrollLeft;
        part.innerHTML = next.innerHTML;
        part.setAttribute("aria-label", next.getAttribute("aria-label") || "");
        part.scrollTop = top;
        part.scrollLeft = left;
      });
      var now = fresh.getElementById("letter-said");
      if (said && now) said.textContent = now.getAttribute("data-said");
      show(d.activeElement);
    }).catch(function () { /* the button is there still */ });
  }
  function later() {
    clearTimeout(timer);
    timer = setTimeout(refresh, 600);
  }

  // What the field in hand makes of the paper is marked there.
  function show(field) {
    var name = field && field.name && field.name.indexOf("v.") === 0 ? field.name.slice(2) : "";
    Array.prototype.forEach.call(d.querySelectorAll("#letter-desk [data-field]"), function (g) {
      g.classList.toggle("is-at", g.getAttribute("data-field") === name);
    });
  }
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("focusin", function (e) { show(e.target); });
  form.addEventListener("click", function (e) {
    var press = e.target.closest("button[name=do]");
    if (!press || press.value !== "preview") return;
    e.preventDefault();
    refresh();
  });
  var note = form.querySelector("[data-draft-note]");
  if (note && !note.hidden) refresh(); // what was typed before was put back
})();
