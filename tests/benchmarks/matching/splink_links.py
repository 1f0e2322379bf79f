"""Links the listings of a CSV with Splink; run in its own environment, never imported: `splink_links.py IN OUT`.

In: unique_id,source_dataset,name (parts sorted),parts (space between),born,country. Out: the two unique ids and the
probability. Settings: array of name parts, Jaro-Winkler of the sorted name, birth date, country; trained by EM.
"""

import csv
import sys

import duckdb
import splink.comparison_library as cl
from splink import Linker, SettingsCreator, block_on
from splink.backends.duckdb import DuckDBAPI

BLOCKS = (
    ("name",),
    ("born",),
    ("first_part", "birth_year"),
    ("last_part", "birth_year"),
    ("first_part", "last_part"),
    ("first_part", "country"),
    ("last_part", "country"),
)


def main(source: str, target: str) -> None:
    """Read, train, predict, write."""
    database = duckdb.connect()
    database.execute(
        "create table listings as select unique_id, source_dataset, name, string_split(parts, ' ') as parts, "
        "nullif(born, '') as born, nullif(born[:4], '') as birth_year, nullif(country, '') as country, "
        "string_split(parts, ' ')[1] as first_part, string_split(parts, ' ')[-1] as last_part "
        "from read_csv(?, header=true, all_varchar=true)",
        [source],
    )
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[
            cl.JaroWinklerAtThresholds("name", [0.95, 0.88, 0.8]),
            cl.ArrayIntersectAtSizes("parts", [3, 2, 1]),
            cl.LevenshteinAtThresholds("born", [1, 2]),
            cl.ExactMatch("country"),
        ],
        blocking_rules_to_generate_predictions=[block_on(*columns) for columns in BLOCKS],
    )
    api = DuckDBAPI(database)
    linker = Linker(api.register("listings"), settings)
    linker.training.estimate_probability_two_random_records_match([block_on("name", "born")], recall=0.3)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("born"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("first_part", "last_part"))
    found = linker.inference.predict(threshold_match_probability=0.01)
    with open(target, "w", encoding="utf-8", newline="") as stream:  # noqa: PTH123 - runs where only Splink is
        rows = csv.writer(stream)
        for record in found.as_record_list():
            rows.writerow([record["unique_id_l"], record["unique_id_r"], record["match_probability"]])


if __name__ == "__main__":
    main(*sys.argv[1:3])
