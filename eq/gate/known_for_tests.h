// The days of equipoise-lae-v2 as this room's types.
#pragma once

#include "eq/gate/make_epoch.h"
#include "eq/gate/open.h"
#include "eq/gate/polynomial.h"
#include "eq/testing/seeded.h"
#include "eq/testing/vectors.h"

namespace eq::gate::testing {

using eq::testing::SeededRandom;
using eq::testing::unhex;
using nlohmann::json;

inline std::string text(const json& j) { return j.get<std::string>(); }
inline Scalar scalar(const json& j) { return Scalar::decode(unhex(j)).value(); }
inline Point point(const json& j) { return Point::decode(unhex(j)).value(); }
inline Digest digest(const json& j) { return to_array<32>(unhex(j)).value(); }
inline AccountId account(const json& j) { return AccountId::from(unhex(j)).value(); }
inline std::string hex_of(const Scalar& s) { return hex(s.reveal("test")); }
inline std::string hex_of(const Point& p) { return hex(p.bytes()); }

/// A list of points, or of lists of points.
inline std::vector<PublicPoint> points_of(const json& j) {
  if (j.is_string()) return {point(j)};
  std::vector<PublicPoint> out;
  for (const json& inner : j) {
    for (const PublicPoint& p : points_of(inner)) out.push_back(p);
  }
  return out;
}

inline EpochProof proof_of(const json& p) {
  EpochProof out;
  out.challenge = scalar(p["c"]);
  for (const auto& d : p["D"]) out.chain.push_back(point(d));
  for (const auto& r : p["resp"])
    out.responses.push_back({scalar(r[0]), scalar(r[1]), scalar(r[2])});
  out.r = scalar(p["fin"][0]);
  out.v = scalar(p["fin"][1]);
  out.nu = scalar(p["fin"][2]);
  return out;
}

struct KnownDay {
  KnownDay(const json& all, std::size_t i) : v(all["days"][i]) {
    terms = {text(all["realm"]),    Day{v["epoch"]}, digest(v["constitution"]),
             digest(v["ceremony"]), v["k"],          {v["t"], v["n"]}};
  }

  /// Not everybody dealt.
  std::vector<std::uint16_t> dealers() const { return v["Q"]; }
  const json& json_of(std::uint16_t dealer) const { return v["dealings"][std::to_string(dealer)]; }
  std::vector<Scalar> coefficients(std::uint16_t dealer) const {
    std::vector<Scalar> f;
    for (std::uint16_t j = 0; j < terms.k; ++j) {
      for (std::uint16_t l = 0; l < terms.t(); ++l) {
        f.push_back(
            hash_to_scalar("deal-coef", {unhex(json_of(dealer)["seed"]), be16(j), be16(l)}));
      }
    }
    return f;
  }
  /// The dealer's, with the shares in clear where HPKE would be, signed by a key of our own.
  Dealing dealing(std::uint16_t dealer) const {
    const auto f = coefficients(dealer);
    Dealing d;
    d.dealer = dealer;
    d = deal_with(terms, dealer, f,
                  hash_to_scalar("deal-nonce", {unhex(json_of(dealer)["seed"]), d.context(terms)}));
    for (std::uint16_t m = 1; m <= terms.n(); ++m) {
      Bytes clear;
      for (const Scalar& s : shares_for(terms, f, m)) append(clear, s.reveal("test"));
      d.sealed.push_back(std::move(clear));
    }
    return d;
  }
  CheckedDealing checked(Dealing d) const {
    d.signature = signer(d.dealer).sign(dealing_message(d.digest(terms)));
    const auto key = signer(d.dealer).verify_key();
    return CheckedDealing::check_var(std::move(d), terms, key, {}).value();
  }

