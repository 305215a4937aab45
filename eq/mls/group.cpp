#include "eq/mls/group.h"

#include <algorithm>

#include "eq/mls/group_steps.h"

namespace eq::mls {
namespace {

constexpr std::uint16_t kGroupFormat = 2, kStagedFormat = 3;

std::vector<Member> members_in(const RatchetTree& tree) {
  std::vector<Member> out;
  for (LeafIndex i = 0; i < tree.width(); ++i)
    if (const LeafNode* leaf = tree.leaf(i)) out.push_back(member_of(i, *leaf));
  return out;
}

}  // namespace

NextEpoch::NextEpoch() = default;
NextEpoch::NextEpoch(NextEpoch&&) noexcept = default;
NextEpoch& NextEpoch::operator=(NextEpoch&&) noexcept = default;
NextEpoch::~NextEpoch() = default;

std::uint64_t NextEpoch::epoch() const { return from_epoch_ + 1; }
std::vector<Member> NextEpoch::members() const {
  return state_ ? members_in(state_->tree) : std::vector<Member>{};
}
Result<SecretBytes> NextEpoch::exporter(std::string_view label, View context, std::size_t n) const {
  REQUIRE_OR(state_, Err::refused);
  return export_secret(state_->secrets.exporter, label, context, n);
}
Result<Hash> NextEpoch::epoch_authenticator() const {
  REQUIRE_OR(state_, Err::refused);
  return state_->secrets.authenticator;
}

Bytes StagedCommit::save() const {
  Writer w;
  w.u16(kStagedFormat);
  encode(w, nullptr);
  return w.take();
}
void StagedCommit::encode(Writer& w, const RatchetTree* base) const {
  eq::put(w, effect_);
  w.u64(from_epoch_);
  eq::put(w, from_authenticator_);
  w.opaque(commit_);
  eq::put(w, welcome_);
  state_->encode(w, base);
}

Result<StagedCommit> StagedCommit::load(View saved) {
  Reader r(saved);
  REQUIRE_OR(TRY(r.u16()) == kStagedFormat, Err::unsupported);
  StagedCommit c = TRY(decode(r, nullptr));
  TRY(r.end());
  return c;
}
Result<StagedCommit> StagedCommit::decode(Reader& r, const RatchetTree* base) {
  StagedCommit c;
  c.effect_ = TRY(eq::get<Effect>(r));
  c.from_epoch_ = TRY(r.u64());
  c.from_authenticator_ = TRY(eq::get<Hash>(r));
  c.commit_ = to_bytes(TRY(r.opaque()));
  c.welcome_ = TRY(eq::get<std::optional<Bytes>>(r));
  c.state_ = std::make_unique<EpochState>(TRY(EpochState::decode(r, base)));
  return c;
}

Group::Group() = default;
Group::Group(Group&&) noexcept = default;
Group& Group::operator=(Group&&) noexcept = default;
Group::~Group() = default;

Suite Group::suite() const { return now_->suite; }
const Bytes& Group::group_id() const { return now_->context.group_id; }
std::uint64_t Group::epoch() const { return now_->context.epoch; }
LeafIndex Group::own_leaf() const { return now_->own(); }
const Extensions& Group::extensions() const { return now_->context.extensions; }
bool Group::is_active() const { return now_->is_active(); }
Hash Group::epoch_authenticator() const { return now_->secrets.authenticator; }
Agreement Group::compare(std::uint64_t epoch, const Hash& authenticator) const {
  const auto verdict = [&](const Hash& ours) {
    return ours == authenticator ? Agreement::same : Agreement::forked;
  };
  if (epoch == now_->context.epoch) return verdict(now_->secrets.authenticator);
  for (const auto& past : now_->resumption)
    if (past.epoch == epoch) return verdict(past.authenticator);
  return Agreement::unknown;
}

std::vector<Member> Group::members() const { return members_in(now_->tree); }
std::optional<Member> Group::member(LeafIndex i) const {
  const LeafNode* leaf = now_->tree.leaf(i);
  return leaf ? std::optional(member_of(i, *leaf)) : std::nullopt;
}

SecretBytes Group::exporter(std::string_view label, View context, std::size_t n) const {
  EQ_ASSERT(n <= 255 * kHashSize);
  return export_secret(now_->secrets.exporter, label, context, n);
}

Bytes Group::ratchet_tree() const {
  Writer w;
  now_->tree.encode(w);
  return w.take();
}

Bytes Group::group_info(TreeDelivery tree) const {
  Writer w;
  w.opaque(external_key_pair(now_->suite, now_->secrets.external).public_key);
  return eq::encode(
      Message{make_group_info(*now_, tree, {{extension_type::external_pub, w.take()}})});
}

Group GroupSteps::make(EpochState&& state) {
  Group g;
  g.now_ = std::make_unique<EpochState>(std::move(state));
  return g;
}

Result<Group> Group::create(Suite suite, View group_id, const SignatureKey& key,
                            const Credential& credential, const Extensions& group_extensions,
                            const KeyPackageOptions& options, Random& rng) {
  // Section 11.
  REQUIRE_OR(is_available(suite) && key.fits(suite), Err::unsupported);
  REQUIRE_OR(!has_duplicates(group_extensions), Err::malformed);
  KeyPackageSecrets me = make_key_package(suite, key, credential, options, rng);
  EpochState s;
  s.suite = suite;
  s.context = {kMls10, code(suite), to_bytes(group_id), 0, {}, {}, group_extensions};
  s.keys.leaf = TRY(s.tree.add(me.key_package.leaf));
  s.keys.leaf_key = std::move(me.leaf_key);
  s.signer = std::make_shared<const SignatureKey>(key.clone());
  refresh_context(s);
  install(s, derive_epoch_from_secret(rng.secret<kHashSize>()));
  seal_transcript(s);
  Applied made;
  made.effect.extensions = group_extensions;
  made.changed = {node_of(s.keys.leaf)};
  const auto supported = check_new_tree(s, made);
  if (!supported) return supported.error().err;
  return GroupSteps::make(std::move(s));
}

namespace {
template <class T>
Result<T> flatten(Checked<T> r, Rule& last) {
  last = r.ok() ? Rule::none : r.error().rule;
  if (!r.ok()) return r.error().err;
  return std::move(r).take();
}
}  // namespace

Result<Group> Group::join(View welcome, const KeyPackageSecrets& secrets, std::optional<View> tree,
                          const Trust& trust) {
  Rule ignored;
  return flatten(GroupSteps::join(welcome, secrets, tree, trust), ignored);
}
Result<LeafIndex> Group::welcomed_by(View welcome, const KeyPackageSecrets& secrets,
                                     const Trust& trust) {
  Rule ignored;
  return flatten(GroupSteps::welcomed_by(welcome, secrets, trust), ignored);
}
Result<ExternalJoin> Group::join_external(View group_info, const SignatureKey& key,
                                          const Credential& credential,
                                          const KeyPackageOptions& leaf, std::optional<View> tree,
                                          std::optional<LeafIndex> replaces, const Trust& trust,
                                          Random& rng) {
  Rule ignored;
  return flatten(
      GroupSteps::join_external(group_info, key, credential, leaf, tree, replaces, trust, rng),
      ignored);
}
Result<StagedCommit> Group::stage_commit(const std::vector<CommitInput>& inputs,
                                         const CommitOptions& options, const Trust& trust, Time now,
                                         Random& rng) {
  return flatten(GroupSteps::stage(*this, inputs, options, trust, now, rng), last_rule_);
}
Result<Bytes> Group::propose(const CommitInput& input, const CommitOptions& options,
                             const Trust& trust, Time now, Random& rng) {
  return flatten(GroupSteps::propose(*this, input, options, trust, now, rng), last_rule_);
}
Result<Processed> Group::process(View message, const Trust& trust) {
  return flatten(GroupSteps::process(*this, message, trust), last_rule_);
}

Result<OpenedMessage> Group::open(View bytes) {
  return flatten(
      [&]() -> Checked<OpenedMessage> {
        RULE(!now_->removed, group_ended);
        const std::optional<PrivateView> m = MLS_TRY(read_private(bytes));
        RULE(m && m->type == ContentType::application, sender_kind);
        return GroupSteps::open(*this, *m);
      }(),
      last_rule_);
}

Status Group::merge(NextEpoch&& next) {
  if (next.from_epoch_ != now_->context.epoch ||
      !equal_ct(next.from_authenticator_, now_->secrets.authenticator)) {
    last_rule_ = Rule::staged_from_other_epoch;
    return flat(last_rule_);
  }
  if (!next.state_) {  // we were removed
    leave();
    return ok();
  }
  PastEpoch past{now_->suite,
                 now_->context.epoch,
                 std::move(now_->context_bytes),
                 now_->tree,
                 std::move(now_->secrets.sender_data),
                 std::move(now_->messages)};
  past_.push_front(std::move(past));
  while (past_.size() > kRetainedEpochs) past_.pop_back();
  now_ = std::move(next.state_);
  return ok();
}

/// Nothing secret stays (section 12.4.2, last note).
void Group::leave() {
  now_->removed = true;
  now_->secrets = {};
  now_->messages = SecretTree(now_->suite, HashSecret(), now_->tree.width());
  now_->keys.leaf_key = {};
  now_->keys.nodes.clear();
  now_->own_updates.clear();
  now_->resumption.clear();
  past_.clear();
}

template <class PaddingFor>
Result<Bytes> Group::seal(View authenticated_data, View plaintext, PaddingFor&& padding_for,
                          Random& rng) {
  EpochState& s = *now_;
  last_rule_ = !s.is_active()     ? Rule::group_ended
               : !s.known.empty() ? Rule::data_before_commit
                                  : Rule::none;
  REQUIRE_OR(last_rule_ == Rule::none, flat(last_rule_));
  const Header header{s.context.group_id, s.context.epoch, Sender::member(s.own()),
                      authenticated_data, ContentType::application};
  // The body is the length and the plaintext; both are signed and sealed where they lie.
  Writer length, auth;
  length.varint(plaintext.size());
  auth.opaque(s.signer->sign_with_label(
      "FramedContentTBS",
      {tbs_head(WireFormat::private_message, header), length.bytes(), plaintext, s.context_bytes}));
  const MessageKey key = TRY(s.messages.next(s.own(), RatchetKind::application));
  return seal_private(
      s.suite, s.secrets.sender_data, key, header, {length.bytes(), plaintext, auth.bytes()},
      padding_for(length.bytes().size() + plaintext.size() + auth.bytes().size()), rng);
}

Result<Bytes> Group::protect(View authenticated_data, View plaintext, std::size_t padding,
                             Random& rng) {
  return seal(
      authenticated_data, plaintext, [&](std::size_t) { return padding; }, rng);
}
Result<Bytes> Group::protect(View authenticated_data, View plaintext, Padding policy, Random& rng) {
  return seal(
      authenticated_data, plaintext, [&](std::size_t n) { return padding_for(policy, n); }, rng);
}

Bytes Group::save() const {
  Writer w;
  w.u16(kGroupFormat);
  now_->encode(w);
  w.vector([&](Writer& in) {
    for (const auto& p : past_) p.encode(in);
  });
  return w.take();
}

Result<Group> Group::load(View saved) {
  Reader r(saved);
  REQUIRE_OR(TRY(r.u16()) == kGroupFormat, Err::unsupported);
  Group g = GroupSteps::make(TRY(EpochState::decode(r)));
  for (Reader in = TRY(r.vector()); !in.empty();) g.past_.push_back(TRY(PastEpoch::decode(in)));
  REQUIRE_OR(g.past_.size() <= kRetainedEpochs, Err::malformed);
  TRY(r.end());
  return g;
}

}  // namespace eq::mls
