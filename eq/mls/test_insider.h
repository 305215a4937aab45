// For tests and fuzz targets: a member who has the keys and follows no rule.
#pragma once

#include "eq/mls/group_steps.h"
#include "eq/mls/testing.h"

namespace eq::mls::testing {

/// A public handshake message of `g`'s own member, correctly signed and tagged, whatever `body`
/// says.
inline Bytes insider_public(const Group& g, ContentType type, View body,
                            View confirmation_tag = {}) {
  const EpochState& s = GroupSteps::state(g);
  const Header h{s.context.group_id, s.context.epoch, Sender::member(s.own()), {}, type};
  const Bytes content = framed_content(h, body);
  const Bytes tbs =
      content_tbs(WireFormat::public_message, content, SenderType::member, s.context_bytes);
  const ContentAuth auth{sign_content(*s.signer, tbs), to_bytes(confirmation_tag)};
  Writer w;
  w.u16(kMls10);
  eq::put(w, WireFormat::public_message);
  w.raw(content);
  auth.encode(w, type);
  w.opaque(membership_tag(s.secrets.membership, tbs, auth, type));
  return w.take();
}

inline Bytes insider_proposal(const Group& g, const Proposal& p) {
  return insider_public(g, ContentType::proposal, eq::encode(p));
}
inline Bytes insider_commit(const Group& g, const Commit& c) {
  return insider_public(g, ContentType::commit, eq::encode(c), Bytes(kHashSize, 1));
}

/// A private message with any content, sealed with the right keys but signed with `signer`, in the
/// name of `sender` at `generation`.  `keys`: a secret tree of the epoch that still has that key.
inline Bytes insider_private(const EpochState& s, SecretTree& keys, LeafIndex sender,
                             std::uint32_t generation, ContentType type, View content,
                             Random& rng) {
  const auto kind =
      type == ContentType::application ? RatchetKind::application : RatchetKind::handshake;
  auto found = keys.find(sender, kind, generation).take();
  return seal_private(s.suite, s.secrets.sender_data, found.key(),
                      {s.context.group_id, s.context.epoch, Sender::member(sender), {}, type},
                      {content}, 0, rng);
}

/// A Welcome for `to` with any contents, sealed as the joiner secret in `secrets` asks.
inline Bytes insider_welcome(Suite suite, const KeyPackage& to, const GroupSecrets& secrets,
                             const GroupInfo& info, Random& rng) {
  const auto joiner = HashSecret::from(secrets.joiner_secret.reveal("test")).take();
  const WelcomeKey k = derive_welcome_key(suite, derive_member_secret(joiner, HashSecret()));
  Welcome w;
  w.suite = suite.code;
  w.encrypted_group_info = crypto::aead_seal(aead_of(suite), k.key.reveal("test"),
                                             k.nonce.reveal("test"), {}, eq::encode(info));
  w.secrets.push_back(
      {to_bytes(to.ref()), encrypt_with_label(suite, to.init_key, "Welcome", w.encrypted_group_info,
                                              eq::encode(secrets), rng)
                               .take()});
  return eq::encode(Message{std::move(w)});
}

/// A GroupInfo that an insider signs for a group it makes up.
inline GroupInfo insider_group_info(const EpochState& s, const RatchetTree& tree) {
  GroupInfo info = make_group_info(s, TreeDelivery::apart, {});
  Writer w;
  tree.encode(w);
  info.extensions.push_back({extension_type::ratchet_tree, w.take()});
  info.context.tree_hash = to_bytes(tree.root_hash());
  info.sign(*s.signer);
  return info;
}

}  // namespace eq::mls::testing
