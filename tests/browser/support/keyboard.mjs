// A person who has no mouse: everything is reached with Tab and the arrows, and done with Enter, Space and letters.
import assert from "node:assert/strict";
import { Visitor } from "./visitor.mjs";

/** More stops than any page has. */
const PATIENCE = 400;

export class Typist extends Visitor {
  get keys() {
    return this.page.keyboard;
  }

  /** Tabs on until the focus is there, and is seen to be there. */
  async reach(target) {
    for (let stop = 0; stop < PATIENCE; stop += 1) {
      if (await has_focus(target)) {
        assert.ok(await target.evaluate(shows_focus), `the focus is not seen on ${await target.evaluate((element) => element.outerHTML)}`);
        return;
      }
      await this.keys.press("Tab");
    }
    assert.fail(`${this.page.url()}: no way by keyboard to ${target}`);
  }

  async press(name, { status = 200, within = this.main() } = {}) {
    await this.reach(within.getByRole("button", { name, exact: typeof name === "string" }).first());
    await this.arrived(() => this.keys.press("Enter"), status);
  }

  async follow(name, { status = 200, within = this.main() } = {}) {
    await this.reach(within.getByRole("link", { name, exact: typeof name === "string" }).first());
    await this.arrived(() => this.keys.press("Enter"), status);
  }

  async fill(label, value, within = this.main()) {
    const field = this.field(label, within);
    await this.reach(field);
    if ((await field.getAttribute("type")) === "date") {
      await this.date(field, value);
    } else {
      await this.keys.press("Control+A");
      await this.keys.type(value);
    }
    assert.equal(await field.inputValue(), value, `typed into ${label}`);
  }

  /** Day, month and year are typed in the order of the browser's own language, which a page can't ask. */
  async date(field, value) {
    const [year, month, day] = value.split("-");
    for (const digits of [`${day}${month}${year}`, `${month}${day}${year}`]) {
      await this.keys.press("ArrowLeft");
      await this.keys.press("ArrowLeft");
      await this.keys.type(digits);
      if ((await field.inputValue()) === value) {
        return;
      }
    }
  }

  /** The arrows go through the options of a closed list. */
  async select(label, option) {
    const field = this.field(label);
    await this.reach(field);
    await this.keys.press("Home");
    const wanted = typeof option === "string" ? await field.getByRole("option", { name: option }).getAttribute("value") : option.value;
    const chosen = async () => (await field.inputValue()) === wanted;
    for (let step = 0; step < PATIENCE && !(await chosen()); step += 1) {
      await this.keys.press("ArrowDown");
    }
    assert.ok(await chosen(), `${this.page.url()}: no way by keyboard to ${label} ${wanted}`);
  }

  /** A box is ticked with Space; in a group of radio buttons, which is one stop, the arrows choose. */
  async tick(label, within = this.main()) {
    const radio = within.getByRole("radio", { name: label });
    const box = radio.or(within.getByRole("checkbox", { name: label })).first();
    if (await box.isChecked()) {
      return;
    }
    if (await radio.count()) {
      await this.reach_group(box);
    } else {
      await this.reach(box);
    }
    if (!(await box.isChecked())) {
      await this.keys.press("Space");
    }
    assert.ok(await box.isChecked(), `${label} is not ticked`);
  }

  async reach_group(radio) {
    const beside = (element) => element.name === element.ownerDocument.activeElement?.name;
    for (let stop = 0; stop < PATIENCE && !(await radio.evaluate(beside)); stop += 1) {
      await this.keys.press("Tab");
    }
    for (let stop = 0; stop < PATIENCE && !(await has_focus(radio)); stop += 1) {
      await this.keys.press("ArrowDown");
    }
    assert.ok(await has_focus(radio), `${this.page.url()}: no way by keyboard to ${radio}`);
  }

  async attach(label, name, mimeType, buffer) {
    // Announced before the way there: a browser told of it together with the key may have opened its own window by then.
    const pressed = async () => {
      await this.reach(this.field(label));
      await this.keys.press("Space");
    };
    const [chooser] = await Promise.all([this.page.waitForEvent("filechooser"), pressed()]);
    await chooser.setFiles({ name, mimeType, buffer });
  }
}

function has_focus(target) {
  return target.evaluate((element) => element === element.ownerDocument.activeElement);
}

/** The browser, or a style of the site, draws something around what has the focus. Boxes draw it around their label. */
function shows_focus(element) {
  const drawn = (style) => (style.outlineStyle !== "none" && style.outlineWidth !== "0px") || style.boxShadow !== "none";
  const label = element.labels?.[0];
  return [getComputedStyle(element), ...(label ? [getComputedStyle(label, "::before")] : [])].some(drawn);
}
