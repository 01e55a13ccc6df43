//! Curve parameters spelt out in a certificate: `ECParameters` in, the known curve they are out.
//!
//! Of the 164 authorities with such keys on the German master list of May 2026, 160 write their curve
//! out instead of naming it, as Doc 9303-12 asks. Every value must be that of one known curve; a
//! certificate that changes the generator alone could sign in anyone's name.

use super::curve512::BrainpoolP512r1;
use super::key::{Curve, KeyFault};
use super::rsa::trimmed;
use crate::base::Tlv;
use const_oid::ObjectIdentifier;
use elliptic_curve::ff::PrimeField;
use elliptic_curve::hazmat::FieldArithmetic;
use primeorder::PrimeCurveParams;

/// `prime-field` (X9.62).
const PRIME_FIELD: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.1.1");

/// The values of one curve, big-endian without leading zeros.
#[derive(Debug, PartialEq, Eq)]
struct Values {
    p: Vec<u8>,
    a: Vec<u8>,
    b: Vec<u8>,
    x: Vec<u8>,
    y: Vec<u8>,
    n: Vec<u8>,
}

/// The known curve that an `ECParameters` (RFC 3279 section 2.3.5) spells out.
pub(crate) fn curve(parameters: Tlv<'_>) -> Result<Curve, KeyFault> {
    let mut parts = parameters.demand(0x30).map_err(|_| KeyFault::Curve)?.parts();
    if parts.expect(0x02)?.value() != [1] {
        return Err(KeyFault::Form);
    }
    let mut field = parts.expect(0x30)?.parts();
    if field.expect(0x06)?.value() != PRIME_FIELD.as_bytes() {
        return Err(KeyFault::Curve);
    }
    let p = positive(field.expect(0x02)?)?;
    field.end()?;
    let mut equation = parts.expect(0x30)?.parts();
    let (a, b) = (equation.expect(0x04)?.value(), equation.expect(0x04)?.value());
    equation.optional(0x03)?; // the seed the curve was found with: no part of the curve
    equation.end()?;
    let generator = parts.expect(0x04)?.value();
    let n = positive(parts.expect(0x02)?)?;
    let cofactor = parts.optional(0x02)?;
    parts.end()?;
    if cofactor.is_some_and(|it| it.value() != [1]) {
        return Err(KeyFault::Curve);
    }
    Curve::ALL
        .into_iter()
        .find(|it| {
            let known = values(*it);
            known.p == p
                && known.n == n
                && known.a == trimmed(a)
                && known.b == trimmed(b)
                && is_generator(generator, &known)
        })
        .ok_or(KeyFault::Curve)
}

/// The digits of an INTEGER that is not negative.
fn positive(integer: Tlv<'_>) -> Result<&[u8], KeyFault> {
    let digits = integer.value();
    if digits.first().is_none_or(|it| it & 0x80 != 0) { Err(KeyFault::Form) } else { Ok(trimmed(digits)) }
}

/// Whether a point is the curve's generator, compressed, hybrid or not.
fn is_generator(point: &[u8], known: &Values) -> bool {
    let Some((form, digits)) = point.split_first() else { return false };
    let odd = known.y.last().is_some_and(|it| it & 1 == 1);
    let width = known.p.len();
    match form {
        2 | 3 => digits.len() == width && trimmed(digits) == known.x && (*form == 3) == odd,
        4 | 6 | 7 => {
            digits.len() == width * 2
                && trimmed(&digits[..width]) == known.x
                && trimmed(&digits[width..]) == known.y
                && (*form == 4 || (*form == 7) == odd)
        }
        _ => false,
    }
}

fn values(curve: Curve) -> Values {
    match curve {
        Curve::P256 => of::<p256::NistP256>(),
        Curve::P384 => of::<p384::NistP384>(),
        Curve::P521 => of::<p521::NistP521>(),
        Curve::Brainpool256 => of::<bp256::BrainpoolP256r1>(),
        Curve::Brainpool384 => of::<bp384::BrainpoolP384r1>(),
        Curve::Brainpool512 => of::<BrainpoolP512r1>(),
    }
}

