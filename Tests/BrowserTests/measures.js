// What a page looks like, asked in the page itself. measures.all() returns a
// list of sentences about what is wrong; the others open, name or find what
// the tests work with.
(() => {
  const rgba = (text) => {
    const parts = text.match(/[\d.]+/g).map(Number);
    return parts.length < 4 ? [...parts.slice(0, 3), 1] : parts;
  };
  const over = (top, below) => [0, 1, 2].map((i) => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);
  // WCAG 2.1, relative luminance and contrast ratio.
  const luminance = (color) => {
    const [r, g, b] = color.slice(0, 3).map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => {
    const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (high + 0.05) / (low + 0.05);
  };
  const behind = (element) => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) layers.push(rgba(getComputedStyle(at).backgroundColor));
    return layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255, 1]);
  };
  const isSeen = (element) => element.checkVisibility() && element.getClientRects().length > 0;
  const label = (element) => `${element.tagName.toLowerCase()}.${element.getAttribute("class") || ""} "${element.textContent.trim().slice(0, 40)}"`;

  const texts = () => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = new Set();
    while (walker.nextNode()) {
      const element = walker.currentNode.parentElement;
      if (walker.currentNode.data.trim() && element.tagName !== "STYLE" && element.tagName !== "title" && isSeen(element)) found.add(element);
    }
    return [...found];
  };

  const faintTexts = () => texts().flatMap((element) => {
    const style = getComputedStyle(element);
    const isDrawn = element.namespaceURI.endsWith("svg");
    const box = isDrawn ? element.parentElement.querySelector("rect:last-of-type") : null;
    const ground = box && element.parentElement.tagName === "g"
      ? over(rgba(getComputedStyle(box).fill), behind(element)) : behind(element);
    const ratio = contrast(over(rgba(isDrawn ? style.fill : style.color), ground), ground);
    return ratio < 4.5 ? [`the contrast of ${label(element)} is ${ratio.toFixed(2)}, expected 4.5`] : [];
  });

  // Borders of nodes and statuses, and edges: what tells by colour or line.
  const faintLines = () => [...document.querySelectorAll("svg .box, svg .edge, .status")].filter(isSeen).flatMap((element) => {
    const style = getComputedStyle(element);
    const ground = behind(element.closest("a, summary, li, figure") || element.parentElement);
    const line = over(rgba(element.namespaceURI.endsWith("svg") ? style.stroke : style.borderTopColor), ground);
    const ratio = contrast(line, ground);
    return ratio < 3 ? [`the contrast of the line of ${label(element)} is ${ratio.toFixed(2)}, expected 3`] : [];
  });

  const overflows = () => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const wide = [...document.body.querySelectorAll("*")].filter((element) =>
      element.getBoundingClientRect().right > width + 1 && !element.closest(".flow svg"));
    return [`the page is ${document.documentElement.scrollWidth} wide in a window of ${width}: ${wide.slice(0, 3).map(label)}`];
  };

  // Boxes of nodes that cover each other.
  const collisions = () => {
    const boxes = [...document.querySelectorAll("svg g.node")].map((group) => [label(group), group.querySelector("rect:last-of-type").getBoundingClientRect()]);
    return boxes.flatMap(([name, a], place) => boxes.slice(place + 1).flatMap(([other, b]) =>
      a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom ? [`${name} covers ${other}`] : []));
  };

  // Texts that are wider than the box around them.
  const spills = () => [...document.querySelectorAll("svg g.node")].flatMap((group) => {
    const box = group.querySelector("rect:last-of-type").getBoundingClientRect();
    return [...group.querySelectorAll("text")].flatMap((text) => {
      const place = text.getBoundingClientRect();
      return place.left < box.left || place.right > box.right ? [`the text of ${label(group)} is wider than its box`] : [];
    });
  });

  const foreign = () => {
    const found = [...document.querySelectorAll("script, img, iframe, object, embed, form, link[rel=stylesheet]")].map((element) => `there is a ${label(element)}`);
    const handlers = [...document.querySelectorAll("*")].flatMap((element) => [...element.attributes].filter((one) => /^on/i.test(one.name)).map((one) => `there is ${one.name} at ${label(element)}`));
    return found.concat(handlers, document.title.includes("broken") ? ["a value's script was run"] : []);
  };

  const deadLinks = () => [...document.querySelectorAll("a")].flatMap((link) => {
    const target = link.getAttribute("href") || "";
    return target.startsWith("#") && document.getElementById(target.slice(1)) ? [] : [`${label(link)} leads to ${target || "nothing"}`];
  });

  window.measures = {
    all: () => [faintTexts, faintLines, overflows, collisions, spills, foreign, deadLinks].flatMap((one) => one()),
    openAll: () => document.querySelectorAll("details").forEach((one) => { one.open = true; }),
    drawn: () => [...document.querySelectorAll("svg g.node")].map((group) => group.querySelector("text").textContent),
    listed: () => [...document.querySelectorAll("details.node > summary > b")].map((name) => name.textContent),
    colours: () => ["body", ".status", "svg .box", "svg text", "details.node"].map((one) => {
      const style = getComputedStyle(document.querySelector(one));
      return [style.color, style.backgroundColor, style.fill, style.borderTopColor].join(" ");
    }),
    middle: (element) => {
      element.scrollIntoView({ block: "center", inline: "center" });
      const box = element.getBoundingClientRect();
      return [box.x + box.width / 2, box.y + box.height / 2];
    },
  };
})();
