// Reads a QR code out of pixels. A bundle of its own (scan.js), because few people ever scan: sheets/scan.ts loads it
// when the browser has no reader of codes itself.

import decodeQR from 'qr/decode.js';

const EFFORT_MS = 400; // for a picture that holds still

/** The text of the code, or null when there is none. */
export function readCode(image: ImageData): string | null {
  try {
    return decodeQR(image, { timeLimit: EFFORT_MS });
  } catch {
    return null; // the reader says by throwing that it found nothing
  }
}
