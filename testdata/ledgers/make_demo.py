#!/usr/bin/env python3
"""Writes the demonstration ledger of a made-up exchange, and what goes with it.

Usage: python3 testdata/ledgers/make_demo.py   (Python 3.9 or newer, nothing else)

Out come ledgers/demo.csv, ledgers/demo_planted.csv (which transaction belongs to which planted
typology), tags/demo.csv, customers/demo.csv and prices/demo.csv: the same bytes each time.
Nothing is random but a counter hashed with SHA-256; nobody in here exists. Addresses have the
shapes of real ones and were never made from a key.
"""
import csv
import datetime as dt
import hashlib
import io
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
START = dt.datetime(2026, 3, 2)
DAYS = 21
BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
# Euro for one unit on the first day, and how far the price may sway from day to day, in permille.
PRICES = {"EUR": ("1", 0), "USDT": ("0.92", 3), "USDC": ("0.92", 2), "ETH": ("2150", 25), "BTC": ("61200", 18),
          "KITE": ("0.37", 60)}
PLACES = {"EUR": 2, "USDT": 2, "USDC": 2, "ETH": 5, "BTC": 6, "KITE": 0}
EUR_ACCOUNT = "eur"


def digest(*key):
    return hashlib.sha256("/".join(map(str, key)).encode()).hexdigest()


class Dice:
    """Whole numbers drawn from a hashed counter; the same for the same name."""

    def __init__(self, name):
        self.name, self.count = name, 0

    def roll(self, low, high):
        self.count += 1
        return low + int(digest(self.name, self.count)[:15], 16) % (high - low + 1)

    def pick(self, things):
        return things[self.roll(0, len(things) - 1)]


def price(asset, day):
    """Euro for one unit on a day, with four decimals."""
    first, sway = PRICES[asset]
    drift = sum(int(digest("price", asset, it)[:8], 16) % (2 * sway + 1) - sway for it in range(day)) if sway else 0
    return (Decimal(first) * (1000 + max(-300, min(300, drift))) / 1000).quantize(Decimal("0.0001"))


def worth(euro, asset, day):
    """The amount of an asset that is worth so many euro."""
    return (Decimal(euro) / price(asset, day)).quantize(Decimal(1).scaleb(-PLACES[asset]), ROUND_HALF_EVEN)


def address(name, asset):
    """A made-up address of the shape that the asset uses."""
    seed = digest("wallet", name, "btc" if asset == "BTC" else "evm")
    if asset == "EUR":
        return f"{EUR_ACCOUNT}-{seed[:12]}"
    if asset == "BTC":
        return "bc1q" + "".join(BECH32[int(digest(seed, it)[:2], 16) % 32] for it in range(38))
    return "0x" + seed[:40]


class Ledger:
    def __init__(self):
        self.rows, self.planted, self.tags, self.customers = [], [], [], {}

    def move(self, when, sender, receiver, amount, asset, kind=None, memo="", value=True, plant=None):
        """One row. Names that begin with c- are customers, all others wallets of strangers."""
        day = max(0, (when - START).days)
        amount = Decimal(amount).quantize(Decimal(1).scaleb(-PLACES[asset]), ROUND_HALF_EVEN)
        ours = [it if it.startswith("c-") else "" for it in (sender, receiver)]
        kind = kind or {(0, 1): "deposit", (1, 0): "withdrawal"}.get((bool(ours[0]), bool(ours[1])), "transfer")
        seed = digest("tx", when, sender, receiver, amount, asset)
        txid = {"EUR": "sepa-" + seed[:16], "BTC": seed}.get(asset, "0x" + seed)
        euro = (amount * price(asset, day)).quantize(Decimal("0.01"), ROUND_HALF_EVEN)
        self.rows.append([when.strftime("%Y-%m-%dT%H:%M:%SZ"), address(sender, asset), address(receiver, asset),
                          f"{amount:f}", asset, txid, f"{euro:f}" if value else "", kind, *ours, memo])
        if plant:
            self.planted.append([plant, txid])

    def tag(self, name, asset, category, label, source):
        self.tags.append([address(name, asset), category, label, source])


def at(day, hour=0, minute=0, second=0):
    return START + dt.timedelta(days=day, hours=hour, minutes=minute, seconds=second)


