/** The camera: what it sees in a square, and a button that takes it. It is off when this is gone. */
import { html, useEffect, useRef, useState } from "../../core/ui.js";

/** Pixels of the square that is taken: more than a network needs, small enough to send. */
const SIDE = 384;

/** @type {Record<string, string>} what a person can do about it, by the browser's name for it */
const WORDS = {
  NotAllowedError: "The camera was not allowed. Allow it for this page, or choose a file.",
  NotFoundError: "There is no camera here. Choose a file instead.",
  OverconstrainedError: "There is no camera here. Choose a file instead.",
  NotReadableError: "The camera is busy; another program uses it.",
};
const INSECURE = "Browsers give the camera to https pages and to this machine's own only.";

/**
 * The camera on a video element, as long as that is there.
 *
 * @param {{current: HTMLVideoElement | null}} video
 */
function useCamera(video) {
  const [problem, complain] = useState("");
  const [ready, begin] = useState(false);
  useEffect(() => {
    let gone = false;
    /** @type {MediaStream | null} */
    let stream = null;
    const stop = () => stream?.getTracks().forEach((track) => track.stop());
    openCamera()
      .then(async (opened) => {
        stream = opened;
        if (gone || !video.current) return stop();
        video.current.srcObject = stream;
        await video.current.play();
        begin(true);
      })
      .catch((error) => {
        if (!gone) complain(WORDS[error.name] ?? `The camera does not work: ${error.message}`);
      });
    return () => {
      gone = true;
      stop();
    };
  }, []);
  return { problem, ready };
}

/** @param {{take: (picture: File) => void, close: () => void}} props */
export function Camera({ take, close }) {
  const video = useRef(/** @type {HTMLVideoElement | null} */ (null));
  const { problem, ready } = useCamera(video);
  const shoot = async () => {
    if (video.current) take(await squareOf(video.current));
  };
  return html`<div class="camera">
    ${
      problem
        ? html`<p class="camera-problem" role="alert">${problem}</p>`
        : html`<div class="camera-view">
            <video ref=${video} muted playsinline aria-label="What the camera sees"></video>
          </div>`
    }
    <div class="gallery-ways">
      ${
        !problem &&
        html`<button type="button" class="button camera-take" disabled=${!ready} onClick=${shoot}>
          Take
        </button>`
      }
      <button type="button" class="button" onClick=${close}>Close camera</button>
      ${!problem && html`<span>${ready ? "Fill the square with one digit" : "Waiting for it…"}</span>`}
    </div>
  </div>`;
}

/** The camera that looks away from the person, where there are two. */
async function openCamera() {
  if (!navigator.mediaDevices?.getUserMedia) throw new Error(INSECURE);
  return navigator.mediaDevices.getUserMedia({
    audio: false,
    video: { facingMode: { ideal: "environment" }, width: { ideal: 640 }, height: { ideal: 640 } },
  });
}

/** The middle square of what it sees, as a picture file. @param {HTMLVideoElement} video @returns {Promise<File>} */
async function squareOf(video) {
  const side = Math.min(video.videoWidth, video.videoHeight);
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = Math.min(SIDE, side);
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const [x, y] = [(video.videoWidth - side) / 2, (video.videoHeight - side) / 2];
  context.drawImage(video, x, y, side, side, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.9));
  return new File([/** @type {Blob} */ (blob)], "from the camera", { type: "image/jpeg" });
}