/// The values as the curve's own implementation has them, so that no second table can differ.
fn of<C: PrimeCurveParams>() -> Values {
    use elliptic_curve::bigint::Encoding;
    let bytes = |it: &<C as FieldArithmetic>::FieldElement| trimmed(it.to_repr().as_ref()).to_vec();
    let modulus = <<C as FieldArithmetic>::FieldElement as PrimeField>::MODULUS;
    let digits: Vec<u8> =
        modulus.trim_start_matches("0x").chars().filter_map(|it| it.to_digit(16)).map(|it| it as u8).collect();
    let p: Vec<u8> = digits.rchunks(2).rev().map(|it| it.iter().fold(0, |sum, digit| sum << 4 | digit)).collect();
    Values {
        p: trimmed(&p).to_vec(),
        a: bytes(&C::EQUATION_A),
        b: bytes(&C::EQUATION_B),
        x: bytes(&C::GENERATOR.0),
        y: bytes(&C::GENERATOR.1),
        n: trimmed(C::ORDER.as_ref().to_be_bytes().as_ref()).to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{TlvRules, tlv};
    use elliptic_curve::sec1::ToSec1Point;

    /// Which value of the parameters is written how.
    struct Spelt {
        values: Values,
        version: u8,
        generator: Vec<u8>,
        cofactor: Option<u8>,
    }

    fn spelt(curve: Curve) -> Spelt {
        let values = values(curve);
        let width = values.p.len();
        let padded = |it: &[u8]| [&vec![0; width - it.len()], it].concat();
        let generator = [&[4][..], &padded(&values.x), &padded(&values.y)].concat();
        Spelt { values, version: 1, generator, cofactor: Some(1) }
    }

    fn written(it: &Spelt) -> Vec<u8> {
        let integer = |digits: &[u8]| tlv(0x02, &[&[0], digits].concat());
        let field = tlv(0x30, &[tlv(0x06, PRIME_FIELD.as_bytes()), integer(&it.values.p)].concat());
        let equation = tlv(0x30, &[tlv(0x04, &it.values.a), tlv(0x04, &it.values.b)].concat());
        let cofactor = it.cofactor.map(|it| tlv(0x02, &[it])).unwrap_or_default();
        let parts =
            [tlv(0x02, &[it.version]), field, equation, tlv(0x04, &it.generator), integer(&it.values.n), cofactor];
        tlv(0x30, &parts.concat())
    }

    fn read(it: &Spelt) -> Result<Curve, KeyFault> {
        curve(Tlv::only(&written(it), TlvRules::Der).unwrap())
    }

    #[test]
    fn every_known_curve_is_recognised_with_either_form_of_its_generator() {
        for curve in Curve::ALL {
            let mut it = spelt(curve);
            assert_eq!(read(&it), Ok(curve));
            let sign = 2 + (it.values.y.last().unwrap() & 1);
            it.generator = [&[sign], &it.generator[1..=it.values.p.len()]].concat();
            it.cofactor = None;
            assert_eq!(read(&it), Ok(curve));
        }
        let generator: elliptic_curve::sec1::Sec1Point<BrainpoolP512r1> =
            primeorder::AffinePoint::<BrainpoolP512r1>::GENERATOR.to_sec1_point(false);
        assert_eq!(spelt(Curve::Brainpool512).generator, generator.as_bytes());
    }

    #[test]
    fn a_curve_changed_in_one_value_is_none() {
        type Change = fn(&mut Spelt);
        let changes: [(&str, Change); 9] = [
            ("p", |it| it.values.p[3] ^= 1),
            ("a", |it| it.values.a[3] ^= 1),
            ("b", |it| it.values.b[3] ^= 1),
            ("n", |it| it.values.n[3] ^= 1),
            ("generator_x", |it| it.generator[5] ^= 1),
            ("generator_y", |it| *it.generator.last_mut().unwrap() ^= 1),
            ("generator_short", |it| it.generator.truncate(20)),
            ("generator_empty", |it| it.generator.clear()),
            ("cofactor", |it| it.cofactor = Some(2)),
        ];
        for curve in Curve::ALL {
            for (name, change) in changes {
                let mut it = spelt(curve);
                change(&mut it);
                assert_eq!(read(&it), Err(KeyFault::Curve), "{} {name}", curve.name());
            }
        }
    }

    #[test]
    fn a_generator_on_the_wrong_side_is_another_point() {
        let mut it = spelt(Curve::P256);
        let wrong = 3 - (it.values.y.last().unwrap() & 1);
        it.generator = [&[wrong], &it.generator[1..33]].concat();
        assert_eq!(read(&it), Err(KeyFault::Curve));
    }
}
