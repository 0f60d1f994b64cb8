"""The towns and regions on both sides of the border: where they lie, and which of them a text names."""

from knowledge.places.place import Extent, Place, distance_km
from knowledge.places.recognition import PlaceFinder
from knowledge.places.table import PlaceTable

__all__ = ["Extent", "Place", "PlaceFinder", "PlaceTable", "distance_km"]
