/*
 * Pasting from Word and WPS into rich text.
 *
 * Their clipboard writes lists as paragraphs with a drawn bullet, and hides it in styles that no browser knows; the
 * editor would keep the bullets as letters, lose the levels, and turn m² into m2. So the clipboard is read here, and
 * handed on in the form in which one rich-text editor copies to another: Draft.js's raw content. What the editor does
 * not allow it still takes out itself.
 */
(() => {
  "use strict";

  const FRAGMENT = "data-draftjs-conductor-fragment";
  const OFFICE = /urn:schemas-microsoft-com:office|class=["']?Mso|mso-[a-z]+-?[a-z]*:|Kingsoft|ProgId["']? content=["']?Word/i;
  const BLOCKS = new Set(["P", "DIV", "H1", "H2", "H3", "H4", "H5", "H6", "LI", "BLOCKQUOTE", "DT", "DD", "PRE"]);
  const SILENT = new Set(["STYLE", "SCRIPT", "XML", "HEAD", "TITLE", "META", "LINK", "DEL", "O:P", "TEMPLATE"]);
  const STYLES = { B: "BOLD", STRONG: "BOLD", I: "ITALIC", EM: "ITALIC", SUP: "SUPERSCRIPT", SUB: "SUBSCRIPT" };
  const CHINESE = "[\\u3000-\\u303f\\u4e00-\\u9fff\\uff00-\\uffef]";
  const BROKEN_LINE = new RegExp(`(${CHINESE})[ \\t]*\\r?\\n[ \\t\\r\\n]*(?=${CHINESE})`, "g");
  const SYMBOL_FONT = /wingdings|symbol|webdings/i;
  const texts = document.currentScript.dataset;
  const handedOn = new WeakSet();

  class Reader {
    constructor(root) {
      this.blocks = [];
      this.entities = {};
      this.tables = 0;
      this.pictures = 0;
      this.root = root;
      this.begin();
      this.children(root, new Set(), null);
      this.end();
    }

    begin(item = null) {
      this.block = { text: "", inlineStyleRanges: [], entityRanges: [], item, marker: "" };
    }

    /* Close the paragraph; one without words is none. */
    end() {
      const { text, inlineStyleRanges, entityRanges, item, marker } = this.block;
      const words = text.trimEnd();
      const clip = (range) => ({ ...range, length: Math.min(range.length, words.length - range.offset) });
      const inside = (ranges) => ranges.map(clip).filter((range) => range.length > 0);
      if (words) {
        this.blocks.push({
          key: Math.random().toString(36).slice(2, 7).padEnd(5, "0"),
          text: words,
          type: "unstyled",
          depth: 0,
          inlineStyleRanges: inside(inlineStyleRanges),
          entityRanges: inside(entityRanges),
          data: {},
          item: item && { ...item, marker: item.marker || marker },
        });
      }
      this.begin();
    }

    children(node, styles, link) {
      node.childNodes.forEach((child) => {
        if (child.nodeType === Node.TEXT_NODE) this.say(child.data, styles, link);
        else if (child.nodeType === Node.ELEMENT_NODE) this.element(child, styles, link);
      });
    }

    say(data, styles, link) {
      let text = data.replace(BROKEN_LINE, "$1").replace(/[ \t\r\n\u00a0]+/g, " ");
      if (!this.block.text) text = text.replace(/^[ \u3000]+/, "");
      if (this.block.text.endsWith(" ")) text = text.replace(/^ +/, "");
      if (!text) return;
      const range = { offset: this.block.text.length, length: text.length };
      styles.forEach((style) => this.block.inlineStyleRanges.push({ ...range, style }));
      if (link !== null) this.block.entityRanges.push({ ...range, key: link });
      this.block.text += text;
    }

    element(element, styles, link) {
      const css = element.getAttribute("style") || "";
      const name = element.nodeName;
      if (SILENT.has(name) || /mso-hide:\s*all|display:\s*none|mso-element:\s*(comment|footnote|endnote)-list/i.test(css)) return;
      if (/MsoCommentReference|msocomanchor/i.test(element.className)) return;
      if (/mso-list:\s*ignore/i.test(css)) this.mark(element);
      else if (name === "BR") this.block.text += this.block.text && "\n";
      else if (name === "IMG" || name === "V:IMAGEDATA") this.pictures += 1;
      else if (name === "TABLE") this.table(element, styles);
      else if (BLOCKS.has(name)) this.paragraph(element, css, styles, link);
      else if (/^#_(ftn|edn)\d/.test(element.getAttribute("href") || "")) this.note(element, styles);
      else this.children(element, this.styled(element, css, styles), this.link(element, link));
    }

    styled(element, css, styles) {
      const found = new Set(styles);
      if (STYLES[element.nodeName]) found.add(STYLES[element.nodeName]);
      const weight = /(?:^|;)\s*font-weight:\s*(\w+)/i.exec(css);
      if (weight) found[/bold|[6-9]00/i.test(weight[1]) ? "add" : "delete"]("BOLD");
      if (/vertical-align:\s*super/i.test(css)) found.add("SUPERSCRIPT");
      if (/vertical-align:\s*sub\b/i.test(css)) found.add("SUBSCRIPT");
      return found;
    }

    link(element, link) {
      const url = element.nodeName === "A" ? element.getAttribute("href") || "" : "";
      if (!/^(https?:|mailto:)/i.test(url)) return link;
      const key = Object.keys(this.entities).length;
      this.entities[key] = { type: "LINK", mutability: "MUTABLE", data: { url } };
      return key;
    }

    paragraph(element, css, styles, link) {
      const list = /mso-list:\s*\S+\s+level(\d)/i.exec(css);
      const parent = element.parentElement;
      let item = list && { depth: Number(list[1]) - 1, marker: "" };
      if (!item && element.nodeName === "LI") {
        let depth = -1;
        for (let above = parent; above; above = above.parentElement) depth += /^[OU]L$/.test(above.nodeName);
        item = { depth: Math.max(depth, 0), marker: parent.nodeName === "OL" ? `${[...parent.children].indexOf(element) + 1}.` : "•" };
      }
      // A list item may hold its words in a paragraph.
      const inside = this.block.item && !this.block.text ? this.block.item : null;
      this.end();
      this.begin(item || inside);
      this.children(element, this.styled(element, css, styles), link);
      this.end();
    }

    /* What Word draws before an item: a number, or a sign that is a letter of a font of signs. */
    mark(element) {
      const fonts = [element, ...element.querySelectorAll("[style]"), element.parentElement];
      const marker = element.textContent.trim();
      const drawn = fonts.some((each) => SYMBOL_FONT.test(each.getAttribute("style") || ""));
      const sign = !/[0-9A-Za-z\u4e00-\u9fff\u2460-\u2473]/.test(marker) || /^[A-Za-z]$/.test(marker);
      this.block.marker = drawn || sign ? "•" : marker;
    }

    note(element, styles) {
      const id = element.getAttribute("href").replace("#_", "");
      const note = this.root.querySelector(`[id="${id}"]`);
      const words = note ? note.textContent.replace(/^\s*\[\w+\]/, "").replace(/\s+/g, " ").trim() : "";
      if (words) this.say(words, new Set([...styles, "FOOTNOTE"]), null);
    }

    table(table, styles) {
      this.tables += 1;
      [...table.rows].forEach((row) => {
        this.end();
        [...row.cells].forEach((cell, index) => {
          const words = cell.textContent.replace(/\s+/g, " ").trim();
          this.say(index ? `\u3000${words}` : words, styles, null);
        });
      });
      this.end();
    }

    /* The blocks with their places in lists; a number that a list would change stays in the text. */
    content() {
      let open = [];
      this.blocks.forEach((block) => {
        const { item } = block;
        delete block.item;
        if (!item) {
          open = [];
          return;
        }
        while (open.length && open[open.length - 1].level > item.depth) open.pop();
        if (!open.length || open[open.length - 1].level < item.depth) open.push({ level: item.depth, count: 0 });
        const here = open[open.length - 1];
        const bullet = item.marker === "•";
        const counts = Number((/^[(（]?(\d+)[.．、)）]?$/.exec(item.marker) || [])[1]) === here.count + 1;
        if (bullet || counts) {
          here.count = bullet ? 0 : here.count + 1;
          block.type = bullet ? "unordered-list-item" : "ordered-list-item";
          block.depth = Math.min(open.length - 1, 4);
        } else {
          open = [];
          const space = /[0-9A-Za-z.)]$/.test(item.marker) ? " " : "";
          this.prefix(block, `${item.marker}${item.marker && space}`);
        }
      });
      return { blocks: this.blocks, entityMap: this.entities };
    }

    prefix(block, words) {
      block.text = words + block.text;
      [...block.inlineStyleRanges, ...block.entityRanges].forEach((range) => {
        range.offset += words.length;
      });
    }
  }

  const tell = (text) =>
    document.dispatchEvent(new CustomEvent("w-messages:add", { detail: { clear: false, text, type: "warning" } }));

  window.addEventListener(
    "paste",
    (event) => {
      const editor = event.target.closest && event.target.closest(".public-DraftEditor-content");
      const html = event.clipboardData ? event.clipboardData.getData("text/html") : "";
      if (!editor || handedOn.has(event) || html.includes(FRAGMENT) || !OFFICE.test(html)) return;
      const reader = new Reader(new DOMParser().parseFromString(html, "text/html").body);
      if (!reader.blocks.length) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const carrier = document.createElement("div");
      carrier.setAttribute(FRAGMENT, JSON.stringify(reader.content()));
      const data = new DataTransfer();
      data.setData("text/html", carrier.outerHTML);
      data.setData("text/plain", reader.blocks.map((block) => block.text).join("\n"));
      const clean = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
      handedOn.add(clean);
      event.target.dispatchEvent(clean);
      if (reader.tables) tell(texts.tables);
      if (reader.pictures) tell(texts.pictures);
    },
    true,
  );
})();
