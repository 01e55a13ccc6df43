"""Verifies a permit with PyJWT alone: python verify.py permit.jwt jwks.json status.jwt [SECONDS]"""
import base64, json, sys, time, zlib
import jwt

token, keys, listed = (open(it, encoding="ascii").read().strip() for it in sys.argv[1:4])
now = int(sys.argv[4]) if len(sys.argv) > 4 else time.time()
keys = {it["kid"]: jwt.PyJWK(it) for it in json.loads(keys)["keys"] if it.get("exp", now + 1) > now}


def claims(text, typ, **asked):
    header = jwt.get_unverified_header(text)
    assert header["typ"] == typ and header["kid"] in keys, "another type, or no key that counts"
    return jwt.decode(text, keys[header["kid"]], algorithms=["EdDSA"], issuer="https://gate.example", **asked)


permit = claims(token, "trading-permit+jwt", audience="https://exchange.example",
                options={"strict_aud": True, "require": ["exp", "nbf", "sub"]})
status = claims(listed, "statuslist+jwt")
place, packed = permit["status"]["status_list"], zlib.decompress(base64.urlsafe_b64decode(status["status_list"]["lst"] + "=="))
assert status["sub"] == place["uri"] and status["status_list"]["bits"] == 2, "another list"
assert 0 <= now - status["iat"] <= 86400, "a list that is not fresh is no list"
answer = packed[place["idx"] // 4] >> 2 * (place["idx"] % 4) & 3
print(permit["sub"], permit["tier"], ["valid", "revoked", "suspended", "never given out"][answer])
sys.exit(answer != 0)
