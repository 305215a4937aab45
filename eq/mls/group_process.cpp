// Receiving: RFC 9420 sections 6.2, 6.3, 12.4.2.
#include "eq/mls/group_steps.h"
#include "eq/mls/leaf_rules.h"

namespace eq::mls {
namespace {

struct OpenedApplication {
  ApplicationMessage message;
  SecretTree::Found key;
};
Checked<OpenedApplication> open_application(Suite suite, const RatchetTree& tree,
                                            View context_bytes, const HashSecret& sender_data,
                                            const SecretTree& keys, LeafIndex own,
                                            const PrivateView& m) {
  Opened o = MLS_TRY(open_private(suite, sender_data, keys, tree, own, m));
  const LeafNode& leaf = *tree.leaf(o.sender);
  const Bytes head =
      tbs_head(WireFormat::private_message,
               {m.group_id, m.epoch, Sender::member(o.sender), m.authenticated_data, m.type});
  RULE_OK(verify_with_label(suite, leaf.signature_key(), "FramedContentTBS",
                            {head, o.body_bytes(), context_bytes}, o.auth.signature),
          message_signature);
  // Of the plaintext only the application data stays.
  o.plaintext.resize(o.body_size);
  o.plaintext.erase(o.plaintext.begin(),
                    o.plaintext.begin() + static_cast<std::ptrdiff_t>(o.application_from));
  ApplicationMessage message{m.epoch,
                             o.sender,
                             leaf.credential(),
                             to_bytes(leaf.signature_key()),
                             to_bytes(m.authenticated_data),
                             std::move(o.plaintext)};
  return OpenedApplication{std::move(message), std::move(o.key)};
}

/// What a handshake message is, for Trust::accepts.
Checked<Incoming> kind_of(SenderType sender, ContentType type) {
  // section 6: it travels encrypted only
  RULE(type != ContentType::application, application_in_public);
  switch (sender) {
    case SenderType::member:
      return type == ContentType::commit ? Incoming::commit : Incoming::proposal;
    case SenderType::external: return Incoming::external_proposal;
    case SenderType::new_member_proposal: return Incoming::join_proposal;
    case SenderType::new_member_commit: return Incoming::external_commit;
  }
  return Fail(Rule::sender_kind);
}

/// A proposal or commit sent as PrivateMessage.
Checked<Verified> verify_private(const EpochState& now, const PrivateView& m) {
  Opened o = MLS_TRY(
      open_private(now.suite, now.secrets.sender_data, now.messages, now.tree, now.own(), m));
  const Sender sender = Sender::member(o.sender);
  Bytes content =
      framed_content({m.group_id, m.epoch, sender, m.authenticated_data, m.type}, o.body_bytes());
  const Bytes tbs =
      content_tbs(WireFormat::private_message, content, sender.type, now.context_bytes);
  RULE_OK(
      verify_content(now.suite, now.tree.leaf(o.sender)->signature_key(), tbs, o.auth.signature),
      message_signature);
  return Verified{WireFormat::private_message, sender,
                  std::move(o.body),           std::move(o.auth),
                  std::move(content),          std::move(o.key)};
}

/// Section 6.1: whose key must have signed.
Checked<Bytes> signature_key_for(const EpochState& now, const FramedContent& c) {
  const auto* proposal = std::get_if<Proposal>(&c.body);
  switch (c.sender.type) {
    case SenderType::member: {
      const LeafNode* leaf = now.tree.leaf(c.sender.index);
      RULE(leaf, sender_blank);
      RULE(c.sender.index != now.own(), own_message);
      return to_bytes(leaf->signature_key());
    }
    case SenderType::external: {
      RULE(proposal, sender_kind);
      // Section 12.1.8: the types an external sender may propose.
      const auto t = proposal->type();
      RULE(t == ProposalType::add || t == ProposalType::remove || t == ProposalType::psk ||
               t == ProposalType::reinit || t == ProposalType::group_context_extensions,
           external_proposal_type);
      const auto senders = MLS_TRY(external_senders(now.context.extensions));
      RULE(c.sender.index < senders.size(), external_sender_unknown);
      return senders[c.sender.index].signature_key;
    }
    case SenderType::new_member_proposal: {
      const auto* add = proposal ? std::get_if<Add>(&proposal->body) : nullptr;
      RULE(add, sender_kind);
      return to_bytes(add->key_package.leaf.signature_key());
    }
    case SenderType::new_member_commit: {
      const auto* commit = std::get_if<Commit>(&c.body);
      RULE(commit, sender_kind);
      RULE(commit->path, path_missing);  // section 12.4.3.2
      return to_bytes(commit->path->leaf.signature_key());
    }
  }
  return Fail(Rule::sender_kind);
}

Checked<Verified> verify_public(const EpochState& now, PublicMessage m) {
  const FramedContent& c = m.content;
  RULE(c.group_id == now.context.group_id, wrong_group);
  RULE(c.epoch == now.context.epoch, wrong_epoch);
  const Bytes key = MLS_TRY(signature_key_for(now, c));
  Bytes content = eq::encode(c);
  const Bytes tbs =
      content_tbs(WireFormat::public_message, content, c.sender.type, now.context_bytes);
  if (c.sender.type == SenderType::member) {
    const Hash tag = membership_tag(now.secrets.membership, tbs, m.auth, c.type());
    RULE(equal_ct(tag, m.membership_tag), membership_tag);  // section 6.2
  }
  RULE_OK(verify_content(now.suite, key, tbs, m.auth.signature), message_signature);
  return Verified{WireFormat::public_message, c.sender,           std::move(m.content.body),
                  std::move(m.auth),          std::move(content), std::nullopt};
}

/// Validate the committer's new leaf and put the path into the tree.
Checked<std::vector<PathStep>> take_path(const EpochState& now, EpochState& next, Applied& applied,
                                         Sender sender, LeafIndex at, const UpdatePath& path,
                                         const Trust& trust) {
  const LeafNode& leaf = path.leaf;
  RULE(leaf.source() == LeafSource::commit, leaf_source_wrong);  // section 7.3
  MLS_TRY(check_leaf(leaf, now.suite, LeafPlace{now.context.group_id, at}, trust.credentials));
  // An update stands where its sender stood; a newcomer who removes somebody, where that one stood.
  if (sender.type == SenderType::member) {
    RULE_OK(trust.credentials.check_successor(now.tree.leaf(at)->credential(), leaf.credential()),
            credential_not_accepted);
  } else if (!applied.effect.removed.empty()) {
    RULE(!equal_var(now.tree.leaf(applied.effect.removed[0].leaf)->encryption_key(),
                    leaf.encryption_key()),
         encryption_key_not_new);  // section 12.2
    RULE_OK(
        trust.credentials.check_successor(applied.effect.removed[0].credential, leaf.credential()),
        credential_not_accepted);
  }
  auto steps = MLS_TRY(merge_path(now.suite, next.tree, at, path));
  applied.changed.push_back(node_of(at));
  for (const auto& s : steps) applied.changed.push_back(s.node);
  (sender.type == SenderType::member ? applied.effect.updated : applied.effect.added)
      .push_back(member_of(at, leaf));
  return steps;
}

/// Section 8.3.
Checked<HashSecret> external_init_secret(const EpochState& now, const ExternalInit& init) {
  const auto pair = external_key_pair(now.suite, now.secrets.external);
  const auto secret = crypto::hpke_receive_export(
      hpke_of(now.suite), pair.private_key.reveal("receiving the init secret"), init.kem_output, {},
      view(kExternalInitLabel), kHashSize);
  RULE(secret.ok(), path_decryption);
  return HashSecret::from(secret->reveal("into its typed secret")).take();
}

}  // namespace

Checked<ReceivedCommit> GroupSteps::receive_commit(const EpochState& now, const Verified& v,
                                                   const Trust& trust) {
  const Commit& commit = std::get<Commit>(v.body);
  const ProposalList list = MLS_TRY(resolve(now, commit.proposals, v.sender));
  MLS_TRY(check_list(now, list, v.sender, trust));
  RULE(commit.path || !needs_path(list), path_missing);  // section 12.4

  EpochState next = begin_next(now);
  Applied applied = MLS_TRY(apply(now, next, list));
  ReceivedCommit out;
  out.from_epoch_ = now.context.epoch;
  out.from_authenticator_ = now.secrets.authenticator;
  const bool external = v.sender.type != SenderType::member;
  if (!external) applied.effect.committer = v.sender.index;
  if (applied.effect.removes_me) {  // the rest cannot be derived, and is none of our business
    out.effect_ = std::move(applied.effect);
    return out;
  }
  LeafIndex at = v.sender.index;
  if (external) {
    const auto place = next.tree.place_for_new_leaf();
    RULE(place.ok(), tree_too_large);
    at = *place;
  }
  std::vector<PathStep> steps;
  if (commit.path)
    steps = MLS_TRY(take_path(now, next, applied, v.sender, at, *commit.path, trust));
  MLS_TRY(check_new_tree(next, applied));
  HashSecret commit_secret;  // zero without a path
  if (commit.path) {
    refresh_context(next);  // the provisional GroupContext
    commit_secret = MLS_TRY(open_path(now.suite, next.tree, next.keys, at, *commit.path, steps,
                                      applied.added, next.context_bytes));
  }
  HashSecret init = now.secrets.init.clone();
  if (applied.external_init) init = MLS_TRY(external_init_secret(now, *applied.external_init));
  const HashSecret psk_secret = MLS_TRY(gather_psks(&now, applied.effect.psks, trust));
  const Advance a = advance(next, now.interim_transcript_hash, init, commit_secret, psk_secret,
                            v.format, v.content, v.auth.signature);
  RULE(equal_ct(a.confirmation_tag, v.auth.confirmation_tag), confirmation_tag);
  next.reinit = applied.effect.reinit;
  out.effect_ = std::move(applied.effect);
  out.state_ = std::make_unique<EpochState>(std::move(next));
  return out;
}

Checked<ReceivedProposal> GroupSteps::receive_proposal(EpochState& now, Verified v,
                                                       const Trust& trust) {
  Proposal& p = std::get<Proposal>(v.body);
  RULE(now.known.size() < kMaxKnownProposals, too_many_proposals);
  MLS_TRY(check_proposal(now, p, v.sender, trust));
  const Hash ref = proposal_ref(v.format, v.content, v.auth);
  ReceivedProposal out{std::nullopt, p, ref};
  if (v.sender.type == SenderType::member) out.sender = v.sender.index;
  now.remember({ref, std::move(p), v.sender});
  return out;
}

namespace {

Checked<Processed> receive_handshake(EpochState& now, Verified v, const Trust& trust) {
  RULE(now.is_active(), group_ended);
  // The message's key is used up once it has been taken in, so that one whose PSK arrives later can
  // be tried again.
  std::optional<SecretTree::Found> key = std::move(v.key);
  Processed out = std::holds_alternative<Commit>(v.body)
                      ? Processed(MLS_TRY(GroupSteps::receive_commit(now, v, trust)))
                      : Processed(MLS_TRY(GroupSteps::receive_proposal(now, std::move(v), trust)));
  if (key) now.messages.consume(std::move(*key));
  return out;
}

}  // namespace

Checked<Processed> GroupSteps::process(Group& g, View bytes, const Trust& trust) {
  EpochState& now = *g.now_;
  RULE(!now.removed, group_ended);
  const std::optional<PrivateView> m = MLS_TRY(read_private(bytes));
  if (!m) {
    Message message = MLS_TRY(eq::decode<Message>(bytes));
    auto* pub = std::get_if<PublicMessage>(&message.body);
    RULE(pub, sender_kind);
    RULE(trust.accepts.has(MLS_TRY(kind_of(pub->content.sender.type, pub->content.type()))),
         kind_not_accepted);
    return receive_handshake(now, MLS_TRY(verify_public(now, std::move(*pub))), trust);
  }
  RULE(equal_var(m->group_id, now.context.group_id), wrong_group);
  if (m->type != ContentType::application) {
    RULE(m->epoch == now.context.epoch, wrong_epoch);  // section 12.4.2
    RULE(trust.accepts.has(MLS_TRY(kind_of(SenderType::member, m->type))), kind_not_accepted);
    return receive_handshake(now, MLS_TRY(verify_private(now, *m)), trust);
  }
  RULE(trust.accepts.has(Incoming::message), kind_not_accepted);
  OpenedMessage opened = MLS_TRY(open(g, *m));
  ApplicationMessage message = std::move(opened.message_);
  g.use_up(std::move(opened));
  return Processed(std::move(message));
}

struct OpenedMessage::Key {
  std::uint64_t epoch = 0;
  SecretTree::Found found;
};
OpenedMessage::OpenedMessage(ApplicationMessage message, std::unique_ptr<Key> key)
    : message_(std::move(message)), key_(std::move(key)) {}
OpenedMessage::OpenedMessage(OpenedMessage&&) noexcept = default;
OpenedMessage::~OpenedMessage() = default;

Checked<OpenedMessage> GroupSteps::open(Group& g, const PrivateView& m) {
  const EpochState& now = *g.now_;
  RULE(equal_var(m.group_id, now.context.group_id), wrong_group);
  const auto opened = [&](OpenedApplication o) {
    return OpenedMessage(std::move(o.message),
                         std::make_unique<OpenedMessage::Key>(m.epoch, std::move(o.key)));
  };
  if (m.epoch == now.context.epoch)
    return opened(MLS_TRY(open_application(now.suite, now.tree, now.context_bytes,
                                           now.secrets.sender_data, now.messages, now.own(), m)));
  for (const auto& past : g.past_)
    if (past.epoch == m.epoch)
      return opened(MLS_TRY(open_application(past.suite, past.tree, past.context_bytes,
                                             past.sender_data, past.messages, now.own(), m)));
  return Fail(Rule::wrong_epoch);
}

void Group::use_up(OpenedMessage&& opened) {
  const std::unique_ptr<OpenedMessage::Key> key = std::move(opened.key_);
  if (key->epoch == now_->context.epoch) now_->messages.consume(std::move(key->found));
  for (auto& past : past_)
    if (past.epoch == key->epoch) past.messages.consume(std::move(key->found));
}

}  // namespace eq::mls
