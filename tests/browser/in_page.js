// Checks that run inside a report; each returns what is wrong, as sentences.

const name = (element) => {
  const where = element.closest("[id]");
  return `<${element.tagName.toLowerCase()}> "${(element.textContent || "").trim().slice(0, 30)}" in #${where ? where.id : "?"}`;
};
const shown = (element) => element.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: false });
// Hidden from eyes on purpose: the way past the head, the table heads of phones, what a screen reader is told.
const aside = (element) => element.closest(".skip, .said, thead");

/** What sticks out of the screen. */
function outside() {
  const wrong = [];
  for (const element of document.body.querySelectorAll("*")) {
    if (aside(element) || !shown(element)) continue;
    const box = element.getBoundingClientRect();
    const scroller = element.closest("pre");
    if (scroller && scroller !== element) continue;
    if (box.width && (box.right > innerWidth + 1 || box.left < -1)) wrong.push(`${name(element)} sticks out`);
  }
  return wrong;
}

/** One drawing for each way, with every text in its place. */
function drawings() {
  const wrong = [];
  const within = (inner, outer) =>
    inner.left >= outer.left - 0.5 && inner.right <= outer.right + 0.5 && inner.top >= outer.top - 0.5 && inner.bottom <= outer.bottom + 0.5;
  const apart = (a, b) => a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
  for (const way of document.querySelectorAll(".way")) {
    const visible = [...way.querySelectorAll("svg")].filter(shown);
    if (visible.length !== 1) wrong.push(`${visible.length} drawings are shown of ${way.dataset.way}`);
    for (const drawing of visible) {
      const whole = drawing.getBoundingClientRect();
      const boxes = [...drawing.querySelectorAll("rect")].map((box) => box.getBoundingClientRect());
      for (const text of drawing.querySelectorAll("text")) {
        if (!text.textContent) continue;
        const place = text.getBoundingClientRect();
        const node = text.parentElement.querySelector("rect");
        if (!within(place, node ? node.getBoundingClientRect() : whole)) wrong.push(`${name(text)} is out of its box`);
        if (!node && boxes.some((box) => !apart(place, box))) wrong.push(`${name(text)} runs into a box`);
        const size = parseFloat(getComputedStyle(text).fontSize) * (whole.width / drawing.viewBox.baseVal.width);
        if (size < 9.5) wrong.push(`${name(text)} is ${size.toFixed(1)} pixels high`);
      }
    }
  }
  return wrong;
}

/** Text whose contrast is below 4.5, by the formula of WCAG 2.2. */
function contrast() {
  const parse = (color) => (color.match(/[\d.]+/g) || []).map(Number);
  const light = ([red, green, blue]) =>
    [red, green, blue]
      .map((part) => part / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
      .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const box = at.tagName === "g" && at.querySelector(":scope > rect");
      const color = parse(box ? getComputedStyle(box).fill : getComputedStyle(at).backgroundColor);
      if (color.length === 3 || color[3] === 1) return color;
    }
    return [255, 255, 255];
  };
  const wrong = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || aside(element) || !shown(element) || element.closest("script, style")) continue;
    const style = getComputedStyle(element);
    const color = parse(element.closest("svg") ? style.fill : style.color);
    const [a, b] = [light(color), light(behind(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (!(ratio >= 4.5)) wrong.add(`${name(element)} has a contrast of ${ratio.toFixed(2)}`);
  }
  return [...wrong];
}

/** Headings, landmarks, names, links. */
function structure() {
  const wrong = [];
  const all = (selector) => [...document.querySelectorAll(selector)];
  if (document.documentElement.lang !== "en") wrong.push("the page has no language");
  if (window.owned) wrong.push("a name from outside ran as a script");
  for (const landmark of ["header", "main", "footer"]) {
    if (all(`body > ${landmark}`).length !== 1) wrong.push(`no single <${landmark}>`);
  }
  if (all("h1").length !== 1) wrong.push("no single <h1>");
  let before = 0;
  for (const heading of all("h1, h2, h3, h4, h5")) {
    const level = Number(heading.tagName[1]);
    if (level > before + 1) wrong.push(`${name(heading)} skips a level`);
    before = level;
  }
  const ids = all("[id]").map((element) => element.id);
  if (new Set(ids).size !== ids.length) wrong.push("an id stands twice");
  for (const link of all("a")) {
    const to = link.getAttribute("href");
    if (to.startsWith("#") ? !ids.includes(to.slice(1)) : !/^https?:\/\//.test(to)) wrong.push(`a link to ${to}`);
    if (!to.startsWith("#") && link.rel !== "noreferrer noopener") wrong.push(`${name(link)} tells where it comes from`);
  }
  for (const drawing of all("svg")) {
    if (drawing.getAttribute("role") !== "img" || !drawing.getAttribute("aria-label")) wrong.push("a drawing has no name");
  }
  for (const table of all("table")) {
    if (!table.getAttribute("aria-label") && !table.closest("nav")) wrong.push(`${name(table)} has no name`);
    if (!table.querySelector("thead th[scope=col]")) wrong.push(`${name(table)} has no heads`);
  }
  for (const section of all("main section[aria-labelledby], article, nav")) {
    const label = document.getElementById(section.getAttribute("aria-labelledby"));
    if (!label || !label.textContent.trim()) wrong.push(`${name(section)} has no name`);
  }
  for (const button of all("button")) {
    if (!button.getAttribute("aria-label")) wrong.push(`${name(button)} does not say what it copies`);
  }
  for (const element of all("*")) {
    for (const { name: attribute, value } of element.attributes) {
      // The checks themselves unfold the pools.
      if (attribute === "style" && value === "content-visibility: visible;") continue;
      if (/^on/.test(attribute) || ["src", "srcset", "style", "action", "data", "xlink:href"].includes(attribute)) {
        wrong.push(`${name(element)} has ${attribute}=${value}`);
      }
    }
  }
  const allowed = new Set(
    ("html head meta title style body a header p time h1 h2 h3 h4 h5 strong nav table thead tbody tr th td main section dl div dt dd ul ol li figure " +
      "figcaption svg g path rect circle text tspan article span code pre details summary bdi footer script button").split(" "),
  );
  for (const element of all("*")) {
    const tag = element.tagName.toLowerCase();
    if (!allowed.has(tag)) wrong.push(`an element <${tag}>`);
  }
  if (all("script").length !== 1 || all("style").length !== 1) wrong.push("not one script and one style");
  return wrong;
}

/** Paper: the wide drawing, no buttons, nothing cut or folded. */
function printed() {
  const wrong = [];
  for (const way of document.querySelectorAll(".way")) {
    if (!shown(way.querySelector(".wide")) || shown(way.querySelector(".tall"))) wrong.push("the wrong drawing");
  }
  if ([...document.querySelectorAll("button, .skip")].some(shown)) wrong.push("a control is printed");
  for (const text of document.querySelectorAll("pre")) {
    if (text.scrollHeight > text.clientHeight + 1) wrong.push(`${name(text)} is cut`);
  }
  for (const details of document.querySelectorAll("details")) {
    const inside = details.lastElementChild;
    if (!inside.getBoundingClientRect().height) wrong.push(`${name(details)} stays folded`);
  }
  return wrong;
}
