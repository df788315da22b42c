// Bytes and base64, for requests and for wx.arrayBufferToBase64.

const CHUNK = 0x8000; // String.fromCharCode takes its arguments on the stack

export function base64Of(data: ArrayBuffer | ArrayBufferView): string {
  const bytes = ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
  let text = '';
  for (let at = 0; at < bytes.length; at += CHUNK) text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return btoa(text);
}

export function bytesOf(base64: string): ArrayBuffer {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)).buffer;
}

export function bytes() {
  return {
    arrayBufferToBase64: (data: unknown) => base64Of(data as ArrayBuffer),
    base64ToArrayBuffer: (text: unknown) => bytesOf(String(text)),
  };
}
