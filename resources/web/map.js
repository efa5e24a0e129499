/* The web map of Taphos: layers of what a profile discloses, a legend that counts what is drawn, search, popups. */
var taphos = (function () {
  "use strict";
  var data = JSON.parse(document.getElementById("taphos-data").textContent);
  var text = data.texts;
  var calm = window.matchMedia && window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  var measure = document.createElement("canvas").getContext("2d");
  var map, groups = [], nameElements = [];

  function element(tag, traits, words) {
    var made = document.createElement(tag);
    Object.keys(traits || {}).forEach(function (name) { made.setAttribute(name, traits[name]); });
    if (words !== undefined) made.textContent = words;
    return made;
  }

  function number(value) {
    return String(value).replace(/\B(?=(\d{3})+$)/g, "\u202f");
  }

  function value(column, row) {
    return column.d ? (column.i[row] < 0 ? "" : column.d[column.i[row]]) : column.v[row];
  }

  /* The base map */

  /* Parts, each of rings, each of steps in whole units from point to point. */
  function rings(parts, units) {
    return parts.map(function (part) {
      return part.map(function (ring) {
        var x = 0, y = 0, points = [];
        for (var at = 0; at < ring.length; at += 2) {
          x += ring[at];
          y += ring[at + 1];
          points.push([y / units, x / units]);
        }
        return points;
      });
    });
  }

  function drawBase() {
    map.createPane("base").style.zIndex = 200;
    map.getPane("base").style.pointerEvents = "none";
    var renderer = L.svg({ pane: "base", padding: 0.6 });
    data.base.forEach(function (part) {
      var traits = {
        pane: "base", renderer: renderer, interactive: false, color: part.stroke, weight: part.width, fill: !!part.fill,
        fillColor: part.fill, fillOpacity: 1, dashArray: part.dash || null, stroke: !!part.stroke
      };
      if (part.lines) L.polyline(rings([part.lines], 1e4)[0], traits).addTo(map);
      else L.polygon(rings(part.areas, 1e4), traits).addTo(map);
    });
  }

  /* Layers of records */

  function icon(layer, style, aside) {
    var size = layer.styles[style].size;
    return L.divIcon({
      className: "mark-icon", iconSize: [size, size], iconAnchor: [size / 2 - aside, size / 2],
      html: '<img alt="" src="' + layer.styles[style].picture + '">'
    });
  }

  function severalIcon(layer) {
    return function (cluster) {
      var count = cluster.getChildCount(), words = number(count);
      var width = Math.max(24 + 2.4 * Math.log10(count), 16 + 7.5 * words.length), height = layer.round ? width : Math.min(width, 32);
      var made = element("div", { "class": "several-number", "style": "line-height:" + height + "px" }, words);
      return L.divIcon({
        className: "several several-" + layer.number, iconSize: [width, height], html: made,
        iconAnchor: [width / 2 - layer.several_aside[0], height / 2 - layer.several_aside[1]]
      });
    };
  }

  function makePoints(layer) {
    var icons = layer.styles.map(function (style, at) { return icon(layer, at, layer.aside); });
    var group = L.markerClusterGroup({
      maxClusterRadius: 42, showCoverageOnHover: false, animate: !calm,
      iconCreateFunction: severalIcon(layer), spiderLegPolylineOptions: { weight: 1.5, color: "#545c68" }
    });
    layer.marks = layer.x.map(function (x, row) {
      var mark = L.marker([layer.y[row], x], { icon: icons[layer.style[row]], title: layer.names[row], riseOnHover: true });
      mark.record = { layer: layer, row: row };
      return mark;
    });
    group.addLayers(layer.marks);
    group.on("click", function (event) { show(event.layer.record, event.layer); });
    group.on("keypress", function (event) {
      if (event.originalEvent.key === "Enter") show(event.layer.record, event.layer);
    });
    group.on("clusterkeypress", function (event) {
      if (event.originalEvent.key === "Enter") event.layer.zoomToBounds({ padding: [30, 30] });
    });
    return group;
  }

  function makeAreas(layer) {
    var group = L.featureGroup();
    layer.marks = layer.shapes.map(function (shape, row) {
      var look = layer.styles[layer.style[row]];
      var traits = {
        color: look.stroke, weight: look.width, dashArray: look.dash || null, fill: !!look.fill,
        fillColor: look.hatch ? "url(#" + look.hatch + ")" : look.fill, fillOpacity: look.hatch ? 1 : look.opacity
      };
      var mark = shape.lines ? L.polyline(rings([shape.lines], 1e6)[0], traits) : L.polygon(rings(shape.areas, 1e6), traits);
      mark.record = { layer: layer, row: row };
      mark.on("click", function (event) { show(mark.record, mark, event.latlng); });
      group.addLayer(mark);
      return mark;
    });
    return group;
  }

  function popup(record) {
    var layer = record.layer, row = record.row, box = element("div");
    box.appendChild(element("h2", {}, layer.names[row]));
    box.appendChild(element("p", { "class": "type" }, layer.type));
    var list = element("dl");
    layer.fields.forEach(function (field) {
      var words = value(field, row);
      if (!words) return;
      list.appendChild(element("dt", {}, field.label));
      list.appendChild(element("dd", {}, words));
    });
    box.appendChild(list);
    return box;
  }

  function show(record, mark, place) {
    L.popup({ maxWidth: 360, minWidth: 240, closeButton: true, autoPanPadding: [20, 20] })
      .setLatLng(place || (mark.getLatLng ? mark.getLatLng() : mark.getBounds().getCenter()))
      .setContent(popup(record)).openOn(map);
  }

  /* The legend, which counts what is drawn in view */

  function swatch(layer, style) {
    var look = layer.styles[style], box = element("span", { "class": "swatch" });
    if (look.picture) {
      var side = Math.min(look.size, 24);
      box.appendChild(element("img", { src: look.picture, alt: "", width: side, height: side }));
    } else {
      box.innerHTML = '<svg width="30" height="18" aria-hidden="true"><rect x="2" y="2" width="26" height="14"></rect></svg>';
      var shape = box.querySelector("rect");
      shape.setAttribute("fill", look.hatch ? "url(#" + look.hatch + ")" : look.fill || "none");
      shape.setAttribute("fill-opacity", look.hatch ? 1 : look.opacity);
      shape.setAttribute("stroke", look.stroke || "none");
      shape.setAttribute("stroke-width", look.width);
      if (look.dash) shape.setAttribute("stroke-dasharray", look.dash);
    }
    return box;
  }

  function drawLegend() {
    var legend = document.getElementById("legend");
    data.layers.forEach(function (layer, at) {
      var box = element("div", { "class": "layer" }), label = element("label");
      var check = element("input", { type: "checkbox", id: "layer-" + at });
      check.checked = layer.on;
      label.appendChild(check);
      if (layer.styles.length === 1) label.appendChild(swatch(layer, 0));
      label.appendChild(element("span", {}, layer.title));
      layer.counter = element("span", { "class": "count" });
      label.appendChild(layer.counter);
      box.appendChild(label);
      layer.counters = layer.styles.map(function (style, number_) {
        var entry = element("div", { "class": "entry" }), counter = element("span", { "class": "count" });
        if (layer.styles.length > 1) {
          entry.appendChild(swatch(layer, number_));
          entry.appendChild(element("span", {}, style.label));
          entry.appendChild(counter);
          box.appendChild(entry);
        }
        return counter;
      });
      check.addEventListener("change", function () { toggle(layer, check.checked); });
      layer.box = box;
      layer.check = check;
      legend.appendChild(box);
    });
  }

  function toggle(layer, on) {
    layer.on = on;
    layer.check.checked = on;
    if (on) map.addLayer(groups[layer.number]);
    else map.removeLayer(groups[layer.number]);
    count();
    placeNames();
  }

  function inView(layer, row, bounds) {
    if (layer.x) return bounds.contains([layer.y[row], layer.x[row]]);
    return bounds.intersects(layer.marks[row].getBounds());
  }

  function count() {
    var bounds = map.getBounds();
    data.layers.forEach(function (layer) {
      var found = layer.styles.map(function () { return 0; }), all = 0;
      if (layer.on) {
        layer.style.forEach(function (style, row) {
          if (inView(layer, row, bounds)) { found[style] += 1; all += 1; }
        });
      }
      layer.box.classList.toggle("off", !layer.on);
      layer.counter.textContent = layer.on ? number(all) : text.hidden;
      layer.counters.forEach(function (counter, style) {
        counter.textContent = number(found[style]);
        if (counter.parentNode) counter.parentNode.hidden = !found[style];
      });
    });
  }

  /* Names: of records first, then of towns and regions of the base map; none over another */

  function wide(words, kind) {
    measure.font = (kind === "region" ? "11px " : "12.5px ") + getComputedStyle(document.body).fontFamily;
    var shown = kind === "region" ? words.toLocaleUpperCase(data.language) : words;
    return measure.measureText(shown).width + (kind === "region" ? shown.length : 0) + 6;
  }

  function placeNames() {
    var pane = map.getPane("names"), size = map.getSize(), frame = map.getContainer().getBoundingClientRect();
    var taken = [], made = 0;
    nameElements.forEach(function (one) { one.remove(); });
    nameElements = [];
    map.eachLayer(function (mark) {
      if (!(mark instanceof L.Marker)) return;
      var room = mark.getElement() && mark.getElement().getBoundingClientRect();
      if (room) taken.push([room.left - frame.left, room.top - frame.top, room.right - frame.left, room.bottom - frame.top]);
    });
    function place(words, point, kind, asides) {
      var width = wide(words, kind);
      for (var at = 0; at < asides.length; at += 1) {
        var left = point.x + (asides[at][0] < 0 ? asides[at][0] - width : asides[at][0] === 0 ? -width / 2 : asides[at][0]);
        var top = point.y - 8 + asides[at][1];
        var room = [left, top, left + width, top + 16];
        if (room[0] < 0 || room[1] < 0 || room[2] > size.x || room[3] > size.y) continue;
        if (taken.some(function (other) {
          return other[0] < room[2] && other[2] > room[0] && other[1] < room[3] && other[3] > room[1];
        })) continue;
        taken.push(room);
        var shown = element("span", { "class": "name " + kind }, words);
        var origin = map.containerPointToLayerPoint([left + 3, top]);
        shown.style.transform = "translate(" + Math.round(origin.x) + "px," + Math.round(origin.y) + "px)";
        pane.appendChild(shown);
        nameElements.push(shown);
        made += 1;
        return;
      }
    }
    map.eachLayer(function (mark) {
      if (!mark.record || !(mark instanceof L.Marker) || !mark.record.layer.named || made > 220) return;
      var point = map.latLngToContainerPoint(mark.getLatLng());
      place(mark.record.layer.names[mark.record.row], point, "record", [[12, 0], [0, -19], [-12, 0], [0, 19], [30, 0], [-30, 0]]);
    });
    var bounds = map.getBounds(), zoom = map.getZoom();
    data.towns.forEach(function (town) {
      if (made < 320 && town[3] >= data.least[Math.min(zoom, data.least.length - 1)] && bounds.contains([town[1], town[0]])) {
        place(town[2], map.latLngToContainerPoint([town[1], town[0]]), "town", [[8, 0]]);
      }
    });
    data.regions.forEach(function (region) {
      if (zoom >= 6 && zoom <= 9 && bounds.contains([region[1], region[0]])) {
        place(region[2], map.latLngToContainerPoint([region[1], region[0]]), "region", [[0, 0], [0, 18], [0, -18]]);
      }
    });
  }

  /* Search */

  function find(query) {
    var pairs = taphosSearch.keys(query), whole = pairs.map(function (pair) { return pair[0]; }).join(" "), found = [];
    if (!pairs.length) return found;
    data.layers.forEach(function (layer) {
      (layer.keys || []).forEach(function (index, row) {
        if (index && taphosSearch.finds(pairs, index)) {
          found.push({ layer: layer, row: row, exact: index.indexOf(" " + whole + " ") >= 0, size: layer.sizes[row] });
        }
      });
    });
    found.sort(function (one, other) { return other.exact - one.exact || other.size - one.size; });
    return found.slice(0, 12);
  }

  function go(record) {
    var layer = record.layer, mark = layer.marks[record.row];
    if (!layer.on) toggle(layer, true);
    if (layer.x) {
      map.setView(mark.getLatLng(), Math.max(map.getZoom(), 12), { animate: false });
      groups[layer.number].zoomToShowLayer(mark, function () { show(record, mark); });
    } else {
      map.fitBounds(mark.getBounds(), { maxZoom: 14, animate: false });
      show(record, mark);
    }
  }

  function startSearch() {
    var input = document.getElementById("search"), list = document.getElementById("found"), hits = [], at = -1;
    function choose(next) {
      at = next;
      Array.from(list.children).forEach(function (option, number_) {
        option.setAttribute("aria-selected", String(number_ === at));
      });
      if (at >= 0 && list.children[at]) {
        input.setAttribute("aria-activedescendant", list.children[at].id);
        list.children[at].scrollIntoView({ block: "nearest" });
      } else input.removeAttribute("aria-activedescendant");
    }
    function hide() {
      list.hidden = true;
      input.setAttribute("aria-expanded", "false");
      choose(-1);
    }
    function take(number_) {
      if (hits[number_]) { hide(); go(hits[number_]); }
    }
    function look() {
      hits = find(input.value);
      list.textContent = "";
      hits.forEach(function (hit, number_) {
        var option = element("li", { role: "option", id: "found-" + number_, "aria-selected": "false" }, hit.layer.names[hit.row]);
        option.appendChild(element("small", {}, [hit.layer.type, hit.layer.hints[hit.row]].filter(Boolean).join(" · ")));
        option.addEventListener("mousedown", function (event) { event.preventDefault(); take(number_); });
        list.appendChild(option);
      });
      if (!hits.length && input.value.trim()) list.appendChild(element("li", { "class": "none" }, text.nothing));
      list.hidden = !input.value.trim();
      input.setAttribute("aria-expanded", String(!list.hidden));
      choose(hits.length ? 0 : -1);
    }
    input.addEventListener("input", look);
    input.addEventListener("focus", function () { if (input.value.trim()) look(); });
    input.addEventListener("blur", hide);
    input.addEventListener("keydown", function (event) {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (hits.length) choose((at + (event.key === "ArrowDown" ? 1 : hits.length - 1)) % hits.length);
      } else if (event.key === "Enter") { event.preventDefault(); take(Math.max(at, 0)); }
      else if (event.key === "Escape") { hide(); }
    });
  }

  function start(made) {
    map = made;
    taphosSearch.learn(data.letters);
    map.createPane("names").style.zIndex = 610;
    map.getPane("names").style.pointerEvents = "none";
    map.attributionControl.setPrefix(false);
    L.control.scale({ imperial: false, maxWidth: 140 }).addTo(map);
    map.getContainer().setAttribute("aria-label", text.map);
    drawBase();
    drawLegend();
    data.layers.forEach(function (layer, at) {
      layer.number = at;
      groups.push(layer.x ? makePoints(layer) : makeAreas(layer));
    });
    map.fitBounds(data.bounds, { animate: false, padding: [16, 16] });
    data.layers.slice().reverse().forEach(function (layer) { if (layer.on) map.addLayer(groups[layer.number]); });
    map.on("zoomstart", function () { map.getPane("names").style.display = "none"; });
    map.on("moveend zoomend layeradd layerremove", later(function () {
      map.getPane("names").style.display = "";
      placeNames();
      count();
    }));
    var mark = element("div", { "class": "watermark", "aria-hidden": "true" });
    if (data.watermark) {
      mark.style.backgroundImage = "url('" + data.watermark + "')";
      map.getContainer().appendChild(mark);
    }
    startSearch();
    count();
    placeNames();
    if (window.innerWidth <= 760) document.getElementById("panel").open = false;
    document.documentElement.dataset.ready = "true";
  }

  function later(work) {
    var waiting = null;
    return function () {
      clearTimeout(waiting);
      waiting = setTimeout(work, 60);
    };
  }

  return { start: start, find: find, data: data, get map() { return map; }, group: function (at) { return groups[at]; } };
})();
