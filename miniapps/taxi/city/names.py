"""What streets and places of the city are called. All invented; grow.py hands the names out."""

WORDS = (
    "Alder Amber Anchor Aspen Barley Beacon Bell Birch Bramble Candle Cedar Chapel Clover Cooper Copper Cormorant "
    "Dyer Ember Fern Finch Flint Foundry Gable Garnet Glover Granary Hazel Heron Hops Indigo Iris Juniper Kiln "
    "Kite Lantern Larch Linden Loom Lark Maple Marigold Mason Meadow Mill Mint Moss Needle Nettle Oak Orchard "
    "Osprey Paper Pear Pebble Pewter Plover Poplar Quarry Quill Quince Reed Ropewalk Rowan Saddler Saffron Sage "
    "Salt Shell Sparrow Spindle Starling Swallow Tallow Tanner Thistle Timber Velvet Walnut Weaver Willow Wren"
)
"""First words of street names."""

UP = ("Street", "Lane", "Street", "Row")
"""For streets that run north."""

ACROSS = ("Road", "Way", "Road", "Terrace")
"""For streets that run east."""

RING, DIAGONAL, RISE = "Shore Drive", "Tidemark Avenue", "Observatory Rise"

PLACES = [
    ("station", "Central Station", "train", (0, -1)),
    ("harbour", "Old Harbour", "water", (-6, -2)),
    ("market", "Market Hall", "shop", (-2, 1)),
    ("hospital", "Rowan Hospital", "care", (3, 3)),
    ("university", "University", "study", (-3, -4)),
    ("concert", "Concert House", "music", (1, 2)),
    ("museum", "Museum of Maps", "art", (2, -1)),
    ("garden", "Glasshouse Garden", "green", (5, -3)),
    ("stadium", "Swallow Stadium", "sport", (4, 5)),
    ("observatory", "Observatory", "view", (-3, 5)),
    ("ferry", "Ferry Landing", "water", (6, 2)),
    ("library", "City Library", "study", (-1, -2)),
    ("airfield", "Island Airfield", "plane", (0, -6)),
    ("lighthouse", "North Lighthouse", "view", (0, 7)),
]
"""(id, name, kind, corner of the grid it stands at)."""
