// Bihuan: draws what came in each day from the table of figures beside it, so that every mark can be
// pressed as the table's links can. Without this file, or ECharts, the page's own drawing stands.
"use strict";
(function () {
  var d = document, root = d.documentElement;
  if (!window.echarts) return;

  function token(name) { return getComputedStyle(root).getPropertyValue(name).trim(); }

  // The table: a row a day; a column a channel, whose colour its head names; the last is the sum.
  function read(table) {
    var heads = Array.prototype.slice.call(table.tHead.rows[0].cells, 1, -1);
    var rows = Array.prototype.slice.call(table.tBodies[0].rows);
    return {
      days: rows.map(function (r) { return r.cells[0].textContent.trim(); }),
      sums: rows.map(function (r) { return r.cells[r.cells.length - 1].textContent.trim(); }),
      channels: heads.map(function (h, i) {
        return {
          name: h.textContent.trim(),
          color: token("--c" + h.getAttribute("data-shade").slice(1)),
          cells: rows.map(function (r) {
            var cell = r.cells[i + 1], link = cell.querySelector("a");
            return { value: Number(cell.textContent), href: link ? link.href : "" };
          })
        };
      })
    };
  }

  function option(of) {
    var ink = token("--ink-3"), paper = token("--surface"), font = getComputedStyle(d.body).fontFamily;
    return {
      animation: false,
      textStyle: { fontFamily: font, color: ink, fontSize: 12 },
      grid: { left: 0, right: 0, top: 12, bottom: 4, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
      xAxis: {
        type: "category", data: of.days, axisTick: { show: false }, axisLine: { lineStyle: { color: token("--rule") } },
        axisLabel: { color: ink, interval: 6, hideOverlap: true }
      },
      yAxis: { type: "value", minInterval: 1, splitNumber: 4, axisLabel: { color: ink }, splitLine: { lineStyle: { color: token("--c-grid") } } },
      series: of.channels.map(function (c) {
        return {
          name: c.name, type: "bar", stack: "day", barCategoryGap: "28%", itemStyle: { color: c.color, borderColor: paper, borderWidth: 0.5 }, emphasis: { focus: "none", itemStyle: { opacity: 0.8 } },
          data: c.cells.map(function (cell) { return { value: cell.value || "-", cursor: cell.href ? "pointer" : "default" }; })
        };
      })
    };
  }

  function start(box) {
    var panel = box.closest("[data-flow]"), source = d.getElementById(box.getAttribute("data-chart")), said = panel.querySelector("[data-said]");
    var chart = null, of = null;
    function draw() {
      var table = source.querySelector("table");
      if (!table) return;
      of = read(table);
      panel.classList.add("is-drawn");
      box.hidden = said.hidden = false;
      if (!chart) {
        chart = window.echarts.init(box, null, { renderer: "canvas" });
        chart.on("click", function (e) {
          var href = of.channels[e.seriesIndex].cells[e.dataIndex].href;
          if (href) location.href = href;
        });
        chart.on("mouseover", function (e) {
          said.textContent = of.days[e.dataIndex] + "　" + of.channels.filter(function (c) { return c.cells[e.dataIndex].value; }).map(function (c) {
            return c.name + " " + c.cells[e.dataIndex].value;
          }).concat("= " + of.sums[e.dataIndex]).join("　");
        });
        chart.on("globalout", function () { said.textContent = ""; });
      }
      chart.setOption(option(of), true);
    }
    draw();
    // Figures that were fetched anew, other colours, another width.
    new MutationObserver(draw).observe(source, { childList: true });
    if (window.matchMedia) {
      var dark = window.matchMedia("(prefers-color-scheme: dark)");
      if (dark.addEventListener) dark.addEventListener("change", draw);
    }
    window.addEventListener("resize", function () { if (chart) chart.resize(); });
  }
  Array.prototype.forEach.call(d.querySelectorAll("[data-chart]"), start);
})();
