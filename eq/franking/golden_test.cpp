// Our own golden vectors, made by spec/vectors/franking.py without this code.
#include <gtest/gtest.h>

#include "eq/franking/world.h"
#include "eq/testing/vectors.h"

namespace eq::franking {
namespace {

using eq::testing::unhex;
using nlohmann::json;

struct Golden : ::testing::Test {
  const json vectors = eq::testing::load_golden("franking.json");
  void count(const char* what, std::size_t n) {
    RecordProperty(what, static_cast<int>(n));
    std::printf("franking %s: %zu cases\n", what, n);
    EXPECT_GT(n, 0u);
  }
  static Secret<32> secret(const json& j) { return Secret<32>::from(unhex(j)).take(); }
  static crypto::SigningKey signing_key(const json& j) {
    return crypto::SigningKey::from_seed(secret(j));
  }
  DayKeys day_keys() const {
    const auto& all = vectors["day_keys"];
    DayKeys keys({to_array<32>(unhex(all.front()["long_term_public"])).take()},
                 {to_array<32>(unhex(all.back()["long_term_public"])).take()});
    for (const auto& c : all)
      EXPECT_TRUE(keys.add(decode<DayKeyCertificate>(unhex(c["certificate"])).take()).ok());
    return keys;
  }
};

/// Yields the given bytes once.
class FixedRandom final : public Random {
 public:
  explicit FixedRandom(Bytes b) : bytes_(std::move(b)) {}
  void fill(MutView out) override {
    EQ_ASSERT(out.size() <= bytes_.size());
    std::copy_n(bytes_.begin(), out.size(), out.begin());
    bytes_.erase(bytes_.begin(), bytes_.begin() + static_cast<std::ptrdiff_t>(out.size()));
  }

 private:
  Bytes bytes_;
};

TEST_F(Golden, DayKeysAndCertificatesAreReproduced_FRK_9) {
  for (const auto& c : vectors["day_keys"]) {
    const Role role = c["role"] == 1 ? Role::issuer : Role::delivery;
    const Day day{c["day"]};
    const auto key = derive_day_key(secret(c["master"]), role, day);
    EXPECT_EQ(to_bytes(key.seed().reveal("test")), unhex(c["seed"]));
    EXPECT_EQ(key.verify_key().hex(), c["public"].get<std::string>());
    EXPECT_EQ(
        encode(certify_day_key(signing_key(c["long_term_seed"]), role, day, key.verify_key())),
        unhex(c["certificate"]));
  }
  count("day_keys", vectors["day_keys"].size());
}

TEST_F(Golden, TokensAreReproduced_FRK_4) {
  for (const auto& c : vectors["tokens"]) {
    const std::size_t i = c["index"];
    TokenBatch batch{{c["day"]}, secret(c["seed"]), {}};
    const Token expected = decode<Token>(unhex(c["token"])).take();
    batch.sigma1.resize(i + 1);
    batch.sigma1[i] = expected.sigma1;
    const auto t = token_at(batch, i);
    EXPECT_EQ(t.token, expected);
    EXPECT_EQ(to_bytes(t.ske.seed().reveal("test")), unhex(c["ske"]));
    const crypto::VerifyKey issuer{to_array<32>(unhex(c["issuer_day_key"])).take()};
    EXPECT_TRUE(check(t.token, AccountId::from(unhex(c["account"])).take(), issuer).ok());
  }
  count("tokens", vectors["tokens"].size());
}

TEST_F(Golden, MessagesAreSealedOpenedStampedAndAcceptedByteForByte_FRK_1) {
  LoggedDayKeys logged;
  for (const auto& c : day_keys().certificates()) {
    const auto& owner =
        c.role == Role::issuer ? vectors["day_keys"].front() : vectors["day_keys"].back();
    ASSERT_TRUE(
        logged.add(testing::in_a_log(c), {to_array<32>(unhex(owner["long_term_public"])).take()})
            .ok());
  }
  const auto delivery = derive_day_key(secret(vectors["day_keys"].back()["master"]), Role::delivery,
                                       {vectors["day_keys"].front()["day"]});
  ChainHead head;
  SeenKeys seen;
  for (const auto& c : vectors["messages"]) {
    const Bytes f = unhex(c["f"]);
    const auto data = decode<AuthenticatedData>(unhex(c["authenticated_data"])).take();
    const auto application = decode_application_data(unhex(c["application_data"])).take();
    FixedRandom rng(unhex(c["ck"]));
    SpendableToken token{decode<Token>(unhex(c["token"])).take(), signing_key(c["ske"])};
    const Sealed sealed = seal(data.header, decode_content(f).take(), std::move(token), rng).take();
    EXPECT_EQ(sealed.f, f);
    EXPECT_EQ(sealed.cf.bytes, to_array<32>(unhex(c["cf"])).take());
    EXPECT_EQ(sealed.b, unhex(c["b"]));
    EXPECT_EQ(Bytes(sealed.sigma2.begin(), sealed.sigma2.end()), unhex(c["sigma2"]));
    EXPECT_EQ(to_bytes(sealed.fk.reveal("test")), unhex(c["fk"]));
    EXPECT_EQ(encode(data), unhex(c["authenticated_data"]));
    const auto hash = to_array<32>(unhex(c["message_hash"])).take();
    const Time now{c["time_ms"]};
    const Stamp s = stamp(delivery, head, data.header.conversation, data.cf, hash, now).take();
    EXPECT_EQ(encode(s), unhex(c["stamp"]));
    const auto sender = AccountId::from(unhex(c["sender"])).take();
    const Arrival arrival{
        data, application, data.header.conversation, data.header.mls_epoch, sender, hash, s, {}};
    EXPECT_TRUE(accept(arrival, logged, seen, now).ok());
  }
  count("messages", vectors["messages"].size());
}

TEST_F(Golden, ReportsAreJudgedAsTheVectorsSay_FRK_2) {
  const DayKeys keys = day_keys();
  for (const auto& c : vectors["reports"]) {
    const auto report = decode_report(unhex(c["report"]));
    if (!report.ok()) {
      EXPECT_EQ(to_text(report.error()), c["result"].get<std::string>()) << c["name"];
      continue;
    }
    EXPECT_EQ(encode(*report), unhex(c["report"]));
    const auto checked = verify(*report, keys, {c["now_ms"]});
    EXPECT_EQ(checked.ok() ? "ok" : to_text(checked.error()), c["result"].get<std::string>())
        << c["name"];
  }
  count("reports", vectors["reports"].size());
}

TEST_F(Golden, FilesAreSealedAndAddressedByteForByte_FRK_13) {
  for (const auto& c : vectors["attachments"]) {
    Bytes plain(c["size"].get<std::size_t>());
    for (std::size_t i = 0; i < plain.size(); ++i)
      plain[i] = static_cast<std::uint8_t>(i * 7 % 251);
    FixedRandom rng(unhex(c["key"]));
    const auto sealed = seal_file(plain, {"x/y"}, rng).take();
    EXPECT_EQ(hex(sealed.descriptor.hash), c["hash"].get<std::string>());
    EXPECT_EQ(hex(crypto::sha256(sealed.ciphertext)), c["ciphertext_sha256"].get<std::string>());
    EXPECT_EQ(open_file(sealed.descriptor, sealed.ciphertext).take(), plain);
  }
  count("attachments", vectors["attachments"].size());
}

}  // namespace
}  // namespace eq::franking
