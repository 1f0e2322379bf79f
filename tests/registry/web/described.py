"""Two people as the lists of the tests describe them."""

KAREM = {"ref": "1", "name": "Karem Abu Testun al-Nahri", "born": "1961-04-07", "aliases": ["كريم أبو تستون النهري"]}
MARIJA = {"ref": "2", "name": "Marija Probnić", "born": "1970-01-02"}
