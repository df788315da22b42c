// Codes in pictures: by the browser's own reader where it has one, else by scan.js, which reads QR codes.

export type Code = { text: string; type: string };
type Found = { rawValue: string; format: string };
type Detector = new (options: { formats: string[] }) => { detect(from: ImageBitmapSource): Promise<Found[]> };
export type Reader = (from: ImageBitmap | HTMLVideoElement) => Promise<Code | null>;

/** scanType of the platform -> formats of the browser. */
const FORMATS: { [scanType: string]: string[] } = {
  qrCode: ['qr_code'],
  barCode: ['codabar', 'code_39', 'code_93', 'code_128', 'ean_8', 'ean_13', 'itf', 'upc_a', 'upc_e', 'aztec'],
  datamatrix: ['data_matrix'],
  pdf417: ['pdf417'],
};
const SIDE_PX_MAX = 1_000;

/** scanTypes: of the platform; unknown ones are left out. Null when nothing here can read codes. */
export async function codeReader(scanTypes: string[]): Promise<Reader | null> {
  const wanted = scanTypes.flatMap((type) => FORMATS[type] ?? []);
  const { BarcodeDetector } = globalThis as {
    BarcodeDetector?: Detector & { getSupportedFormats(): Promise<string[]> };
  };
  const supported = BarcodeDetector ? await BarcodeDetector.getSupportedFormats().catch(() => []) : [];
  const formats = wanted.filter((format) => supported.includes(format));
  if (BarcodeDetector && formats.length > 0) {
    const detector = new BarcodeDetector({ formats });
    return async (from) => {
      const [found] = await detector.detect(from).catch(() => []);
      return found ? { text: found.rawValue, type: found.format.toUpperCase() } : null;
    };
  }
  const address = document.querySelector<HTMLMetaElement>('meta[name="scan"]')?.content;
  if (!address || !wanted.includes('qr_code')) return null;
  const loaded = (await import(address).catch(() => null)) as typeof import('./decode.ts') | null;
  if (!loaded) return null;
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true });
  return async (from) => {
    const [width, height] =
      from instanceof ImageBitmap ? [from.width, from.height] : [from.videoWidth, from.videoHeight];
    if (!context || width === 0 || height === 0) return null;
    const scale = Math.min(1, SIDE_PX_MAX / Math.max(width, height));
    canvas.width = Math.max(1, Math.round(width * scale));
    canvas.height = Math.max(1, Math.round(height * scale));
    context.fillStyle = '#fff';
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(from, 0, 0, canvas.width, canvas.height);
    const text = loaded.readCode(context.getImageData(0, 0, canvas.width, canvas.height));
    return text === null ? null : { text, type: 'QR_CODE' };
  };
}
