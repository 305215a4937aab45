#include "eq/mls/group_steps.h"

namespace eq::mls {

EpochState begin_next(const EpochState& now) {
  EpochState next;
  next.suite = now.suite;
  next.context = now.context;
  ++next.context.epoch;
  next.tree = now.tree;
  next.keys = now.keys.clone();
  next.signer = now.signer;
  const std::size_t kept = now.resumption.size();
  for (std::size_t i = kept < kRetainedResumptionPsks ? 0 : kept - kRetainedResumptionPsks + 1;
       i < kept; ++i)
    next.resumption.push_back(
        {now.resumption[i].epoch, now.resumption[i].psk.clone(), now.resumption[i].authenticator});
  next.resumption.push_back(
      {now.context.epoch, now.secrets.resumption.clone(), now.secrets.authenticator});
  return next;
}

void refresh_context(EpochState& s) {
  s.context.tree_hash = to_bytes(s.tree.root_hash());
  s.context_bytes = eq::encode(s.context);
}

void install(EpochState& s, EpochKeys keys) {
  s.secrets = std::move(keys.secrets);
  s.messages = SecretTree(s.suite, std::move(keys.encryption), s.tree.width());
}

Hash seal_transcript(EpochState& s) {
  const Hash tag = mac(s.secrets.confirmation, s.context.confirmed_transcript_hash);
  s.confirmation_tag = to_bytes(tag);
  s.interim_transcript_hash =
      to_bytes(interim_transcript_hash(s.context.confirmed_transcript_hash, s.confirmation_tag));
  return tag;
}

Advance advance(EpochState& next, View interim_before, const HashSecret& init,
                const HashSecret& commit_secret, const HashSecret& psk_secret, WireFormat format,
                View content, View signature) {
  next.context.confirmed_transcript_hash =
      to_bytes(confirmed_transcript_hash(interim_before, format, content, signature));
  refresh_context(next);
  Advance a;
  a.joiner = derive_joiner_secret(init, commit_secret, next.context_bytes);
  a.member = derive_member_secret(a.joiner, psk_secret);
  install(next, derive_epoch(a.member, next.context_bytes));
  a.confirmation_tag = seal_transcript(next);
  return a;
}

Checked<Bytes> wrap_handshake(EpochState& now, const CommitOptions& options, ContentType type,
                              View body_bytes, View content, View tbs, const ContentAuth& auth,
                              Random& rng) {
  const Header header{now.context.group_id, now.context.epoch, Sender::member(now.own()),
                      options.authenticated_data, type};
  if (options.handshake == WireFormat::private_message) {
    const MessageKey key = MLS_TRY(now.messages.next(now.own(), RatchetKind::handshake));
    Writer auth_bytes;
    auth.encode(auth_bytes, type);
    return seal_private(
        now.suite, now.secrets.sender_data, key, header, {body_bytes, auth_bytes.bytes()},
        padding_for(options.padding, body_bytes.size() + auth_bytes.bytes().size()), rng);
  }
  const Hash tag = membership_tag(now.secrets.membership, tbs, auth, header.type);
  // PublicMessage: FramedContent, auth data, tag, each as it was signed.
  Writer w;
  w.u16(kMls10);
  eq::put(w, WireFormat::public_message);
  w.raw(content);
  auth.encode(w, header.type);
  w.opaque(tag);
  return w.take();
}

GroupInfo make_group_info(const EpochState& s, TreeDelivery tree, const Extensions& more) {
  GroupInfo info;
  info.context = s.context;
  info.extensions = more;
  if (tree == TreeDelivery::in_welcome) {
    Writer w;
    s.tree.encode(w);
    info.extensions.push_back({extension_type::ratchet_tree, w.take()});
  }
  info.confirmation_tag = s.confirmation_tag;
  // Section 13.5.  The tree hash is as good as random and follows from public keys; the Welcome's
  // length shows a part of it.
  const Bytes& hash = s.context.tree_hash;
  info.extensions.push_back({grease(hash[0]), to_bytes(View(hash).first(hash[1] % 16))});
  info.signer = s.own();
  info.sign(*s.signer);
  return info;
}

}  // namespace eq::mls
