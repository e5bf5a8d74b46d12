// A matter that is being keyed: what may be the same stands beside it, and follows what is typed. Without
// this file, a button shows it.
"use strict";
(function () {
  var d = document, form = d.querySelector("form[data-compare]"), rail = d.getElementById("compare-rail");
  if (!form || !rail || !window.fetch || !window.FormData || !window.URLSearchParams) return;
  var said = d.getElementById("compare-said"), jump = d.getElementById("compare-jump"), timer = 0, asked = 0;

  // What is typed goes in a body, never in an address: it holds people's names and numbers.
  function refresh() {
    var mine = ++asked, body = new URLSearchParams();
    new FormData(form).forEach(function (value, name) { if (typeof value === "string") body.append(name, value); });
    fetch(form.getAttribute("data-compare"), { method: "POST", body: body, credentials: "same-origin", headers: { Accept: "text/html" } }).then(function (r) {
      if (!r.ok || r.redirected) throw new Error(String(r.status));
      return r.text();
    }).then(function (html) {
      if (mine !== asked) return;
      var fresh = new DOMParser().parseFromString("<div>" + html + "</div>", "text/html").body.firstElementChild;
      var chosen = rail.querySelector("input[name=link]:checked"), held = rail.contains(d.activeElement) ? d.activeElement.id : "";
      if (fresh.innerHTML !== rail.innerHTML) rail.innerHTML = fresh.innerHTML;
      // What was chosen while the answer was on its way stays chosen.
      var same = chosen && d.getElementById(chosen.id);
      if (same) same.checked = true;
      if (held && d.getElementById(held)) d.getElementById(held).focus();
      var words = d.getElementById("same").getAttribute("data-said") || "";
      if (said && said.textContent !== words) said.textContent = words;
      if (jump) {
        jump.firstElementChild.textContent = words;
        jump.hidden = !rail.querySelector("#same .sug");
      }
    }).catch(function () { /* the button is there still */ });
  }
  form.addEventListener("input", function (e) {
    if (e.target.type === "file") return;
    clearTimeout(timer);
    timer = setTimeout(refresh, 500);
  });
  form.addEventListener("submit", function () { clearTimeout(timer); asked++; });
  var note = form.querySelector("[data-draft-note]");
  if (note && !note.hidden) refresh(); // what was typed before was put back
})();
