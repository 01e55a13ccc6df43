"""Verifies a permit with PyJWT alone: python verify.py permit.jwt jwks.json status.jwt [SECONDS [AUDIENCE [ISSUER]]]"""
import base64, json, sys, time, zlib
import jwt

token, keys, listed = (open(it, encoding="ascii").read().strip() for it in sys.argv[1:4])
now = int(sys.argv[4]) if len(sys.argv) > 4 else time.time()
audience = sys.argv[5] if len(sys.argv) > 5 else "https://exchange.example"
issuer = sys.argv[6] if len(sys.argv) > 6 else "https://gate.example"
keys = {it["kid"]: jwt.PyJWK(it) for it in json.loads(keys)["keys"] if it.get("exp", now + 1) > now}
known = {"aud", "evidence_digest", "exp", "iat", "iss", "jti", "nbf", "policy_digest", "status", "sub", "tier", "trade"}


def claims(text, typ, options, **asked):
    header = jwt.get_unverified_header(text)
    assert header["typ"] == typ and header["kid"] in keys, "another type, or no key that counts"
    # Times are compared with the instant that was asked for, below.
    options = options | {"verify_exp": False, "verify_nbf": False, "verify_iat": False}
    return jwt.decode(text, keys[header["kid"]], algorithms=["EdDSA"], issuer=issuer, options=options, **asked)


permit = claims(token, "trading-permit+jwt", {"strict_aud": True, "require": ["exp", "nbf", "sub"]}, audience=audience)
assert permit["nbf"] <= now < permit["exp"], "not yet, or no longer"
assert permit.keys() <= known, "a claim that nobody here knows"
status = claims(listed, "statuslist+jwt", {"require": ["iat", "sub"]})
place, packed = permit["status"]["status_list"], zlib.decompress(base64.urlsafe_b64decode(status["status_list"]["lst"] + "=="))
assert status["sub"] == place["uri"] and status["status_list"]["bits"] == 2, "another list"
assert 0 <= now - status["iat"] <= 86400 and now < status.get("exp", now + 1), "a list that is not fresh is no list"
answer = packed[place["idx"] // 4] >> 2 * (place["idx"] % 4) & 3
print(permit["sub"], permit["tier"], ["valid", "revoked", "suspended", "never given out"][answer])
sys.exit(answer != 0)
