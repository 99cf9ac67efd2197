/**
 * A Jupyter notebook that computes what is on screen again, with PyTorch and this package, and
 * checks every number against the page's. Cells are plain Python: they run as a script, too.
 */
import { positionOf } from "./geometry.js";
import { isAbout } from "./motion.js";
import { json, pythonic } from "./snippets.js";

/** @import { Anatomy, Edit, Frame, Pick } from "../types.js" */

/**
 * @typedef {object} Facts
 * @property {Anatomy} anatomy
 * @property {Frame} frame what the page showed
 * @property {Pick | null} pick
 * @property {Record<string, any>} body of the API: what was drawn, `fit`, `edits`
 * @property {string} title
 * @property {string} link to the page in this state
 */

/** Numbers of other machines differ in the last digits. */
const TOLERANCE = "1e-4";

/** @param {Facts} facts @returns {Record<string, any>} nbformat 4.5 */
export function notebookOf(facts) {
  const cells = [
    text(
      `# ${facts.title}\n\nWhat [this page of Inkling](${facts.link}) showed, computed again. It needs \`torch\` and Inkling itself (\`pip install -e .\` in its folder); for pictures also \`matplotlib\`.`,
    ),
    code(networkCode(facts, facts.body.edits ?? [])),
    text(
      "## The drawing\n\nStrokes in fractions of the canvas, or pixels; then the network's input, ink from 0 to 1.",
    ),
    code(inputCode(facts.body, facts.anatomy)),
    text("## Every layer\n\nOne call gives the output of each layer."),
    code(traceCode),
    text("## The same numbers as on the page"),
    code(checkCode(facts.frame)),
    ...cellPages(facts),
    text("## The feature maps"),
    code(plotCode),
  ];
  return {
    cells: cells.map((cell, at) => ({ id: `cell-${at + 1}`, ...cell })),
    metadata: {
      kernelspec: { display_name: "Python 3", language: "python", name: "python3" },
      language_info: { name: "python" },
    },
    nbformat: 4,
    nbformat_minor: 5,
  };
}

/** As nbformat has it: lines with their ends. @param {string} source */
const lines = (source) => source.split(/(?<=\n)/);

/** @param {string} source */
const text = (source) => ({ cell_type: "markdown", metadata: {}, source: lines(source) });

/** @param {string} source */
const code = (source) => ({
  cell_type: "code",
  execution_count: null,
  metadata: {},
  outputs: [],
  source: lines(source.trim()),
});

/** @param {unknown} value */
const python = (value) => pythonic(json(value));

/** @param {Facts} facts @param {Edit[]} edits */
function networkCode({ anatomy, pick, body }, edits) {
  const names = [edits.length ? "Edit" : "", pick ? "cell" : "", "trace"].filter(Boolean);
  const known = Object.keys(anatomy.metrics).length > 0;
  const { checkpoint } = body;
  return `
import torch

from app.cnn import ${names.join(", ")}
${known ? shippedCode(anatomy) : ownCode(anatomy)}${checkpoint === undefined ? "" : checkpointCode(checkpoint)}
network = model.network${edits.length ? `.with_edits([\n${edits.map(editCode).join("")}])` : ""}
print(model.title, f"with {network.parameters:,} parameters")
`;
}

/** @param {Anatomy} anatomy */
const shippedCode = ({ id }) => `from app.networks.store import load

model = load(${python(id)})`;

/** @param {number} step */
const checkpointCode = (step) => `

from app.networks.checkpoints import Checkpoints
from app.resources import resource

model = Checkpoints(resource("models")).at(model, ${step})  # as it was at this step of its training`;

/** The page knows how it was read, not where it lies. @param {Anatomy} anatomy */
function ownCode({ title, input, classes, layers }) {
  const { mean = 0, std = 1 } = layers[0].detail;
  return `from app.networks.own import load_own

# Fill in what you gave to \`inkling serve --network\`: a .pt2 file, or package.module:factory.
SPEC = ${python(`${title}.pt2`)}
model = load_own(
    SPEC,
    weights=None,  # or the Path of your safetensors file
    labels=${python(classes)},
    input_shape=(${input.channels}, ${input.height}, ${input.width}),
    mean=${mean},
    std=${std},
)`;
}

/** @param {Edit} edit */
function editCode({ layer, channel, ...changes }) {
  const named = Object.entries(changes).filter(([, value]) => value !== undefined);
  const rest = named.map(([name, value]) => `, ${name}=${python(value)}`).join("");
  return `    Edit(${python(layer)}, ${channel}${rest}),\n`;
}

