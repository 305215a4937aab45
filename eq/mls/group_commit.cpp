// Making commits and proposals: RFC 9420 section 12.4.1.
#include <algorithm>

#include "eq/mls/group_steps.h"
#include "eq/mls/leaf_rules.h"
#include "eq/mls/tree_check.h"

namespace eq::mls {
namespace {

Bytes fresh_nonce(Random& rng) { return to_bytes(rng.array<kHashSize>()); }

/// A proposal as asked for; UpdateSelf is none, it only asks for a path.
struct ToProposal {
  const Trust& trust;
  Suite suite;
  Time now;
  Random& rng;
  using Out = Checked<std::optional<Proposal>>;

  Out operator()(const AddMember& a) const {
    MLS_TRY(check_lifetime(a.key_package.leaf, now));
    return std::optional(Proposal{Add{a.key_package}});
  }
  Out operator()(const RemoveMember& r) const { return std::optional(Proposal{Remove{r.leaf}}); }
  Out operator()(const UpdateSelf&) const { return std::optional<Proposal>(); }
  Out operator()(const InjectPsk& p) const {
    PskId id = p.id;
    id.nonce = fresh_nonce(rng);
    return std::optional(Proposal{PreSharedKey{std::move(id)}});
  }
  Out operator()(const SetExtensions& s) const {
    return std::optional(Proposal{GroupContextExtensions{s.extensions}});
  }
  Out operator()(const EndForReInit& e) const { return std::optional(Proposal{e.reinit}); }
};

/// Group::pending().
std::vector<const KnownProposal*> choose_pending(const EpochState& now,
                                                 const std::vector<CommitInput>& inputs) {
  std::map<LeafIndex, const KnownProposal*> by_leaf;
  std::map<Bytes, bool> adds;
  bool extensions = false;
  for (const auto& input : inputs) {
    if (const auto* r = std::get_if<RemoveMember>(&input)) by_leaf[r->leaf] = nullptr;
    if (const auto* a = std::get_if<AddMember>(&input))
      adds[to_bytes(a->key_package.leaf.signature_key())] = true;
    if (std::holds_alternative<SetExtensions>(input)) extensions = true;
    if (std::holds_alternative<EndForReInit>(input)) return {};
  }
  std::vector<const KnownProposal*> out;
  for (const auto& k : now.known) {
    if (const auto* r = std::get_if<Remove>(&k.proposal.body)) {
      auto& slot = by_leaf.try_emplace(r->removed, &k).first->second;
      if (r->removed != now.own() && slot && slot->proposal.type() == ProposalType::update)
        slot = &k;
    } else if (std::holds_alternative<Update>(k.proposal.body)) {
      auto [it, is_new] = by_leaf.try_emplace(k.sender.index, &k);
      if (!is_new && it->second && it->second->proposal.type() == ProposalType::update)
        it->second = &k;
    } else if (const auto* a = std::get_if<Add>(&k.proposal.body)) {
      if (adds.emplace(to_bytes(a->key_package.leaf.signature_key()), true).second)
        out.push_back(&k);
    } else if (k.proposal.type() == ProposalType::group_context_extensions) {
      if (!extensions) out.push_back(&k);
      extensions = true;
    } else if (k.proposal.type() == ProposalType::psk) {
      out.push_back(&k);
    }
  }
  for (const auto& [leaf, k] : by_leaf)
    if (k && leaf != now.own()) out.push_back(k);
  return out;
}

/// The encoding in one allocation: a Writer would leave the joiner secret in each buffer it grows
/// out of.
SecretBytes encode_secrets(const GroupSecrets& gs) {
  Writer before, between, after;
  before.varint(gs.joiner_secret.size());
  between.u8(gs.path_secret ? 1 : 0);
  if (gs.path_secret) between.varint(gs.path_secret->size());
  eq::put(after, gs.psks);
  return SecretBytes(
      concat({before.bytes(), gs.joiner_secret.reveal("for the joiner"), between.bytes(),
              gs.path_secret ? gs.path_secret->reveal("for the joiner") : View(), after.bytes()}));
}

Checked<Bytes> make_welcome(const EpochState& next, const Advance& a,
                            const std::optional<NewPath>& path, const ProposalList& list,
                            const Applied& applied, const CommitOptions& options, Random& rng) {
  const auto wk = derive_welcome_key(next.suite, a.member);
  const GroupInfo info = make_group_info(next, options.tree, {});
  Welcome w;
  w.suite = code(next.suite);
  w.encrypted_group_info =
      crypto::aead_seal(aead_of(next.suite), wk.key.reveal("sealing the GroupInfo"),
                        wk.nonce.reveal("nonce"), {}, eq::encode(info));
  const auto context = encryption_context(next.suite, "Welcome", w.encrypted_group_info);
  std::size_t n = 0;
  for (const auto& c : list) {
    const auto* add = std::get_if<Add>(&c.proposal->body);
    if (!add) continue;
    GroupSecrets gs;
    gs.joiner_secret = SecretBytes::from(a.joiner.reveal("for the joiner"));
    gs.psks = applied.effect.psks;
    if (path) {
      const NodeIndex meeting = common_ancestor(next.own(), applied.added[n]);
      for (std::size_t i = 0; i < path->steps.size(); ++i)
        if (path->steps[i].node == meeting)
          gs.path_secret = SecretBytes::from(path->secrets[i].reveal("for the joiner"));
    }
    const SecretBytes plain = encode_secrets(gs);
    w.secrets.push_back({to_bytes(add->key_package.ref()),
                         MLS_TRY(crypto::hpke_seal(context, add->key_package.init_key, {},
                                                   plain.reveal("sealed to the joiner"), rng))});
    ++n;
  }
  return eq::encode(Message{std::move(w)});
}

struct Collected {
  Commit commit;             // without its path
  bool update_self = false;  // asked for one
};

/// The proposals that a commit names and those that it brings.
Checked<Collected> collect(const EpochState& now, const std::vector<CommitInput>& inputs,
                           const CommitOptions& options, const Trust& trust, Time time,
                           Random& rng) {
  std::vector<Proposal> by_value;
  bool update_self = false;
  for (const auto& input : inputs) {
    auto p = MLS_TRY(std::visit(ToProposal{trust, now.suite, time, rng}, input));
    if (p)
      by_value.push_back(std::move(*p));
    else
      update_self = true;
  }
  Commit commit;
  for (const Hash& ref : options.proposals) commit.proposals.push_back({to_bytes(ref)});
  for (auto& p : by_value) commit.proposals.push_back({std::move(p)});
  return Collected{std::move(commit), update_self};
}

}  // namespace

Checked<StagedCommit> GroupSteps::stage(Group& g, const std::vector<CommitInput>& inputs,
                                        const CommitOptions& options, const Trust& trust, Time time,
                                        Random& rng) {
  EpochState& now = *g.now_;
  RULE(now.is_active(), group_ended);
  EQ_ASSERT(options.handshake == WireFormat::private_message ||
            options.handshake == WireFormat::public_message);
  auto [commit, update_self] = MLS_TRY(collect(now, inputs, options, trust, time, rng));
  const Sender me = Sender::member(now.own());
  const ProposalList list = MLS_TRY(resolve(now, commit.proposals, me));
  MLS_TRY(check_list(now, list, me, trust));

  EpochState next = begin_next(now);
  Applied applied = MLS_TRY(apply(now, next, list));
  std::optional<NewPath> path;
  if (needs_path(list) || update_self || options.path == Path::always) {
    path = renew_path(now.suite, next.tree, next.keys, now.tree.leaf(now.own())->content(),
                      now.context.group_id, *now.signer, rng);
    applied.changed.push_back(node_of(now.own()));
    for (const auto& step : path->steps) applied.changed.push_back(step.node);
    applied.effect.updated.push_back(member_of(now.own(), path->leaf));
  }
  MLS_TRY(check_new_tree(next, applied));
  const HashSecret psk_secret = MLS_TRY(gather_psks(&now, applied.effect.psks, trust));
  HashSecret commit_secret;  // zero without a path
  if (path) {
    refresh_context(next);  // the provisional GroupContext
    commit.path =
        MLS_TRY(encrypt_path(now.suite, next.tree, *path, applied.added, next.context_bytes, rng));
    commit_secret = path->commit_secret.clone();
  }

  const Bytes body = eq::encode(commit);
  const Bytes content = framed_content({now.context.group_id, now.context.epoch, me,
                                        options.authenticated_data, ContentType::commit},
                                       body);
  const Bytes tbs = content_tbs(options.handshake, content, me.type, now.context_bytes);
  ContentAuth auth{sign_content(*now.signer, tbs), {}};
  const Advance a = advance(next, now.interim_transcript_hash, now.secrets.init, commit_secret,
                            psk_secret, options.handshake, content, auth.signature);
  auth.confirmation_tag = to_bytes(a.confirmation_tag);

  StagedCommit out;
  if (!applied.added.empty())
    out.welcome_ = MLS_TRY(make_welcome(next, a, path, list, applied, options, rng));
  out.commit_ =
      MLS_TRY(wrap_handshake(now, options, ContentType::commit, body, content, tbs, auth, rng));
  next.reinit = applied.effect.reinit;
  out.effect_ = std::move(applied.effect);
  out.effect_.committer = now.own();
  out.from_epoch_ = now.context.epoch;
  out.from_authenticator_ = now.secrets.authenticator;
  out.state_ = std::make_unique<EpochState>(std::move(next));
  return out;
}

std::vector<ReceivedProposal> Group::pending(const std::vector<CommitInput>& inputs) const {
  std::vector<ReceivedProposal> out;
  for (const KnownProposal* k : choose_pending(*now_, inputs)) {
    const bool member = k->sender.type == SenderType::member;
    out.push_back({member ? std::optional(k->sender.index) : std::nullopt, k->proposal, k->ref});
  }
  return out;
}

Checked<Bytes> GroupSteps::propose(Group& g, const CommitInput& input, const CommitOptions& options,
                                   const Trust& trust, Time time, Random& rng) {
  EpochState& now = *g.now_;
  RULE(now.is_active(), group_ended);
  RULE(now.known.size() < kMaxKnownProposals, too_many_proposals);
  auto p = MLS_TRY(std::visit(ToProposal{trust, now.suite, time, rng}, input));
  std::optional<EpochState::OwnUpdate> own_update;
  if (!p) {  // UpdateSelf
    auto pair = crypto::hpke_generate(kem_of(now.suite), rng);
    LeafContent content = now.tree.leaf(now.own())->content();
    content.encryption_key = pair.public_key;
    content.source = LeafSource::update;
    p = Proposal{Update{LeafNode::sign(now.suite, content,
                                       LeafPlace{now.context.group_id, now.own()}, *now.signer)}};
    own_update = EpochState::OwnUpdate{std::move(pair.public_key), std::move(pair.private_key)};
  }
  const Sender me = Sender::member(now.own());
  MLS_TRY(check_proposal(now, *p, me, trust));
  const Bytes body = eq::encode(*p);
  const Bytes content = framed_content({now.context.group_id, now.context.epoch, me,
                                        options.authenticated_data, ContentType::proposal},
                                       body);
  const Bytes tbs = content_tbs(options.handshake, content, me.type, now.context_bytes);
  const ContentAuth auth{sign_content(*now.signer, tbs), {}};
  Bytes message =
      MLS_TRY(wrap_handshake(now, options, ContentType::proposal, body, content, tbs, auth, rng));
  now.remember({proposal_ref(options.handshake, content, auth), std::move(*p), me});
  if (own_update) now.own_updates.push_back(std::move(*own_update));
  return message;
}

}  // namespace eq::mls
