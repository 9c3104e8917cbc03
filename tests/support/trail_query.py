"""Runs a query for Athena or CloudTrail Lake over CloudTrail's records: STORE QUERY RECORDS, prints CSV.

STORE is `athena` (requests are JSON texts, times are texts) or `lake` (maps of texts, timestamps).
"""

import csv
import json
import sys

import duckdb
import sqlglot

TEXTS = ["eventID", "eventSource", "eventName", "awsRegion", "errorCode", "errorMessage", "recipientAccountId"]


def text(value):
    return value if value is None or isinstance(value, str) else json.dumps(value)


def parameters(store, value):
    if value is None:
        return None
    if store == "athena":
        return json.dumps(value)
    return {key: text(member) for key, member in value.items()} if isinstance(value, dict) else None


def main():
    store, query, records = sys.argv[1:]
    query, records = open(query).read(), [json.loads(line) for line in open(records)]
    for dialect in {"athena": ["athena", "trino"], "lake": ["trino"]}[store]:
        sqlglot.parse_one(query, read=dialect)
    kind, time = {"athena": ("VARCHAR", "VARCHAR"), "lake": ("MAP(VARCHAR, VARCHAR)", "TIMESTAMP")}[store]
    database = duckdb.connect()
    columns = [f"{name.lower()} VARCHAR" for name in TEXTS]
    columns += [f"eventtime {time}", f"requestparameters {kind}", f"additionaleventdata {kind}"]
    database.execute(f"CREATE TABLE trail ({', '.join(columns)})")
    for record in records:
        when = record["eventTime"]
        when = when if store == "athena" else when.replace("T", " ").replace("Z", "")
        row = [text(record.get(name)) for name in TEXTS] + [when]
        row += [parameters(store, record.get(name)) for name in ["requestParameters", "additionalEventData"]]
        database.execute(f"INSERT INTO trail VALUES ({', '.join('?' * len(row))})", row)
    answer = database.execute(sqlglot.transpile(query, read="trino", write="duckdb")[0])
    out = csv.writer(sys.stdout)
    out.writerow(column[0] for column in answer.description)
    out.writerows(["" if cell is None else cell for cell in row] for row in answer.fetchall())


main()
