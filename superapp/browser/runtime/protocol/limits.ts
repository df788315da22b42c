// Every bound of the program runtime in one place, with units. The worker, the view and the host read it; the server has
// bounds of its own and does not rely on these.

// What the view accepts from a worker whose code it does not trust.
export const OPS_PER_MESSAGE_MAX = 50_000;
export const OPS_PER_SECOND_MAX = 400_000; // a 1,000-row list is about 15,000 ops
export const BUSY_MS_MAX = 900; // of drawing in one second …
export const BUSY_SECONDS_MAX = 8; // … for so many in a row
export const NODES_MAX = 60_000;
export const TEXT_CHARS_MAX = 1 << 20;
export const SHEETS_MAX = 2_000;
export const SHEET_CHARS_MAX = 1 << 20;
export const LISTENERS_PER_NODE_MAX = 32;

// A canvas and what is drawn on it. Pixels of the picture itself, not of the screen.
export const CANVAS_PX_MAX = 4_096; // width and height, as on the platform
export const PICTURE_PIXELS_MAX = 64_000_000;
export const PICTURES_AT_ONCE_MAX = 8;
export const PICTURE_CACHE_PIXELS_MAX = 16_000_000; // of the older drawing api, which names a picture at each draw
export const TEMP_FILES_BYTES_MAX = 64 * 1024 * 1024;

// What the host accepts from a worker or a view.
export const MESSAGES_PER_SECOND_MAX = 2_000;
export const ARGUMENT_CHARS_MAX = 1 << 20; // the JSON of one call
export const CALL_BYTES_MAX = 32 * 1024 * 1024; // all files of one call together
export const CALL_FILES_MAX = 20;
export const USER_FILES_BYTES_MAX = 50 * 1024 * 1024; // that a program keeps on a device; 200 MB on the platform
export const USER_FILES_MAX = 2_000;
export const LOG_CHARS_MAX = 8_000;
export const LOGS_PER_SECOND_MAX = 200;
export const CALLS_IN_FLIGHT_MAX = 64;
export const KEEPALIVE_CHARS_MAX = 15_000; // a browser lets 64 KB of requests outlive their page
export const LAST_WORDS_MS = 400; // for what a program stores while it is closed

// Heartbeat. A slow start is not a hang, so the first answer has more time.
export const PING_EVERY_MS = 1_000;
export const HANG_AFTER_MS = 3_500;
export const START_WITHIN_MS = 8_000;

// What mini-program developers expect of the platform (facts/mini-program.md).
export const PAGE_STACK_MAX = 10;
export const REQUESTS_IN_FLIGHT_MAX = 10;
export const SOCKETS_MAX = 5;
export const REQUEST_TIMEOUT_MS = 60_000;
export const SET_DATA_CHARS_MAX = 1024 * 1024;
export const STORAGE_KEY_BYTES_MAX = 1024 * 1024;
export const STORAGE_BYTES_MAX = 10 * 1024 * 1024;
export const RPX_PER_WIDTH = 750;
