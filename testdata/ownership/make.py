"""Writes the made ownership statements of this folder. Names are made up; run it here: python3 make.py"""

import json


class File:
    def __init__(self, name, subject):
        self.name, self.subject, self.all = name, subject, []

    def statement(self, kind, record, details, day="2026-01-15", status="new"):
        number = len(self.all) + 1
        self.all.append({
            "statementId": f"{self.name}-{number:04}".ljust(32, "0"),
            "declarationSubject": self.subject,
            "statementDate": day,
            "publicationDetails": {
                "publicationDate": day, "bodsVersion": "0.4", "publisher": {"name": "Register of Utopia"},
            },
            "source": {"type": ["officialRegister"]},
            "recordId": record,
            "recordType": kind,
            "recordStatus": status,
            "recordDetails": {"isComponent": False, **details},
        })

    def entity(self, record, name, subtype=None, kind="registeredEntity", **more):
        of = {"type": kind, **({"subtype": subtype} if subtype else {})}
        self.statement("entity", record, {"entityType": of, "name": name, **more})

    def person(self, record, given, family, born, **more):
        name = {"type": "legal", "fullName": f"{given} {family}", "givenName": given, "familyName": family}
        self.statement("person", record, {"personType": "knownPerson", "names": [name], "birthDate": born, **more})

    def holds(self, party, subject, declared=None, **interests):
        listed = []
        for kind, share in interests.items():
            interest = {"type": kind, "directOrIndirect": "direct", "startDate": "2020-01-01"}
            if declared is not None:
                interest["beneficialOwnershipOrControl"] = declared
            if share is not None:
                interest["share"] = share if isinstance(share, dict) else {"exact": share}
            listed.append(interest)
        record = f"{party}-in-{subject}" if isinstance(party, str) else f"nobody-in-{subject}"
        self.statement("relationship", record, {"subject": subject, "interestedParty": party, "interests": listed})

    def write(self):
        with open(f"{self.name}.json", "w") as out:
            json.dump(self.all, out, indent=1)
            out.write("\n")


# Two chains to one person: 60 % of 45 %, and 9 % beside it, which no single holding shows.
it = File("chain", "lanterns")
it.entity("lanterns", "Zenith Lanterns Ltd", jurisdiction={"name": "Utopia", "code": "UT"})
it.entity("harbour", "Harbour Holding BV")
it.person("anna", "Anna Maria", "Eriksson", "1974-08-12", nationalities=[{"name": "Utopia"}])
it.person("bertil", "Bertil", "Lindqvist", "1961-02-03")
it.person("carla", "Carla", "Montoya", "1969-11-30")
it.holds("harbour", "lanterns", shareholding=45)
it.holds("anna", "harbour", shareholding=60)
it.holds("bertil", "harbour", shareholding=40)
it.holds("anna", "lanterns", shareholding=9)
it.holds("carla", "lanterns", shareholding=46)
it.write()

# Bands, a remainder that nobody is named for, an owner who controls a holder, a circle, and a listed company.
it = File("group", "trading")
it.entity("trading", "Quillmarsh Trading Ltd")
it.entity("alpha", "Alpha Holding SA")
it.entity("beta", "Beta Holding SA")
it.entity("gamma", "Gamma Invest plc", publicListing={"hasPublicListing": True})
it.person("dora", "Dora", "Hansen", "1980-05-06", politicalExposure={"status": "isPep"})
it.person("emil", "Emil", "Novak", "1955-12-24")
it.holds("alpha", "trading", shareholding=40, votingRights=40)
it.holds("gamma", "trading", shareholding=20, votingRights=20)
it.holds("emil", "trading", declared=True, shareholding={"minimum": 10, "exclusiveMaximum": 25},
         votingRights={"exclusiveMinimum": 25, "maximum": 50})
it.holds("beta", "alpha", shareholding=30)
it.holds("alpha", "beta", shareholding=10)
it.holds("dora", "alpha", shareholding=55)
it.holds("dora", "beta", shareholding=20)
it.write()

# A trust with a corporate trustee, and a nominee.
it = File("trust", "maritime")
it.entity("maritime", "Maritime Ventures Inc")
it.entity("family", "Hansen Family Trust", kind="arrangement", subtype="trust")
it.entity("trustee", "Fiduciary Services Ltd")
it.entity("nomination", "Nomination of 4 May 2021", kind="arrangement", subtype="nomination")
it.person("dora", "Dora", "Hansen", "1980-05-06")
it.person("frida", "Frida", "Hansen", "2009-01-09")
it.person("gustav", "Gustav", "Meyer", "1958-07-17")
it.person("hilde", "Hilde", "Brandt", "1971-03-21")
it.person("ivan", "Ivan", "Kovac", "1966-10-02")
it.holds("family", "maritime", shareholding=50)
it.holds("nomination", "maritime", shareholding=50)
it.holds("dora", "family", settlor=None)
it.holds("frida", "family", beneficiaryOfLegalArrangement=None)
it.holds("trustee", "family", trustee=None)
it.holds("gustav", "trustee", shareholding=100)
it.holds("hilde", "nomination", nominator=None)
it.holds("ivan", "nomination", nominee=None)
it.write()

# Two persons who hold half of an entity between, and half of what that holds.
it = File("blocked", "exchange")
it.entity("exchange", "Orlov Exchange Ltd")
it.entity("delta", "Delta Shipping Ltd")
it.person("kirill", "Kirill", "Orlov", "1970-01-02")
it.person("lev", "Lev", "Orlov", "1972-03-04")
it.person("carla", "Carla", "Montoya", "1969-11-30")
it.holds("delta", "exchange", shareholding=50)
it.holds("carla", "exchange", shareholding=50)
it.holds("kirill", "delta", shareholding=25)
it.holds("lev", "delta", shareholding=25)
it.holds("carla", "delta", shareholding=50)
it.write()
