/* A photo made small: drawn anew as a JPEG of at most half a megabyte, so that place, time and camera are gone. */
const LONGEST = 1600;
const MOST = 500000;
const QUALITIES = [0.82, 0.7, 0.55, 0.4];

function drawn(picture, longest) {
  const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}

const jpeg = (canvas, quality) => new Promise((done) => { canvas.toBlob(done, "image/jpeg", quality); });

export async function smaller(file) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  for (let longest = LONGEST; ; longest = Math.round(longest / 2)) {
    const canvas = drawn(picture, longest);
    for (const quality of QUALITIES) {
      const made = await jpeg(canvas, quality);
      if (made.size <= MOST) return new Uint8Array(await made.arrayBuffer());
    }
  }
}