/** @param {Record<string, any>} body @param {Anatomy} anatomy */
function inputCode({ ink, pixels, image, invert, fit }, { input }) {
  const show = "print(image.shape, image.min().item(), image.max().item())";
  if (ink) {
    const strokes = ink.strokes.map((/** @type {number[][]} */ stroke) =>
      stroke.map(([x, y]) => [x, y]),
    );
    const drawing = `ink = Ink.of(strokes, width=${ink.width})`;
    return `from app.ink import Ink\n${fit === false ? asItStands(input) : fitted(fit)}
strokes = ${python(strokes)}
${drawing}
image = ${fit === false ? "place(rasterise(ink, side), network.input_shape)" : `fit_ink(ink, network.input_shape${typeof fit === "object" ? ", switches" : ""})`}
${show}`;
  }
  const body = python({
    ...(pixels ? { pixels } : { image }),
    ...(invert === undefined ? {} : { invert }),
    ...(fit === undefined ? {} : { fit }),
  });
  return `import json

from app.serving.inputs import Options, read_json
from app.serving.limits import Limits

body = ${body}
drawing = read_json(json.dumps(body).encode(), Options(), Limits())  # as the API reads it
image = drawing.tensor(network.input_shape)
${show}`;
}

/** @param {import("../types.js").Switches | true | undefined} fit */
function fitted(fit) {
  if (typeof fit !== "object") return "from app.ink.normalize import fit_ink\n";
  const chosen = Object.entries(fit).map(([name, on]) => `${name}=${python(on)}`);
  return `from app.ink.normalize import Switches, fit_ink

switches = Switches(${chosen.join(", ")})`;
}

/** @param {{height: number, width: number}} input */
const asItStands = ({ height, width }) => `from app.ink.normalize import place
from app.ink.raster import rasterise

side = ${height === 32 && width === 32 ? 28 : Math.min(height, width)}`;

const traceCode = `
with torch.inference_mode():
    layers = trace(network, image[None])
for name, output in layers.items():
    print(f"{name:12} {tuple(output.shape[1:])}")
probabilities = layers[network.probabilities_layer][0]
best = int(probabilities.argmax())
print(f"{model.classes[best]}: {probabilities[best]:.2%}")
`;

/** @param {Frame} frame */
const checkCode = ({ label, probabilities, ranges }) => `
shown = torch.tensor(${python(probabilities)}, dtype=torch.float32)
assert model.classes[best] == ${python(label)}
torch.testing.assert_close(probabilities, shown, rtol=${TOLERANCE}, atol=${TOLERANCE})

# the least and the largest number of every layer
ranges = ${python(ranges)}
for name, extremes in ranges.items():
    found = torch.stack(layers[name].aminmax())
    torch.testing.assert_close(found, torch.tensor(extremes, dtype=found.dtype), rtol=${TOLERANCE}, atol=${TOLERANCE})
print("the same, layer by layer")
`;

/** How the picked number came to be. @param {Facts} facts */
function cellPages({ pick, frame, anatomy }) {
  const layer = anatomy.layers.find(({ name }) => name === pick?.layer);
  if (!pick || !layer || !frame.cell || !isAbout(frame.cell, layer, pick)) return [];
  const index = [pick.channel, ...positionOf(layer, pick)];
  return [
    text(`## How one number came to be\n\n${layer.title}, counted from 0: ${index.join(", ")}.`),
    code(`
found = cell(network, layers, ${python(layer.name)}, (${index.join(", ")},), ink=image[None])
how = found.arithmetic
print(how.formula)
print("operands", how.operands)
print("weights ", how.weights)
print("sum", how.sum, "bias", how.bias, "result", found.result)
torch.testing.assert_close(found.result, ${frame.cell.result}, rtol=${TOLERANCE}, atol=${TOLERANCE})
`),
  ];
}

const plotCode = `
try:
    import matplotlib.pyplot as plt
except ImportError:
    plt = None
    print("with matplotlib, the maps would stand here")

for name, output in layers.items():
    maps = output[0]
    if plt is None or maps.dim() != 3:
        print(f"{name:12} from {maps.min():.3f} to {maps.max():.3f}, mean {maps.mean():.3f}")
        continue
    count = min(len(maps), 16)
    figure, axes = plt.subplots(1, count, figsize=(1.2 * count, 1.6), squeeze=False)
    figure.suptitle(name)
    for axis, values in zip(axes[0], maps):
        axis.imshow(values, cmap="inferno", vmin=maps.min(), vmax=maps.max())
        axis.axis("off")
    plt.show()
`;
