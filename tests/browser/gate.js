// What is wrong with the page as it is on the screen, in words; gate.py asks for each of these.
({
  seen(element) {
    const box = element.getBoundingClientRect();
    // What only screen readers find is cut down to a pixel or put beside the page until it has the focus.
    return element.checkVisibility({ opacityProperty: true, visibilityProperty: true })
      && box.width > 1 && box.height > 1 && box.right > 0 && box.bottom > 0;
  },

  name(element) {
    const { tagName, id, className } = element;
    const words = element.textContent.trim().replace(/\s+/g, " ").slice(0, 40);
    return `<${tagName.toLowerCase()}${id && ` id=${id}`}${className && ` class="${className}"`}> ${words}`.trim();
  },

  all(selector, wrong, words) {
    return [...document.querySelectorAll(selector)].filter(wrong).map((one) => `${words}: ${this.name(one)}`);
  },

  skeleton() {
    const headings = document.querySelectorAll("h1").length;
    return [
      document.documentElement.lang === "fr" ? [] : `lang is « ${document.documentElement.lang} », not fr`,
      /^(Erreur\u00a0: )?\S.* – Certif-UP$/.test(document.title) ? [] : `the title is « ${document.title} »`,
      headings === 1 ? [] : `${headings} headings h1`,
    ].flat();
  },

  source() {
    const ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
    const acts = (one) => [...one.attributes].some(({ name, value }) => /^on/.test(name) || /^javascript:/i.test(value));
    return [
      ...new Set(ids.filter((id, at) => ids.indexOf(id) !== at).map((id) => `the id ${id} stands twice`)),
      ...this.all("[style], style", () => true, "style in the page"),
      ...this.all("script:not([src])", () => true, "script in the page"),
      ...this.all("*", acts, "script in an attribute"),
    ];
  },

  forms() {
    const fields = "input:not([type=hidden], [type=submit], [type=button]), select, textarea";
    const labelled = (field) => [...field.labels].some((one) => this.seen(one) && one.textContent.trim());
    return [
      ...this.all(fields, (field) => !labelled(field), "no label that is seen"),
      ...this.all("[placeholder]", () => true, "placeholder"),
      ...this.all("form[method=post]", (form) => !form.noValidate, "a form without novalidate"),
      ...this.errors(),
    ];
  },

  // An error begins with « Erreur : », is what describes its field, and the field says that it is wrong.
  errors() {
    const isError = (one) => /^Erreur\u00a0:/.test(one.textContent.trim());
    const describing = (id) => [...document.querySelectorAll(`[aria-describedby~="${CSS.escape(id)}"]`)];
    const saysSo = (one) => one.matches("[aria-invalid=true]") || one.querySelector("[aria-invalid=true]");
    const described = (field) => [field, field.closest("fieldset[aria-describedby]")]
      .flatMap((one) => one?.getAttribute("aria-describedby")?.split(/\s+/) ?? [])
      .some((id) => document.getElementById(id) && isError(document.getElementById(id)));
    const linked = (error) => {
      const named = error.closest("[id]");
      return named && isError(named) && describing(named.id).some(saysSo);
    };
    const leaf = (one) => isError(one) && ![...one.children].some(isError);
    const target = (link) => document.getElementById(link.hash.slice(1));
    return [
      ...this.all("[aria-invalid=true]", (field) => !described(field), "no error describes the field"),
      ...this.all("main *", (one) => leaf(one) && !linked(one), "an error that no wrong field is described by"),
      ...this.all("main [role=alert] a[href^='#']", (link) => !target(link)?.matches("input, select, textarea"),
        "a line of the summary that leads to no field"),
    ];
  },

  targets() {
    const controls = "button, input:not([type=hidden]), select, textarea, summary, [role=button], a.button";
    const size = (one) => {
      // A label can be clicked too; a box with a label beside it is one target.
      const boxes = [one, ...(one.labels ?? [])].map((part) => part.getBoundingClientRect());
      return [
        Math.max(...boxes.map((box) => box.right)) - Math.min(...boxes.map((box) => box.left)),
        Math.max(...boxes.map((box) => box.bottom)) - Math.min(...boxes.map((box) => box.top)),
      ];
    };
    const field = (one) => one.matches("input:not([type=checkbox], [type=radio]), select, textarea");
    const own = (one) => [one.getBoundingClientRect().width, one.getBoundingClientRect().height];
    const under = (sides, least) => Math.min(...sides) < least - 0.5;
    // A link in a sentence is as high as its line.
    const line = (link) => {
      const { display, lineHeight } = getComputedStyle(link);
      return Math.max(link.getBoundingClientRect().height, display === "inline" ? parseFloat(lineHeight) || 0 : 0);
    };
    return [
      ...this.all(controls, (one) => this.seen(one) && under(field(one) ? own(one) : size(one), 44), "less than 44 px"),
      ...this.all("a[href]:not(.button, [role=button])", (one) => this.seen(one) && line(one) < 23.5, "less than 24 px"),
    ];
  },

  // Called after a key was pressed: the browser then shows the focus that a script gives, too.
  focus() {
    const before = document.activeElement;
    const hidden = (one) => {
      one.focus({ preventScroll: true });
      const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(one);
      return document.activeElement === one
        && (outlineStyle === "none" || parseFloat(outlineWidth) < 3 || /, 0\)$|^transparent$/.test(outlineColor));
    };
    const focusable = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
    const found = this.all(focusable, (one) => one.checkVisibility() && hidden(one), "the focus is not shown by 3 px");
    document.activeElement.blur();
    before.focus({ preventScroll: true });
    return found;
  },

  overflow() {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const wide = (one) => one.getBoundingClientRect().right > width + 0.5 && ![...one.children].some(wide);
    return [`wider than ${width} px`, ...this.all("body *", wide, "reaches beyond")];
  },

  text() {
    const verbatim = [...document.querySelectorAll("pre, code")].map((one) => one.innerText).filter(Boolean);
    // The longest first: a short one may be a part of another.
    return verbatim.sort((one, other) => other.length - one.length)
      .reduce((text, part) => text.replaceAll(part, "\n"), `${document.title}\n${document.body.innerText}`);
  },
})
