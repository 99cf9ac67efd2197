/** A picture of one's own: a file, or the camera, whose code is fetched when it is wanted. */
import { html, useEffect, useRef, useState } from "../../core/ui.js";

/** @import { Actions } from "../../state/actions.js" */

/** @param {{actions: Actions}} props */
export function Pictures({ actions }) {
  const file = useRef(/** @type {HTMLInputElement | null} */ (null));
  const [Camera, show] = useState(/** @type {any} */ (null));
  const [open, setOpen] = useState(false);
  useEffect(() => {
    if (open && !Camera) import("./camera.js").then((module) => show(() => module.Camera));
  }, [open]);

  const choose = () => {
    if (file.current?.files?.[0]) actions.loadPicture(file.current.files[0]);
    if (file.current) file.current.value = "";
  };
  /** @param {File} picture */
  const take = (picture) => {
    setOpen(false);
    actions.loadPicture(picture);
  };

  return html`<div class="gallery-own">
    <div class="gallery-ways">
      <button type="button" class="button" onClick=${() => file.current?.click()}>
        Picture file
      </button>
      <button
        type="button"
        class="button"
        aria-expanded=${String(open)}
        onClick=${() => setOpen(!open)}
      >
        Camera
      </button>
      <input
        type="file"
        ref=${file}
        accept="image/png,image/jpeg,image/webp"
        aria-label="Picture file"
        onChange=${choose}
        hidden
      />
      <span>or paste or drop one</span>
    </div>
    ${open && Camera && html`<${Camera} take=${take} close=${() => setOpen(false)} />`}
  </div>`;
}
