// Bihuan: what scripts make quicker. Every page works without this file.
// Words are never made here: they stand in the page, hidden until needed.
"use strict";
(function () {
  var d = document;
  function all(selector, root) { return Array.prototype.slice.call((root || d).querySelectorAll(selector)); }

  // A refused form: the list of errors is read first.
  var summary = d.querySelector("[data-focus]");
  if (summary) summary.focus();

  // On a narrow screen the open view is in sight.
  all(".views a[aria-current]").forEach(function (a) {
    var bar = a.parentElement;
    bar.scrollLeft += a.getBoundingClientRect().right - bar.getBoundingClientRect().right + 32;
  });

  // Menus close when the reader turns elsewhere.
  function closeMenus(except) {
    all("details.more[open]").forEach(function (m) { if (m !== except) m.removeAttribute("open"); });
  }
  d.addEventListener("click", function (e) { closeMenus(e.target.closest("details.more")); });
  d.addEventListener("keydown", function (e) {
    if (e.key === "Escape") {
      var menu = e.target.closest && e.target.closest("details.more[open]");
      closeMenus();
      if (menu) menu.querySelector("summary").focus();
    }
    if (e.key === "/" && !e.ctrlKey && !e.metaKey && !e.altKey && !e.target.closest("input, textarea, select, [contenteditable]")) {
      var search = d.getElementById("top-q");
      if (search) { e.preventDefault(); search.focus(); }
    }
  });

  // A form is sent once, however often the button is pressed.
  var dirty = false;
  d.addEventListener("submit", function (e) {
    var form = e.target;
    if (form.method !== "post" || e.defaultPrevented) return;
    if (form.hasAttribute("data-sent")) { e.preventDefault(); return; }
    form.setAttribute("data-sent", "");
    dirty = false;
    var draft = form.getAttribute("data-draft");
    if (draft) drop(draft);
    // Nobody's draft stays on a shared computer.
    if (/\/sign-out$/.test(form.getAttribute("action") || "")) dropAll();
  });
  window.addEventListener("pageshow", function () {
    all("form[data-sent]").forEach(function (f) { f.removeAttribute("data-sent"); });
  });

  // Drafts: what was typed into <form data-draft="key"> is kept in this browser for a day. Fields of
  // personal data (data-personal), passwords, files and hidden fields are never kept.
  var day = 24 * 60 * 60 * 1000, prefix = "bihuan-draft:";
  function drop(key) { try { localStorage.removeItem(prefix + key); } catch (_) { /* no storage, no draft */ } }
  function dropAll() {
    try {
      Object.keys(localStorage).forEach(function (k) { if (k.indexOf(prefix) === 0) localStorage.removeItem(k); });
    } catch (_) { /* no storage, no draft */ }
  }
  function kept(form) {
    return all("input, textarea, select", form).filter(function (f) {
      return f.name && !f.hasAttribute("data-personal") && ["password", "file", "hidden", "submit", "button"].indexOf(f.type) < 0;
    });
  }
  function save(form) {
    var values = kept(form).map(function (f) {
      return [f.name, f.type === "checkbox" || f.type === "radio" ? f.checked : f.value, f.value];
    });
    try {
      localStorage.setItem(prefix + form.getAttribute("data-draft"), JSON.stringify({ at: Date.now(), values: values }));
    } catch (_) { /* no storage, no draft */ }
  }
  function restore(form) {
    var draft = null;
    try { draft = JSON.parse(localStorage.getItem(prefix + form.getAttribute("data-draft"))); } catch (_) { draft = null; }
    if (!draft || Date.now() - draft.at > day) { drop(form.getAttribute("data-draft")); return; }
    // What the server filled in is newer than the draft.
    if (d.querySelector(".err-sum")) return;
    var fields = kept(form);
    if (fields.length !== draft.values.length) return;
    fields.forEach(function (f, i) {
      if (f.name !== draft.values[i][0]) return;
      if (f.type === "checkbox" || f.type === "radio") f.checked = draft.values[i][1] === true;
      else f.value = draft.values[i][1];
    });
    var note = form.querySelector("[data-draft-note]");
    if (note) note.hidden = false;
  }
  all("form[data-draft]").forEach(function (form) {
    var timer = 0;
    restore(form);
    form.addEventListener("input", function () {
      dirty = true;
      clearTimeout(timer);
      timer = setTimeout(function () { save(form); }, 400);
    });
    form.addEventListener("click", function (e) {
      if (!e.target.closest("[data-draft-drop]")) return;
      drop(form.getAttribute("data-draft"));
      form.reset();
      dirty = false;
      form.querySelector("[data-draft-note]").hidden = true;
    });
  });
  // A suggestion is taken without sending the form.
  d.addEventListener("click", function (e) {
    var b = e.target.closest("button[name=pick]"), at = b ? b.value.indexOf("=") : -1;
    var field = b && b.form && b.form.elements[b.value.slice(0, at)], was = field && field.value;
    if (!field || was === undefined) return;
    field.value = b.value.slice(at + 1);
    if (field.value !== b.value.slice(at + 1)) { field.value = was; return; }
    e.preventDefault();
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
    field.focus();
  });
  // The button stands where it can be taken, the words where the field holds it, by whatever hand.
  function picks() {
    all("button[name=pick]").forEach(function (b) {
      var at = b.value.indexOf("="), field = b.form && b.form.elements[b.value.slice(0, at)];
      if (!field || field.value === undefined) return;
      b.hidden = field.value === b.value.slice(at + 1);
      b.previousElementSibling.hidden = !b.hidden;
    });
  }
  d.addEventListener("change", picks);
  d.addEventListener("reset", function () { setTimeout(picks, 0); });
  picks(); // a draft may have been put back
  window.addEventListener("beforeunload", function (e) {
    if (dirty) { e.preventDefault(); e.returnValue = ""; }
  });

  // Files may be dropped or pasted where a page takes them.
  all("[data-drop]").forEach(function (box) {
    var input = box.querySelector("input[type=file]"), list = box.querySelector(".drop-files");
    var words = box.querySelector(".drop-words");
    if (words) words.hidden = false;
    function show() {
      list.textContent = "";
      Array.prototype.forEach.call(input.files, function (f) {
        var li = d.createElement("li");
        li.textContent = f.name + "　" + (f.size < 1048576 ? Math.ceil(f.size / 1024) + " KB" : (f.size / 1048576).toFixed(1) + " MB");
        list.appendChild(li);
      });
    }
    function add(files) {
      if (!files || !files.length || typeof DataTransfer !== "function") return false;
      var both = new DataTransfer();
      if (input.multiple) Array.prototype.forEach.call(input.files, function (f) { both.items.add(f); });
      Array.prototype.forEach.call(files, function (f) { if (input.multiple || !both.files.length) both.items.add(f); });
      input.files = both.files;
      show();
      return true;
    }
    input.addEventListener("change", show);
    ["dragenter", "dragover"].forEach(function (name) {
      box.addEventListener(name, function (e) { e.preventDefault(); box.classList.add("is-over"); });
    });
    ["dragleave", "drop"].forEach(function (name) {
      box.addEventListener(name, function () { box.classList.remove("is-over"); });
    });
    box.addEventListener("drop", function (e) { e.preventDefault(); add(e.dataTransfer.files); });
    if (input.form) {
      input.form.addEventListener("paste", function (e) {
        if (e.clipboardData && e.clipboardData.files.length && add(e.clipboardData.files)) e.preventDefault();
      });
    }
  });

  // Live pages: <body data-live="topic"> listens on <base>/live?on=topic.
  // "changed": parts marked data-part (with an id) are fetched anew; where something is being typed,
  // or nothing is marked, a note offers to load the page again. "present": who else is looking.
  // "inbox": a message came or was read: the count in the top bar follows, and parts of
  // data-part="inbox" are fetched anew. "unread" is the count when the stream begins.
  var topic = d.body.getAttribute("data-live");
  if (topic && window.EventSource) {
    var every = "[data-part][id]", inbox = '[data-part="inbox"][id]';
    var source = null, busy = false, again = "";
    // A page whose figures everything changes rests so many seconds between, and is fetched every minute:
    // <… data-rest="5">.
    var slow = d.querySelector("[data-rest]"), rest = slow ? Number(slow.getAttribute("data-rest")) : 0, soon = 0;
    var note = function () { all("[data-live-note]").forEach(function (n) { n.hidden = false; }); };
    var refresh = function (which) {
      var parts = all(which);
      if (which === inbox && !parts.length) return;
      if (dirty || !parts.length) { note(); return; }
      if (busy) { again = again === every ? every : which; return; }
      busy = true;
      fetch(location.href, { credentials: "same-origin", headers: { Accept: "text/html" } }).then(function (r) {
        if (!r.ok || r.redirected) throw new Error(String(r.status));
        return r.text();
      }).then(function (html) {
        var fresh = new DOMParser().parseFromString(html, "text/html");
        parts.forEach(function (part) {
          var next = fresh.getElementById(part.id);
          if (!next) { note(); return; }
          if (part.contains(d.activeElement)) { if (part.innerHTML !== next.innerHTML) note(); return; }
          // What has not changed is left alone, so that nobody presses on what is being replaced.
          if (part.innerHTML !== next.innerHTML) part.innerHTML = next.innerHTML;
        });
      }).catch(note).then(function () {
        busy = false;
        if (again) { var next = again; again = ""; refresh(next); }
      });
    };
    // What is new is said once, by the words that came with it; that there is less needs no saying.
    var count = function (e) {
      var now = JSON.parse(e.data), differs = false, more = false;
      all("[data-unread]").forEach(function (n) {
        var was = Number(n.getAttribute("data-unread"));
        differs = differs || now.n !== was;
        more = more || now.n > was;
        n.setAttribute("data-unread", now.n);
        n.textContent = now.shown;
        n.hidden = now.n === 0;
      });
      all("[data-unread-words]").forEach(function (n) { n.textContent = now.words; });
      all("[data-unread-said]").forEach(function (n) { n.textContent = more ? now.words : ""; });
      return differs;
    };
    var listen = function () {
      if (source) return;
      source = new EventSource((d.body.getAttribute("data-base") || "") + "/live?on=" + encodeURIComponent(topic));
      source.addEventListener("changed", function () {
        if (!rest) { refresh(every); return; }
        if (!soon) soon = setTimeout(function () { soon = 0; refresh(every); }, rest * 1000);
      });
      source.addEventListener("unread", function (e) { if (count(e)) refresh(inbox); });
      source.addEventListener("inbox", function (e) { count(e); refresh(inbox); });
      source.addEventListener("present", function (e) {
        all("[data-present]").forEach(function (box) {
          box.hidden = !e.data;
          var names = box.querySelector("[data-present-names]");
          if (names) names.textContent = e.data;
        });
      });
    };
    var leave = function () { if (source) source.close(); source = null; };
    listen();
    if (rest) setInterval(function () { if (!d.hidden) refresh(every); }, 60000);
    window.addEventListener("pagehide", leave);
    window.addEventListener("pageshow", listen);
    // A browser opens six connections to a house, and every page listens: one that nobody looks at
    // gives its own back, but for the page of a matter, where somebody may be writing.
    if (topic === "list" || topic === "inbox") {
      d.addEventListener("visibilitychange", function () {
        if (d.hidden) { leave(); return; }
        listen();
        if (topic === "list" && all(every).length) refresh(every);
      });
    }
  }

  // Print buttons are shown only where they can do something.
  all("[data-print]").forEach(function (b) {
    b.hidden = false;
    b.addEventListener("click", function () { window.print(); });
  });
})();
