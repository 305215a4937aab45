// The official vectors of RFC 9180 (HPKE), RFC 9496 (ristretto255) and RFC 9497 (OPRF).
#include <gtest/gtest.h>

#include <cstdio>

#include "eq/crypto/edwards.h"
#include "eq/crypto/hpke_context.h"
#include "eq/crypto/hpke_kem.h"
#include "eq/crypto/ristretto.h"
#include "eq/crypto/voprf.h"
#include "eq/testing/vectors.h"

namespace eq::crypto {
namespace {

using testing::unhex;
using Json = nlohmann::json;

void report(const char* what, int cases) {
  EXPECT_GT(cases, 0);
  ::testing::Test::RecordProperty("cases", cases);
  std::printf("%s: %d cases\n", what, cases);
}

/// As JSON, to be compared with the file's text.
Json hexed(View v) { return hex(v); }
template <std::size_t N>
Array<N> unhex_array(const Json& j) {
  return to_array<N>(unhex(j)).value();
}
Scalar unhex_scalar(const Json& j) { return Scalar::decode(unhex(j)).value(); }
Point unhex_point(const Json& j) { return Point::decode(unhex(j)).value(); }

// ---- HPKE

HpkeKeyPair derived(Kem kem, const Json& setup, const char* who) {
  HpkeKeyPair p = hpke_derive_key_pair(kem, unhex(setup.at(std::string("ikm") + who)));
  EXPECT_EQ(hexed(p.private_key.reveal("test")), setup.at(std::string("sk") + who + "m"));
  EXPECT_EQ(hexed(p.public_key), setup.at(std::string("pk") + who + "m"));
  return p;
}

void run_encryptions(const Json& file, hpke::Context& sender, hpke::Context& receiver) {
  std::uint64_t sequence = 0;
  for (const Json& e : file) {
    for (; sequence < e.at("sequence_number").get<std::uint64_t>(); ++sequence) {
      const Bytes skipped = sender.seal({}, {});
      ASSERT_TRUE(receiver.open({}, skipped).ok());
    }
    const Bytes aad = unhex(e.at("aad")), pt = unhex(e.at("pt"));
    const Bytes ct = sender.seal(aad, pt);
    EXPECT_EQ(hexed(ct), e.at("ct"));
    Bytes bad = ct;
    bad.back() ^= 1;
    EXPECT_EQ(receiver.open(aad, bad).error(), Err::forged);
    // the failed attempt did not advance the sequence
    EXPECT_EQ(receiver.open(aad, ct).value(), pt);
    ++sequence;
  }
}

TEST(Hpke, EverySetupEncryptionAndExportOfRfc9180_CRY_5) {
  EQ_VECTORS(file, "hpke/hpke.json");
  int cases = 0, skipped = 0;
  for (const Json& v : file) {
    SCOPED_TRACE(v.at("suite").get<std::string>() + " " + v.at("type").get<std::string>());
    const Json& s = v.at("setup");
    ASSERT_EQ(s.at("kdf_id"), 1);
    const auto kem = static_cast<Kem>(s.at("kem_id").get<int>());
    const int aead_id = s.at("aead_id");
    const hpke::OptionalAead aead =
        aead_id == 0xffff ? hpke::OptionalAead() : hpke::OptionalAead(static_cast<Aead>(aead_id));
    if (!is_available(kem) || (aead && !is_available(*aead))) {
      ++skipped;
      continue;
    }
    const Bytes info = unhex(s.at("info"));
    const auto ephemeral = derived(kem, s, "E"), receiver = derived(kem, s, "R");
    std::optional<HpkeKeyPair> auth;
    if (s.contains("ikmS")) auth = derived(kem, s, "S");
    const Bytes psk_key = s.contains("psk") ? unhex(s["psk"]) : Bytes(),
                psk_id = s.contains("psk") ? unhex(s["psk_id"]) : Bytes();
    const hpke::Psk psk{psk_key, psk_id};
    const hpke::Psk* psk_or_none = s.contains("psk") ? &psk : nullptr;

    const auto secret =
        hpke::encapsulate(kem, receiver.public_key, ephemeral, auth ? &*auth : nullptr);
    EXPECT_EQ(hexed(secret->reveal("test")), s.at("shared_secret"));
    auto sender = hpke::setup_sender(kem, aead, receiver.public_key, info, ephemeral,
                                     auth ? &*auth : nullptr, psk_or_none);
    ASSERT_TRUE(sender.ok());
    EXPECT_EQ(hexed(sender->enc), s.at("enc"));
    auto opened = hpke::setup_receiver(kem, aead, receiver.private_key.reveal("test"),
                                       receiver.public_key, sender->enc, info,
                                       auth ? View(auth->public_key) : View(), psk_or_none);
    ASSERT_TRUE(opened.ok());
    run_encryptions(v.at("encryptions"), sender->context, *opened);
    for (const Json& e : v.at("exports")) {
      const Bytes context = unhex(e.at("exporter_context"));
      const std::size_t n = e.at("L");
      EXPECT_EQ(hexed(sender->context.export_secret(context, n).reveal("test")),
                e.at("exported_value"));
      EXPECT_EQ(hexed(opened->export_secret(context, n).reveal("test")), e.at("exported_value"));
    }
    cases += 1 + static_cast<int>(v.at("encryptions").size() + v.at("exports").size());
  }
  report("hpke", cases);
  std::printf("hpke: %d setups skipped\n", skipped);
}

// ---- ristretto255

TEST(Ristretto, EveryVectorOfRfc9496_CRY_6) {
  EQ_VECTORS(file, "ristretto255/ristretto255.json");
  int cases = 0;
  Point multiple;
  std::uint64_t n = 0;
  for (const Json& v : file.at("multiples_of_generator")) {
    EXPECT_EQ(hexed(multiple.bytes()), v);
    EXPECT_EQ(mul_base(Scalar::from_u64(n)), multiple);
    EXPECT_EQ(Scalar::from_u64(n) * Point::generator(), multiple);
    EXPECT_EQ(unhex_point(v), multiple);
    multiple = multiple + Point::generator();
    ++n, ++cases;
  }
  for (const Json& v : file.at("invalid_encodings")) {
    EXPECT_EQ(Point::decode(unhex(v)).error(), Err::malformed) << v;
    ++cases;
  }
  for (const Json& v : file.at("element_derivation")) {
    EXPECT_EQ(hexed(Point::from_uniform(unhex_array<64>(v.at("uniform"))).bytes()),
              v.at("element"));
    ++cases;
  }
  for (const Json& v : file.at("sqrt_ratio_m1")) {
    const auto root = edwards::sqrt_ratio_m1(field::from_bytes(unhex_array<32>(v.at("u"))),
                                             field::from_bytes(unhex_array<32>(v.at("v"))));
    EXPECT_EQ(root.was_square != 0, v.at("was_square").get<bool>());
    EXPECT_EQ(hexed(field::to_bytes(root.r)), v.at("r"));
    ++cases;
  }
  report("ristretto255", cases);
}

// ---- OPRF

/// The vectors write a batch as comma-separated values.
std::vector<std::string> split(const Json& j) {
  std::vector<std::string> out(1);
  for (const char c : j.get<std::string>()) {
    if (c == ',')
      out.emplace_back();
    else
      out.back() += c;
  }
  return out;
}

void run_base(const Json& suite, int& cases) {
  const OprfKey key = OprfKey::derive(unhex(suite.at("seed")), unhex(suite.at("keyInfo")));
  EXPECT_EQ(hexed(key.scalar().reveal("test")), suite.at("skSm"));
  for (const Json& v : suite.at("vectors")) {
    const Bytes input = unhex(v.at("Input"));
    const auto blinded = oprf_blind_with(input, unhex_scalar(v.at("Blind"))).value();
    EXPECT_EQ(hexed(blinded.element.bytes()), v.at("BlindedElement"));
    const Point evaluated = key.blind_evaluate(blinded.element).value();
    EXPECT_EQ(hexed(evaluated.bytes()), v.at("EvaluationElement"));
    EXPECT_EQ(hexed(oprf_finalize(input, blinded, evaluated).value()), v.at("Output"));
    EXPECT_EQ(hexed(key.evaluate(input).value()), v.at("Output"));
    ++cases;
  }
}

void run_verifiable(const Json& suite, int& cases) {
  const VoprfKey key = VoprfKey::derive(unhex(suite.at("seed")), unhex(suite.at("keyInfo")));
  EXPECT_EQ(hexed(key.scalar().reveal("test")), suite.at("skSm"));
  EXPECT_EQ(hexed(key.public_key().bytes()), suite.at("pkSm"));
  for (const Json& v : suite.at("vectors")) {
    std::vector<Bytes> inputs;
    std::vector<OprfBlinded> blinded;
    std::vector<Point> sent;
    const auto blinds = split(v.at("Blind")), elements = split(v.at("BlindedElement"));
    for (const auto& hex_input : split(v.at("Input"))) {
      const std::size_t i = inputs.size();
      inputs.push_back(from_hex(hex_input).value());
      blinded.push_back(voprf_blind_with(inputs[i], unhex_scalar(blinds.at(i))).value());
      sent.push_back(blinded[i].element);
      EXPECT_EQ(hex(sent[i].bytes()), elements.at(i));
    }
    const auto evaluation =
        key.blind_evaluate_with_nonce(sent, unhex_scalar(v.at("Proof").at("r"))).value();
    const auto expected = split(v.at("EvaluationElement")), outputs = split(v.at("Output"));
    for (std::size_t i = 0; i < sent.size(); ++i)
      EXPECT_EQ(hex(evaluation.elements[i].bytes()), expected.at(i));
    EXPECT_EQ(hexed(encode(evaluation.proof)), v.at("Proof").at("proof"));

    const std::vector<View> views(inputs.begin(), inputs.end());
    const auto got = voprf_finalize(key.public_key(), views, blinded, evaluation).value();
    for (std::size_t i = 0; i < got.size(); ++i) {
      EXPECT_EQ(hex(got[i]), outputs.at(i));
      EXPECT_EQ(hex(key.evaluate(inputs[i]).value()), outputs.at(i));
    }
    ++cases;
  }
}

TEST(Oprf, EveryVectorOfRfc9497InBothModes_CRY_7) {
  EQ_VECTORS(file, "voprf-ristretto255/voprf.json");
  int cases = 0, skipped = 0;
  for (const Json& suite : file) {
    const int mode = suite.at("mode");
    if (mode == 0)
      run_base(suite, cases);
    else if (mode == 1)
      run_verifiable(suite, cases);
    else
      skipped += static_cast<int>(suite.at("vectors").size());
  }
  report("voprf-ristretto255", cases);
  std::printf("voprf-ristretto255: %d cases of POPRF (mode 2) skipped, which is not built\n",
              skipped);
}

}  // namespace
}  // namespace eq::crypto
