/** What was kept: a network like any other, to open, and to take away. */
import { html, useEffect, useState } from "../core/ui.js";
import { grouped } from "../kinds/text.js";
import { fileOf } from "../server/lab.js";
import { linkTo } from "../state/address.js";
import { sharedIn } from "../state/sharing.js";

/** @import { State } from "../state/store.js" */
/** @import { Kept as KeptFacts, Lab } from "./state.js" */

/** @type {readonly [file: string, words: string][]} */
const FILES = [
  ["model.safetensors", "weights"],
  ["model.py", "PyTorch file"],
  ["card.md", "card"],
  ["network.zip", "all three"],
];

/** @param {{page: State, lab: Lab}} context */
export function Kept({ page, lab }) {
  const kept = lab.kept.value;
  if (!kept.length) return null;
  const [newest, ...older] = kept;
  const until = new Date(1000 * newest.expires).toLocaleTimeString([], {
    hour: "2-digit",
    minute: "2-digit",
  });
  return html`<section class="lab-kept" aria-label="Kept networks">
    <${One} key=${newest.network} kept=${newest} page=${page} />
    <p class="lab-note">
      ${`A network like any other, until ${until}. Nobody finds it who has not its link.`}
    </p>
    ${
      older.length > 0 &&
      html`<details>
        <summary>${`Kept before: ${older.length}`}</summary>
        ${older.map((one) => html`<${One} key=${one.network} kept=${one} page=${page} />`)}
      </details>`
    }
  </section>`;
}

/** @param {{kept: KeptFacts, page: State}} props */
function One({ kept, page }) {
  const { network, step } = kept;
  const address = useAddress(page, network);
  return html`<div class="lab-kept-one">
    <span>${`Kept at step ${grouped(step)}`}</span>
    <a class="button lab-main" href=${address} target="_blank" rel="noopener"
      >Open in the playground</a
    >
    <a class="button" href=${`/networks/${network}`} target="_blank" rel="noopener">Its page</a>
    ${FILES.map(([file, words]) => html`<a key=${file} class="button" href=${fileOf(network, file)} download title=${file}>${words}</a>`)}
  </div>`;
}

/** The playground with this network and the drawing. @param {State} page @param {string} network */
function useAddress(page, network) {
  const plain = `/#v=1&n=${encodeURIComponent(network)}`;
  const [address, set] = useState(plain);
  const { ink, picture } = page.seen.value;
  useEffect(() => {
    let newest = true;
    const timer = setTimeout(async () => {
      const found = await linkTo({ ...sharedIn(page), network }).catch(() => null);
      if (newest) set(found ? `/${found.hash}` : plain);
    }, 400);
    return () => {
      newest = false;
      clearTimeout(timer);
    };
  }, [ink, picture, network]);
  return address;
}