def ordinary(book):
    """What most customers do: wages, savings plans, shopping, payouts, small debts among friends."""
    dice = Dice("ordinary")
    clock = lambda day, first=7, last=21: at(day, dice.roll(first, last), dice.roll(0, 59), dice.roll(0, 59))
    for number in range(1, 13):                                   # a weekly wage, part of it saved in coin
        name, wage = f"c-{number:04}", dice.roll(420, 930)
        for week in range(3):
            paid = clock(7 * week + 4, 6, 11)
            book.move(paid, f"employer-{number % 5}", name, wage, "EUR", memo=f"wage week {week + 10}")
            saved, coin = dice.roll(60, wage // 2), dice.pick(["BTC", "ETH", "BTC", "USDC"])
            bought = paid + dt.timedelta(hours=dice.roll(2, 30), minutes=dice.roll(0, 59))
            book.move(bought, name, "hot", saved, "EUR", "trade", "savings plan")
            book.move(bought, "hot", name, worth(saved, coin, (bought - START).days), coin, "trade", "savings plan")
    for number in range(13, 21):                                  # traders who bring coin and take coin
        name = f"c-{number:04}"
        for _ in range(dice.roll(4, 6)):
            day, coin = dice.roll(0, DAYS - 2), dice.pick(["BTC", "ETH", "USDT", "USDC"])
            book.move(clock(day), f"own-{number}", name, worth(dice.roll(150, 4200), coin, day), coin)
        for _ in range(dice.roll(2, 3)):
            day, coin = dice.roll(2, DAYS - 1), dice.pick(["ETH", "USDT"])
            book.move(clock(day), name, f"own-{number}", worth(dice.roll(90, 1900), coin, day), coin)
    for number in range(75):                                      # a web shop whose wallet is tagged
        day = dice.roll(0, DAYS - 1)
        book.move(clock(day), f"shopper-{number % 58}", "shop", worth(dice.roll(12, 240), "USDC", day), "USDC",
                  memo=f"order {2000 + number}")
    for day in range(2, DAYS, 3):                                 # a mining pool pays out
        for number in range(21, 27):
            book.move(at(day, 3, 10, number), "pool", f"c-{number:04}", worth(dice.roll(9, 60), "BTC", day), "BTC",
                      memo="payout")
    for number in range(45):                                      # friends settle small debts
        day = dice.roll(0, DAYS - 1)
        first, second = dice.roll(1, 26), dice.roll(1, 26)
        if first != second:
            book.move(clock(day), f"c-{first:04}", f"c-{second:04}", dice.roll(5, 85), "EUR",
                      memo=dice.pick(["lunch", "thanks", "tickets", "", ""]))
    for number in range(50):                                      # strangers' transfers that the export shows
        day, coin = dice.roll(0, DAYS - 1), dice.pick(["ETH", "USDT", "USDC"])
        book.move(clock(day), f"stranger-{dice.roll(0, 59)}", f"stranger-{dice.roll(60, 119)}",
                  worth(dice.roll(20, 2600), coin, day), coin)
    for number in range(4):                                       # a token nobody quotes: value unknown
        book.move(clock(5 + number), f"kite-{number}", f"c-{number + 14:04}", dice.roll(800, 9000), "KITE",
                  memo="airdrop", value=False)
    book.move(at(-195, 10, 12), "own-27", "c-0027", 120, "EUR", memo="last transfer of 2025")
    book.move(at(6, 15, 40), "c-0027", "own-27", 85, "EUR")       # wakes, but for a trifle


def planted(book):
    """One of each typology, and what the customers concerned did besides."""
    dice = Dice("planted")

    def plant(name):
        return lambda *row, **more: book.move(*row, plant=name, **more)

    row = plant("structuring-below-threshold")
    for number, euro in enumerate([9650, 9800, 9420, 9900, 9275]):
        row(at(3, 9 + 11 * number, 5 + 7 * number), "own-31", "c-0031", euro, "EUR")

    row = plant("structuring-withdrawals")
    book.move(at(-9, 12), "own-32", "c-0032", 41000, "EUR", memo="sale of a car")
    for number, euro in enumerate([9700, 9700, 9350, 9900]):
        row(at(8, 10 + 9 * number, 22), "c-0032", f"payee-{number % 3}", euro, "EUR", memo=f"invoice {71 + number}")

    row = plant("smurfing")
    for number in range(7):
        row(at(10, 8 + 4 * number, dice.roll(0, 59)), f"smurf-{number}", "c-0033",
            worth(dice.roll(1500, 2400), "USDT", 10), "USDT")

    row = plant("velocity-high-values")
    row(at(12, 9, 1), "desk", "c-0034", worth(38000, "BTC", 12), "BTC")
    row(at(12, 13, 30), "desk", "c-0034", worth(44500, "BTC", 12), "BTC")
    row(at(12, 20, 45), "c-0034", "vault-34", worth(29000, "ETH", 12), "ETH")

    row = plant("large-first-deposit")
    row(at(14, 11, 3), "own-35", "c-0035", 36000, "EUR", memo="transfer")
    row(at(14, 18, 41), "own-35", "c-0035", 22500, "EUR", memo="transfer 2")

    row = plant("dormant-then-active")
    book.move(at(-202, 16, 30), "own-36", "c-0036", 75, "EUR")
    row(at(5, 2, 14), "thief", "c-0036", worth(9800, "USDC", 5), "USDC")
    row(at(6, 3, 2), "c-0036", "thief-2", worth(4100, "USDC", 6), "USDC")

    row = plant("pass-through")
    for number, euro in enumerate([2900, 6400]):
        day, coin = 7 + 6 * number, ["USDT", "ETH"][number]
        amount = worth(euro, coin, day)
        row(at(day, 14, 20), f"victim-{number}", f"c-{37 + number:04}", amount, coin)
        row(at(day, 14, 20 + 35), f"c-{37 + number:04}", f"cash-{number}", amount * Decimal("0.97"), coin)

    row = plant("fan-in")
    for number in range(16):
        row(at(16, 6 + number, dice.roll(0, 59)), f"buyer-{number}", "collector",
            worth(dice.roll(70, 480), "USDT", 16), "USDT")

    row = plant("fan-out")
    book.move(at(1, 9), "own-39", "c-0039", 6400, "USDC")
    for number in range(9):
        row(at(9, 10, 4 * number), "c-0039", f"hand-{number}", dice.roll(430, 470), "USDC")

    row = plant("gather-scatter")
    for number in range(4):
        row(at(11, 10 + number, 30), f"giver-{number}", "c-0040", worth(780, "ETH", 11), "ETH")
    for number in range(4):
        row(at(12, 8 + 2 * number, 10), "c-0040", f"taker-{number}", worth(745, "ETH", 11), "ETH")

    row = plant("scatter-gather")
    for number in range(4):
        row(at(17, 9, 3 * number), "spring", f"courier-{number}", 1200 + 10 * number, "USDT")
    for number in range(4):
        row(at(18, 7 + 5 * number, 17), f"courier-{number}", "basin", 1140 + 10 * number, "USDT")

    row = plant("temporal-cycle")
    ring, amount = ["c-0041", "ring-1", "ring-2", "c-0042"], Decimal("2.4")
    for number, name in enumerate(ring):
        row(at(15, 8 + 9 * number, 44), name, ring[(number + 1) % 4], amount, "ETH")
        amount *= Decimal("0.985")

    row = plant("layering-chain")
    chain, amount = ["loot", *(f"relay-{it}" for it in range(1, 6)), "exit"], Decimal("0.8412")
    for number in range(6):
        row(at(18, 22 + 3 * number, 8), chain[number], chain[number + 1], amount, "BTC")
        amount *= Decimal("0.99") if number % 2 else Decimal("0.93")


def facts(book):
    made, found = "made up for the demonstration", "made up, as if from a public list"
    for asset in ("EUR", "BTC", "ETH"):
        book.tag("hot", asset, "hot_wallet", "own hot wallet", made)
    book.tag("shop", "USDC", "merchant", "web shop", made)
    book.tag("pool", "BTC", "mining_pool", "mining pool", made)
    book.tag("loot", "BTC", "stolen_funds", "theft of January", found)
    book.tag("exit", "BTC", "mixer", "mixing service", found)
    book.tag("cash-0", "USDT", "p2p_exchange", "market without names", found)
    dice = Dice("customers")
    for number in range(1, 43):
        opened = dt.date(2025, 1, 5) + dt.timedelta(days=dice.roll(0, 300))
        risk = dice.pick(["low", "low", "low", "medium"])
        country = dice.pick(["DE", "FR", "NL", "IT", "ES", "AT", "IE", "PT"])
        book.customers[f"c-{number:04}"] = [risk, country, opened.isoformat()]
    book.customers["c-0035"][2] = (START + dt.timedelta(days=13)).date().isoformat()
    book.customers["c-0037"] = ["high", "LT", (START + dt.timedelta(days=2)).date().isoformat()]
    # These two have transfers of the year before.
    book.customers["c-0027"][2] = book.customers["c-0036"][2] = "2024-11-20"


def write(path, header, rows):
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([header, *rows])
    (HERE / path).write_text(text.getvalue(), encoding="utf-8", newline="")


def main():
    book = Ledger()
    ordinary(book)
    planted(book)
    facts(book)
    book.rows.sort()
    ids = [it[5] for it in book.rows]
    assert len(set(ids)) == len(ids), "two rows have one transaction id"
    write("ledgers/demo.csv", "time,from,to,amount,asset,txid,value,kind,from_customer,to_customer,memo".split(","),
          book.rows)
    write("ledgers/demo_planted.csv", ["rule", "txid"], book.planted)
    write("tags/demo.csv", ["wallet", "category", "label", "source"], book.tags)
    write("customers/demo.csv", ["customer", "risk", "country", "opened"],
          [[name, *rest] for name, rest in sorted(book.customers.items())])
    days = [(START + dt.timedelta(days=it)).date().isoformat() for it in range(-210, DAYS + 1)]
    quotes = [[asset, day, f"{price(asset, max(0, it - 210)).normalize():f}"]
              for asset in PRICES for it, day in enumerate(days) if asset != "EUR" and it >= 205]
    write("prices/demo.csv", ["asset", "day", "price"], quotes)


if __name__ == "__main__":
    main()
