// Coordinates. Browsers speak WGS-84; Chinese maps shift it by a published offset (GCJ-02), and programs ask for either.
// The offset applies within China's bounding box alone.

export type Point = { latitude: number; longitude: number };

const RADIUS_M = 6_378_245; // Krasovsky 1940
const ECCENTRICITY_SQUARED = 0.00669342162296594;

export function gcj02(from: Point): Point {
  const { latitude, longitude } = from;
  if (longitude < 72.004 || longitude > 137.8347 || latitude < 0.8293 || latitude > 55.8271) return from;
  const [x, y] = [longitude - 105, latitude - 35];
  const radians = (latitude / 180) * Math.PI;
  const bend = 1 - ECCENTRICITY_SQUARED * Math.sin(radians) ** 2;
  const metresPerDegreeNorth = ((RADIUS_M * (1 - ECCENTRICITY_SQUARED)) / bend ** 1.5) * (Math.PI / 180);
  const metresPerDegreeEast = (RADIUS_M / Math.sqrt(bend)) * Math.cos(radians) * (Math.PI / 180);
  return {
    latitude: latitude + north(x, y) / metresPerDegreeNorth,
    longitude: longitude + east(x, y) / metresPerDegreeEast,
  };
}

// Metres; sums of sines of the distance from 105° E, 35° N.
function north(x: number, y: number): number {
  const plain = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * Math.sqrt(Math.abs(x));
  return plain + waves(x, [20, 6], [20, 2]) + waves(y, [20, 1], [40, 1 / 3]) + waves(y, [160, 1 / 12], [320, 1 / 30]);
}

function east(x: number, y: number): number {
  const plain = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * Math.sqrt(Math.abs(x));
  return plain + waves(x, [20, 6], [20, 2]) + waves(x, [20, 1], [40, 1 / 3]) + waves(x, [150, 1 / 12], [300, 1 / 30]);
}

/** Two sines of `at` with amplitude and frequency (in half turns), two thirds of their sum. */
function waves(at: number, ...sines: [amplitude: number, frequency: number][]): number {
  return (sines.reduce((sum, [size, turns]) => sum + size * Math.sin(at * turns * Math.PI), 0) * 2) / 3;
}
