/** A picture of one's own: a file, or the camera, whose code is fetched when it is wanted. */
import { html, useEffect, useRef, useState } from "../../core/ui.js";

/** @import { Actions } from "../../state/actions.js" */

/** @param {{actions: Actions}} props */
export function Pictures({ actions }) {
  const [Camera, show] = useState(/** @type {any} */ (null));
  const [open, setOpen] = useState(false);
  useEffect(() => {
    if (!open || Camera) return;
    actions.fetchPart(import("./camera.js")).then((code) => {
      if (code) show(() => code.Camera);
      else setOpen(false);
    });
  }, [open]);
  /** @param {File} picture */
  const take = (picture) => {
    setOpen(false);
    actions.loadPicture(picture);
  };
  return html`<div class="gallery-own">
    <div class="gallery-ways">
      <${FileButton} load=${actions.loadPicture} />
      <button
        type="button"
        class="button"
        aria-expanded=${String(open)}
        onClick=${() => setOpen(!open)}
      >
        Camera
      </button>
      <span>or paste or drop one</span>
    </div>
    ${open && Camera && html`<${Camera} take=${take} close=${() => setOpen(false)} />`}
  </div>`;
}

/** @param {{load: (picture: File) => void}} props */
function FileButton({ load }) {
  const field = useRef(/** @type {HTMLInputElement | null} */ (null));
  const choose = (/** @type {any} */ { currentTarget }) => {
    if (currentTarget.files[0]) load(currentTarget.files[0]);
    currentTarget.value = "";
  };
  return html`<button type="button" class="button" onClick=${() => field.current?.click()}>
      Picture file
    </button>
    <input
      type="file"
      ref=${field}
      accept="image/png,image/jpeg,image/webp"
      aria-label="Picture file"
      onChange=${choose}
      hidden
    />`;
}
