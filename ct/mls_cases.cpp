// eq/mls, up to where a ciphertext, tag or public key leaves the group.  What a received message
// says inside is handled in variable time and is not covered.
#include "ct/secrets.h"
#include "eq/mls/group_steps.h"
#include "eq/mls/testing.h"

namespace eq::ct {
namespace {

using namespace mls;
using mls::testing::Person;

constexpr Suite kX = Suite::x25519_chacha20poly1305_sha256_ed25519,
                kP = Suite::p256_aes128gcm_sha256_p256;
const Trust kTrust{mls::testing::trust_all()};

void key_schedule() {
  SecretRandom rng(11);
  const auto init = rng.secret<32>(), commit = rng.secret<32>();
  const auto joiner = derive_joiner_secret(init, commit, view("context"));
  std::vector<PskInput> psks;
  psks.push_back({PskId::external(view("id")), SecretBytes::from(rng.secret<32>().reveal("PSK"))});
  const auto member = derive_member_secret(joiner, derive_psk_secret(psks));
  (void)derive_welcome_key(kX, member);
  const EpochKeys keys = derive_epoch(member, view("context"));
  (void)export_secret(keys.secrets.exporter, "label", view("context"), 32);
  EQ_ASSERT(is_secret(
      external_key_pair(kX, keys.secrets.external).private_key.reveal("looking at its marks")));
  (void)mac(keys.secrets.confirmation, view("transcript"));
}

void secret_tree() {
  SecretRandom rng(12);
  SecretTree tree(kX, rng.secret<32>(), 64);
  EQ_ASSERT(is_secret(tree.next(5, RatchetKind::application)->key.reveal("looking at its marks")));
  auto found = tree.find(40, RatchetKind::handshake, 70);
  EQ_ASSERT(found.ok());
  tree.consume(std::move(found).take());
  EQ_ASSERT(tree.find(40, RatchetKind::handshake, 69).ok());
  Writer w;
  tree.encode(w);
  Reader r(w.bytes());
  EQ_ASSERT(SecretTree::decode(r).ok());
}

void protecting(Suite suite) {
  SecretRandom rng(13);
  SecretTree tree(suite, rng.secret<32>(), 4);
  const auto sender_data = rng.secret<32>();
  Bytes plaintext(300);
  rng.fill(plaintext);
  const Header header{view("group"), 7, Sender::member(2), view("authenticated"),
                      mls::ContentType::application};
  Bytes message = seal_private(suite, sender_data, tree.next(2, RatchetKind::application).take(),
                               header, {plaintext, view("auth")}, 100, rng);
  EQ_ASSERT(is_secret(message));
  make_public(message);
}

void update_path(Suite suite) {
  SecretRandom rng(14);
  const Bytes group_id(16, 1);
  RatchetTree tree;
  std::vector<KeyPackageSecrets> people;
  for (int i = 0; i < 8; ++i) {
    people.push_back(Person(suite, std::to_string(i), rng).key_package(rng));
    EQ_ASSERT(tree.add(people.back().key_package.leaf).ok());
  }
  PrivateKeys ours, theirs;
  theirs.leaf = 5;
  theirs.leaf_key = people[5].leaf_key.clone();
  RatchetTree after = tree;
  const NewPath path = renew_path(suite, after, ours, tree.leaf(0)->content(), group_id,
                                  people[0].signature_key, rng);
  UpdatePath sent = encrypt_path(suite, after, path, {}, view("context"), rng).take();
  for (auto& node : sent.nodes)
    for (auto& ct : node.encrypted_path_secret) {
      EQ_ASSERT(is_secret(ct.ciphertext));
      make_public(ct.ciphertext);
    }
  const auto steps = merge_path(suite, tree, 0, sent);
  EQ_ASSERT(steps.ok());
  const auto commit_secret = open_path(suite, tree, theirs, 0, sent, *steps, {}, view("context"));
  EQ_ASSERT(commit_secret.ok() && is_secret(commit_secret->reveal("looking at its marks")));
}

/// Everything a sender does: create a group, add somebody with a Welcome and new keys, merge,
/// write.
void sending(Suite suite) {
  SecretRandom rng(15);
  const Person ana(suite, "Ana", rng), ben(suite, "Ben", rng);
  const auto kb = ben.key_package(rng);
  Group a = ana.create(Bytes(16, 1), rng);
  auto staged = a.stage_commit({AddMember{kb.key_package}}, {}, kTrust, mls::testing::kNow, rng);
  EQ_ASSERT(staged.ok());
  make_public(staged->commit());
  make_public(*staged->welcome());
  EQ_ASSERT(a.merge(std::move(staged).take()).ok());
  const auto next = a.stage_commit({UpdateSelf{}}, {}, kTrust, mls::testing::kNow, rng);
  EQ_ASSERT(next.ok());
  (void)a.exporter("label", view("context"), 32);
  EQ_ASSERT(a.protect({}, view("hello"), 10, rng).ok());
  EQ_ASSERT(is_secret(a.save()));
}

}  // namespace

std::vector<Case> mls_cases() {
  return {{"key schedule, PSKs, exporter", key_schedule},
          {"secret tree and ratchets, saved and loaded", secret_tree},
          {"protecting a message, suite 3", [] { protecting(kX); }},
          {"protecting a message, suite 2", [] { protecting(kP); }},
          {"update path made, encrypted, opened, suite 3", [] { update_path(kX); }},
          {"update path made, encrypted, opened, suite 2", [] { update_path(kP); }},
          {"create, commit, Welcome, merge, write, suite 3", [] { sending(kX); }},
          {"create, commit, Welcome, merge, write, suite 2", [] { sending(kP); }}};
}

}  // namespace eq::ct
