// Official vectors of the cryptographic parts: crypto-basics, secret-tree, message-protection,
// key-schedule, psk_secret, transcript-hashes, welcome.
#include <gtest/gtest.h>

#include "eq/mls/epoch.h"
#include "eq/mls/test_suite_count.h"
#include "eq/mls/testing.h"
#include "eq/testing/vectors.h"

namespace eq::mls {
namespace {

using eq::testing::unhex;
using nlohmann::json;

std::string text(const json& j) { return j.get<std::string>(); }

Suite suite_of(const json& c) { return find_suite(c["cipher_suite"].get<std::uint16_t>()).value(); }
HashSecret secret(const json& j) { return HashSecret::from(unhex(j)).take(); }
template <std::size_t N>
std::string shown(const Secret<N>& s) {
  return hex(s.reveal("compared with a vector"));
}
std::string shown(const SecretBytes& s) { return hex(s.reveal("compared with a vector")); }

TEST(Vectors, CryptoBasics_MLS_1) {
  EQ_VECTORS(cases, "mls/crypto-basics.json");
  testing::SuiteCount count("crypto-basics");
  eq::testing::SeededRandom rng(1);
  for (const auto& c : cases) {
    if (!count.runs(c)) continue;
    const Suite suite = suite_of(c);
    const auto& rh = c["ref_hash"];
    EXPECT_EQ(hex(ref_hash(rh["label"].get<std::string>(), unhex(rh["value"]))), text(rh["out"]));
    const auto& el = c["expand_with_label"];
    EXPECT_EQ(shown(expand_with_label(unhex(el["secret"]), el["label"].get<std::string>(),
                                      unhex(el["context"]), el["length"].get<std::size_t>())),
              text(el["out"]));
    const auto& ds = c["derive_secret"];
    EXPECT_EQ(shown(derive_secret(unhex(ds["secret"]), ds["label"].get<std::string>())),
              text(ds["out"]));
    const auto& dt = c["derive_tree_secret"];
    EXPECT_EQ(shown(derive_tree_secret(unhex(dt["secret"]), dt["label"].get<std::string>(),
                                       dt["generation"].get<std::uint32_t>(),
                                       dt["length"].get<std::size_t>())),
              text(dt["out"]));
    const auto& sg = c["sign_with_label"];
    const std::string label = sg["label"];
    const Bytes content = unhex(sg["content"]), pub = unhex(sg["pub"]);
    EXPECT_TRUE(verify_with_label(suite, pub, label, content, unhex(sg["signature"])).ok());
    const auto key = SignatureKey::from_private(suite, unhex(sg["priv"])).take();
    EXPECT_EQ(key.public_key(), pub);
    EXPECT_TRUE(
        verify_with_label(suite, pub, label, content, key.sign_with_label(label, content)).ok());
    const auto& en = c["encrypt_with_label"];
    const std::string elabel = en["label"];
    const Bytes context = unhex(en["context"]), priv = unhex(en["priv"]),
                plain = unhex(en["plaintext"]);
    EXPECT_EQ(shown(decrypt_with_label(suite, priv, elabel, context,
                                       {unhex(en["kem_output"]), unhex(en["ciphertext"])})
                        .value()),
              hex(plain));
    const auto again =
        encrypt_with_label(suite, unhex(en["pub"]), elabel, context, plain, rng).value();
    EXPECT_EQ(shown(decrypt_with_label(suite, priv, elabel, context, again).value()), hex(plain));
  }
}

TEST(Vectors, SecretTree_MLS_1) {
  EQ_VECTORS(cases, "mls/secret-tree.json");
  testing::SuiteCount count("secret-tree");
  for (const auto& c : cases) {
    if (!count.runs(c)) continue;
    const Suite suite = suite_of(c);
    const auto& sd = c["sender_data"];
    const MessageKey k =
        sender_data_key(suite, secret(sd["sender_data_secret"]), unhex(sd["ciphertext"]));
    EXPECT_EQ(shown(k.key), text(sd["key"]));
    EXPECT_EQ(shown(k.nonce), text(sd["nonce"]));
    const auto width = static_cast<std::uint32_t>(c["leaves"].size());
    SecretTree tree(suite, secret(c["encryption_secret"]), width);
    for (LeafIndex i = 0; i < width; ++i)
      for (const auto& g : c["leaves"][i]) {
        const auto generation = g["generation"].get<std::uint32_t>();
        for (auto [kind, name] : {std::pair{RatchetKind::handshake, "handshake"},
                                  {RatchetKind::application, "application"}}) {
          auto found = tree.find(i, kind, generation);
          ASSERT_TRUE(found.ok());
          EXPECT_EQ(shown(found->key().key), text(g[std::string(name) + "_key"]));
          EXPECT_EQ(shown(found->key().nonce), text(g[std::string(name) + "_nonce"]));
          tree.consume(std::move(found).take());
        }
      }
  }
}

/// Members 0 and 1 of a group of two, member 1 with the given signature key.
RatchetTree two_members(Suite suite, const SignatureKey& key) {
  eq::testing::SeededRandom rng(2);
  RatchetTree t;
  EXPECT_TRUE(t.add(testing::Person(suite, "other", rng).key_package(rng).key_package.leaf).ok());
  const auto kp =
      make_key_package(suite, key, Credential::basic(view("sender")), testing::options_now(), rng);
  EXPECT_TRUE(t.add(kp.key_package.leaf).ok());
  return t;
}

TEST(Vectors, MessageProtection_MLS_1) {
  EQ_VECTORS(cases, "mls/message-protection.json");
  testing::SuiteCount count("message-protection");
  eq::testing::SeededRandom rng(3);
  for (const auto& c : cases) {
    if (!count.runs(c)) continue;
    const Suite suite = suite_of(c);
    const GroupContext context{kMls10,
                               code(suite),
                               unhex(c["group_id"]),
                               c["epoch"].get<std::uint64_t>(),
                               unhex(c["tree_hash"]),
                               unhex(c["confirmed_transcript_hash"]),
                               {}};
    const Bytes ctx = eq::encode(context), pub = unhex(c["signature_pub"]);
    const auto key = SignatureKey::from_private(suite, unhex(c["signature_priv"])).take();
    const HashSecret sender_data = secret(c["sender_data_secret"]),
                     membership = secret(c["membership_key"]);
    const RatchetTree tree = two_members(suite, key);

    auto open = [&](View message, const Bytes& expected_body) {
      SecretTree keys(suite, secret(c["encryption_secret"]), 2);
      EXPECT_EQ(eq::decode<Message>(message)->wire_format(), WireFormat::private_message);
      const PrivateView priv = read_private(message).value().value();
      auto o = open_private(suite, sender_data, keys, tree, std::nullopt, priv);
      ASSERT_TRUE(o.ok());
      EXPECT_EQ(o->sender, 1u);
      EXPECT_EQ(hex(o->body_bytes()), hex(expected_body));
      const Bytes content = framed_content(
          {priv.group_id, priv.epoch, Sender::member(1), priv.authenticated_data, priv.type},
          o->body_bytes());
      EXPECT_TRUE(
          verify_content(suite, pub,
                         content_tbs(WireFormat::private_message, content, SenderType::member, ctx),
                         o->auth.signature)
              .ok());
    };
    auto seal = [&](ContentType type, const Bytes& body) {
      SecretTree keys(suite, secret(c["encryption_secret"]), 2);
      const Header h{context.group_id, context.epoch, Sender::member(1), {}, type};
      const Bytes tbs = content_tbs(WireFormat::private_message, framed_content(h, body),
                                    SenderType::member, ctx);
      const ContentAuth auth{sign_content(key, tbs),
                             type == ContentType::commit ? Bytes(32, 7) : Bytes()};
      const auto kind =
          type == ContentType::application ? RatchetKind::application : RatchetKind::handshake;
      Writer auth_bytes;
      auth.encode(auth_bytes, type);
      return seal_private(suite, sender_data, keys.next(1, kind).value(), h,
                          {body, auth_bytes.bytes()}, 19, rng);
    };
    auto check_public = [&](const Bytes& bytes, const Bytes& expected_body) {
      const auto m = eq::decode<Message>(bytes).value();
      const auto& p = std::get<PublicMessage>(m.body);
      Writer body;
      encode_body(body, p.content.body);
      EXPECT_EQ(hex(body.bytes()), hex(expected_body));
      const Bytes tbs =
          content_tbs(WireFormat::public_message, eq::encode(p.content), SenderType::member, ctx);
      EXPECT_TRUE(verify_content(suite, pub, tbs, p.auth.signature).ok());
      EXPECT_EQ(hex(membership_tag(membership, tbs, p.auth, p.content.type())),
                hex(p.membership_tag));
    };
    const Bytes proposal = unhex(c["proposal"]), commit = unhex(c["commit"]);
    const Bytes application = eq::encode(ApplicationData{unhex(c["application"])});
    open(unhex(c["proposal_priv"]), proposal);
    open(unhex(c["commit_priv"]), commit);
    open(unhex(c["application_priv"]), application);
    open(seal(ContentType::proposal, proposal), proposal);
    open(seal(ContentType::commit, commit), commit);
    open(seal(ContentType::application, application), application);
    check_public(unhex(c["proposal_pub"]), proposal);
    check_public(unhex(c["commit_pub"]), commit);
  }
}

TEST(Vectors, KeySchedule_MLS_1) {
  EQ_VECTORS(cases, "mls/key-schedule.json");
  testing::SuiteCount count("key-schedule");
  for (const auto& c : cases) {
    if (!count.runs(c)) continue;
    const Suite suite = suite_of(c);
    HashSecret init = secret(c["initial_init_secret"]);
    std::uint64_t epoch = 0;
    for (const auto& e : c["epochs"]) {
      const GroupContext context{
          kMls10,  code(suite),           unhex(c["group_id"]),
          epoch++, unhex(e["tree_hash"]), unhex(e["confirmed_transcript_hash"]),
          {}};
      const Bytes ctx = eq::encode(context);
      EXPECT_EQ(hex(ctx), text(e["group_context"]));
      const HashSecret joiner = derive_joiner_secret(init, secret(e["commit_secret"]), ctx);
      EXPECT_EQ(shown(joiner), text(e["joiner_secret"]));
      const HashSecret member = derive_member_secret(joiner, secret(e["psk_secret"]));
      EXPECT_EQ(shown(derive_secret(member, "welcome")), text(e["welcome_secret"]));
      EpochKeys k = derive_epoch(member, ctx);
      EXPECT_EQ(shown(k.secrets.init), text(e["init_secret"]));
      EXPECT_EQ(shown(k.secrets.sender_data), text(e["sender_data_secret"]));
      EXPECT_EQ(shown(k.encryption), text(e["encryption_secret"]));
      EXPECT_EQ(shown(k.secrets.exporter), text(e["exporter_secret"]));
      EXPECT_EQ(hex(k.secrets.authenticator), text(e["epoch_authenticator"]));
      EXPECT_EQ(shown(k.secrets.external), text(e["external_secret"]));
      EXPECT_EQ(shown(k.secrets.confirmation), text(e["confirmation_key"]));
      EXPECT_EQ(shown(k.secrets.membership), text(e["membership_key"]));
      EXPECT_EQ(shown(k.secrets.resumption), text(e["resumption_psk"]));
      EXPECT_EQ(hex(external_key_pair(suite, k.secrets.external).public_key),
                text(e["external_pub"]));
      const auto& x = e["exporter"];
      EXPECT_EQ(shown(export_secret(k.secrets.exporter, x["label"].get<std::string>(),
                                    unhex(x["context"]), x["length"].get<std::size_t>())),
                text(x["secret"]));
      init = std::move(k.secrets.init);
    }
  }
}

TEST(Vectors, PskSecret_MLS_1) {
  EQ_VECTORS(cases, "mls/psk_secret.json");
  for (const auto& c : cases) {
    std::vector<PskInput> psks;
    for (const auto& p : c["psks"]) {
      PskId id = PskId::external(unhex(p["psk_id"]));
      id.nonce = unhex(p["psk_nonce"]);
      psks.push_back({std::move(id), SecretBytes(unhex(p["psk"]))});
    }
    EXPECT_EQ(shown(derive_psk_secret(psks)), text(c["psk_secret"]));
  }
  std::printf("psk_secret: %zu cases\n", cases.size());
}

TEST(Vectors, TranscriptHashes_MLS_1) {
  EQ_VECTORS(cases, "mls/transcript-hashes.json");
  for (const auto& c : cases) {
    const auto a = eq::decode<AuthenticatedContent>(unhex(c["authenticated_content"])).value();
    const Hash confirmed =
        confirmed_transcript_hash(unhex(c["interim_transcript_hash_before"]), a.wire_format,
                                  eq::encode(a.content), a.auth.signature);
    EXPECT_EQ(hex(confirmed), text(c["confirmed_transcript_hash_after"]));
    EXPECT_EQ(hex(mac(secret(c["confirmation_key"]), confirmed)), hex(a.auth.confirmation_tag));
    EXPECT_EQ(hex(interim_transcript_hash(confirmed, a.auth.confirmation_tag)),
              text(c["interim_transcript_hash_after"]));
  }
  std::printf("transcript-hashes: %zu cases\n", cases.size());
}

TEST(Vectors, Welcome_MLS_1) {
  EQ_VECTORS(cases, "mls/welcome.json");
  testing::SuiteCount count("welcome");
  for (const auto& c : cases) {
    if (!count.runs(c)) continue;
    const Suite suite = suite_of(c);
    const KeyPackage kp = key_package_from_message(unhex(c["key_package"])).value();
    const auto message = eq::decode<Message>(unhex(c["welcome"])).value();
    const auto& w = std::get<Welcome>(message.body);
    const Hash ref = kp.ref();
    bool found = false;
    for (const auto& e : w.secrets) {
      if (!equal_var(e.new_member, ref)) continue;
      found = true;
      const auto plain = decrypt_with_label(suite, unhex(c["init_priv"]), "Welcome",
                                            w.encrypted_group_info, e.secrets);
      ASSERT_TRUE(plain.ok());
      const auto gs = eq::decode<GroupSecrets>(plain->reveal("test")).take();
      const HashSecret member = derive_member_secret(
          HashSecret::from(gs.joiner_secret.reveal("test")).take(), HashSecret());
      const WelcomeKey wk = derive_welcome_key(suite, member);
      const auto info_bytes =
          crypto::aead_open(aead_of(suite), wk.key.reveal("test"), wk.nonce.reveal("test"), {},
                            w.encrypted_group_info);
      ASSERT_TRUE(info_bytes.ok());
      const auto info = eq::decode<GroupInfo>(*info_bytes).value();
      EXPECT_TRUE(info.check_signature(suite, unhex(c["signer_pub"])).ok());
      const EpochKeys keys = derive_epoch(member, eq::encode(info.context));
      EXPECT_EQ(hex(mac(keys.secrets.confirmation, info.context.confirmed_transcript_hash)),
                hex(info.confirmation_tag));
    }
    EXPECT_TRUE(found);
  }
}

}  // namespace
}  // namespace eq::mls