  crypto::SigningKey signer(std::uint16_t m) const {
    return crypto::SigningKey::from_seed(Secret<32>(crypto::sha256(be16(m))));
  }
  std::vector<crypto::VerifyKey> keys() const {
    std::vector<crypto::VerifyKey> out;
    for (std::uint16_t m = 1; m <= terms.n(); ++m) out.push_back(signer(m).verify_key());
    return out;
  }
  OwnDay own_day(std::uint16_t m) const {
    std::vector<CheckedDealing> dealings;
    std::vector<HeldParts> held;
    SeededRandom rng(m);
    std::optional<Digest> own;
    for (const std::uint16_t i : dealers()) {
      dealings.push_back(checked(dealing(i)));
      if (i == m) own = dealings.back().digest();
      const auto shares = shares_for(terms, coefficients(i), m);
      const Answer in_clear = Answer::sign(dealings.back().digest(), m, shares, signer(i));
      held.push_back(in_clear.check(dealings.back(), signer(i).verify_key(), rng).value());
    }
    return OwnDay::settle(terms, dealings, dealers(), m, own, held).value();
  }
  const DealtBody& dealt_body() const {
    if (!body_) body_.emplace(own_day(1).body());
    return *body_;
  }
  Dealt dealt() const {
    const DealtBody& body = dealt_body();
    std::vector<NumberedSignature> signatures;
    for (std::uint16_t m = 1; m <= terms.t(); ++m) signatures.push_back(own_day(m).sign(signer(m)));
    return Dealt::verify(body.encode(), body.id(), signatures,
                         {terms.realm, terms.epoch, terms.constitution, terms.k, keys(), terms.t()})
        .value();
  }

  OrderOpening opening(const json& order) const {
    return {scalar(order["tag"]), scalar(order["s"])};
  }
  std::vector<Scalar> x() const {
    std::vector<Scalar> out;
    for (std::uint16_t j = 0; j < terms.k; ++j) {
      out.push_back(
          hash_to_scalar("reg-x", {unhex(v["registry_seed"]), dealt_body().id(), be16(j)}));
    }
    return out;
  }
  EpochObject object() const {
    EpochObject o{terms.realm, terms.epoch, digest(v["T_e"]), {}, {}};
    for (const auto& e : v["E"]) o.pairs.push_back({point(e[0]), point(e[1])});
    for (const auto& w : v["orders"]) o.commitments.push_back(point(w["C"]));
    return o;
  }
  EpochObject object_from_secrets() const {
    EpochObject o{terms.realm, terms.epoch, dealt_body().id(), {}, {}};
    std::vector<Scalar> roots;
    for (const auto& w : v["orders"]) {
      roots.push_back(opening(w).tag);
      o.commitments.push_back(opening(w).commitment());
    }
    for (std::uint32_t i = o.m(); i < terms.k; ++i) roots.push_back(pad(terms.realm, i));
    o.pairs = encrypt_over(dealt_body(), monic_from_roots(roots), x());
    return o;
  }
  VerifiedEpoch verified() const {
    return VerifiedEpoch::verify(object().encode(), proof_of(v["proof"]).encode(), dealt(), 16,
                                 digest(v["wid"]))
        .value();
  }
  Release signed_release(std::uint16_t m, const Scalar& tag, const Scalar& delta) const {
    Release r{m, delta, {}};
    r.signature = signer(m).sign(delta_message(digest(v["wid"]), 7, tag, delta));
    return r;
  }

  std::vector<std::string> flat(const json& j) const { return hex_of_points(points_of(j)); }
  std::vector<std::string> hex_of_points(const std::vector<PublicPoint>& points) const {
    std::vector<std::string> out;
    for (const PublicPoint& p : points) out.push_back(hex(p.bytes()));
    return out;
  }
  std::vector<std::string> hex_of_scalars(const std::vector<Scalar>& scalars) const {
    std::vector<std::string> out;
    for (const Scalar& s : scalars) out.push_back(hex_of(s));
    return out;
  }

  json v;
  DealingTerms terms;

 private:
  mutable std::optional<DealtBody> body_;
};

}  // namespace eq::gate::testing
