// The city as the `map` component draws it: land, parks and water as areas, streets as lines with a casing, places and
// avenues as named marks. Where the operator has set no tiles this is the whole map. Both programs carry this file.
const LOOKS = {
  light: {
    sea: '#cfe3e8', land: '#f3f1ea', park: '#d5e6cb', casing: '#ddd8cc',
    roads: ['#f6d58c', '#fae4b0', '#ffffff'], name: '#4a5652', route: '#0c6b5f', way: '#5a8f88',
  },
  dark: {
    sea: '#10262d', land: '#1b2221', park: '#1d3228', casing: '#141a19',
    roads: ['#6d5a2c', '#57502f', '#36413f'], name: '#b7c4c0', route: '#6fd0bd', way: '#4a8379',
  },
};
const WIDTHS = [6, 6, 4];
const NAMES_FROM_SCALE = 14.2;
const METRES_A_DEGREE = 111320;

const theme = () => {
  const info = wx.getAppBaseInfo ? wx.getAppBaseInfo() : wx.getSystemInfoSync();
  return info.theme === 'dark' ? 'dark' : 'light';
};

function placer(city) {
  const [latitude, longitude] = city.origin;
  const stretch = METRES_A_DEGREE * Math.cos((latitude * Math.PI) / 180);
  const round = (value) => Math.round(value * 1e5) / 1e5;
  return (x, y) => ({ latitude: round(latitude + y / METRES_A_DEGREE), longitude: round(longitude + x / stretch) });
}

const nodePlace = (city, node) => placer(city)(city.nodes[node * 2], city.nodes[node * 2 + 1]);

// { polygons, polyline }: what never changes, in the colours of the theme.
function ground(city) {
  const look = LOOKS[theme()];
  const place = placer(city);
  const area = (flat, fillColor) => {
    const points = [];
    for (let at = 0; at < flat.length; at += 2) points.push(place(flat[at], flat[at + 1]));
    return { points, fillColor, strokeColor: fillColor, strokeWidth: 1 };
  };
  const far = 60000;
  const lines = city.streets.flatMap(({ rank, paths }) =>
    paths.map((path) => ({ rank, points: path.map((node) => place(city.nodes[node * 2], city.nodes[node * 2 + 1])) })),
  );
  lines.sort((one, other) => other.rank - one.rank);
  return {
    polygons: [
      area([-far, -far, far, -far, far, far, -far, far], look.sea),
      area(city.land, look.land),
      ...city.parks.map((park) => area(park, look.park)),
      area(city.water, look.sea),
    ],
    polyline: [
      ...lines.map(({ rank, points }) => ({ points, color: look.casing, width: WIDTHS[rank] + 2 })),
      ...lines.map(({ rank, points }) => ({ points, color: look.roads[rank], width: WIDTHS[rank] })),
    ],
  };
}

// path: [[latitude, longitude], …] from the server. faint: the way of a car that comes, not the ride itself.
function route(path, faint) {
  const look = LOOKS[theme()];
  const points = path.map(([latitude, longitude]) => ({ latitude, longitude }));
  return { points, color: faint ? look.way : look.route, width: faint ? 4 : 6, dottedLine: Boolean(faint) };
}

function label(content, look, x, y) {
  return { content, color: look.name, fontSize: 11, anchorX: x, anchorY: y };
}

// Places are always marked; their names, and those of avenues, only where there is room for them.
function marks(city, scale) {
  const look = LOOKS[theme()];
  const near = scale >= NAMES_FROM_SCALE;
  const places = city.places.map((place, index) => ({
    id: 100 + index,
    ...nodePlace(city, place.node),
    iconPath: `/images/map/${place.kind}.svg`,
    width: 22,
    height: 22,
    anchor: { x: 0.5, y: 0.5 },
    ariaLabel: place.name,
    ...(near ? { label: label(place.name, look, 14, -8) } : {}),
  }));
  if (!near) return places;
  const avenues = city.streets
    .filter((street) => street.rank < 2)
    .map((street, index) => ({
      id: 800 + index,
      // Not all in the middle, where avenues cross and names would lie on each other.
      ...nodePlace(city, street.paths[0][Math.floor(street.paths[0].length * (0.3 + 0.13 * (index % 4)))]),
      iconPath: '/images/map/none.svg',
      width: 1,
      height: 1,
      ariaLabel: street.name,
      label: label(street.name, look, 6, 4),
    }));
  return [...places, ...avenues];
}

const mark = (id, place, picture, size, name, anchorY = 0.5) => ({
  id,
  latitude: place.latitude,
  longitude: place.longitude,
  iconPath: `/images/map/${picture}.svg`,
  width: size,
  height: size,
  anchor: { x: 0.5, y: anchorY },
  zIndex: 10 + (id % 100),
  ariaLabel: name,
});

module.exports = { ground, route, marks, mark, nodePlace, NAMES_FROM_SCALE };
