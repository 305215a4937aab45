#include "journeys/interop/ours.h"

#include <algorithm>
#include <chrono>

#include "eq/mls/rule.h"

namespace eq::interop {
namespace {

// Peers look at the clock of the machine when they add someone.
Time clock() {
  using namespace std::chrono;
  const auto since_1970 = duration_cast<milliseconds>(system_clock::now().time_since_epoch());
  return Time{static_cast<std::uint64_t>(since_1970.count())};
}

mls::KeyPackageOptions leaf_options() {
  mls::KeyPackageOptions o;
  const auto now_s = clock().ms / 1000;
  o.lifetime = {now_s - 3600, now_s + 28 * 24 * 3600};
  return o;
}

mls::CommitOptions commit_options(const Plan& plan) {
  mls::CommitOptions o;
  o.path = plan.path;
  o.tree = plan.tree;
  o.handshake = plan.handshake;
  o.authenticated_data = plan.authenticated_data;
  return o;
}

std::optional<View> view_of(const std::optional<Bytes>& b) {
  return b ? std::optional<View>(*b) : std::nullopt;
}

}  // namespace

std::optional<SecretBytes> Ours::Psks::find(const mls::PskId& id) const {
  const auto it = by_id.find(id.psk_id);
  if (id.type != mls::PskType::external || it == by_id.end()) return std::nullopt;
  return SecretBytes::from(it->second);
}

Ours::Ours(std::string name, mls::Suite suite, Exporter exporter, Random& rng)
    : Participant(std::move(name), suite),
      exporter_(std::move(exporter)),
      rng_(rng),
      key_(mls::SignatureKey::generate(suite, rng)),
      credential_(mls::Credential::basic(view(this->name()))) {}

template <class T>
T Ours::must(Result<T> r, const char* what) const {
  if (r.ok()) return std::move(r).take();
  std::string why = name() + " (ours) does not " + what + ": " + std::string(to_text(r.error()));
  if (group_)
    why += ", rule " + std::to_string(static_cast<int>(group_->last_rule())) + " of eq/mls/rule.h";
  throw Disagreement(why);
}

Bytes Ours::key_package() {
  key_package_ = mls::make_key_package(suite(), key_, credential_, leaf_options(), rng_);
  return mls::to_message(key_package_->key_package);
}

void Ours::create(View group_id) {
  group_ = must(mls::Group::create(suite(), group_id, key_, credential_, {}, leaf_options(), rng_),
                "create a group");
}

void Ours::join(View welcome, const std::optional<Bytes>& tree) {
  group_ = must(mls::Group::join(welcome, *key_package_, view_of(tree), trust()), "join");
}

Bytes Ours::join_external(View group_info, const std::optional<Bytes>& tree, bool replaces) {
  std::optional<mls::LeafIndex> before;
  if (replaces) before = group_->own_leaf();
  auto joined = must(mls::Group::join_external(group_info, key_, credential_, leaf_options(),
                                               view_of(tree), before, trust(), rng_),
                     "join by external commit");
  group_ = std::move(joined.group);
  return std::move(joined.commit);
}

std::vector<mls::CommitInput> Ours::inputs(const Plan& plan) const {
  std::vector<mls::CommitInput> out;
  for (const auto& kp : plan.add)
    out.push_back(
        mls::AddMember{must(mls::key_package_from_message(kp), "accept the key package")});
  for (const auto& who : plan.remove) {
    const auto members = group_->members();
    const auto it = std::ranges::find_if(
        members, [&](const auto& m) { return to_string(m.identity()) == who; });
    if (it == members.end()) throw Disagreement(name() + " (ours) sees no member " + who);
    out.push_back(mls::RemoveMember{it->leaf});
  }
  for (const auto& id : plan.psks) out.push_back(mls::InjectPsk{mls::PskId::external(id)});
  for (const auto epoch : plan.resume)
    out.push_back(mls::InjectPsk{
        mls::PskId::resumption(mls::PskUsage::application, group_->group_id(), epoch)});
  if (plan.extensions) out.push_back(mls::SetExtensions{*plan.extensions});
  if (plan.reinit)
    out.push_back(
        mls::EndForReInit{{*plan.reinit, mls::kMls10, mls::code(suite()), group_->extensions()}});
  if (plan.update) out.push_back(mls::UpdateSelf{});
  return out;
}

Committed Ours::commit(const Plan& plan) {
  const auto wanted = inputs(plan);
  mls::CommitOptions options = commit_options(plan);
  for (const auto& p : group_->pending(wanted)) options.proposals.push_back(p.ref);
  auto staged = must(group_->stage_commit(wanted, options, trust(), clock(), rng_), "commit");
  Committed out{staged.commit(), staged.welcome()};
  if (!group_->merge(std::move(staged)).ok())
    throw Disagreement(name() + " (ours) cannot merge its own commit");
  return out;
}

Bytes Ours::propose(const Plan& plan) {
  return must(group_->propose(inputs(plan).front(), commit_options(plan), trust(), clock(), rng_),
              "propose");
}

Bytes Ours::protect(View authenticated_data, View plaintext) {
  return must(group_->protect(authenticated_data, plaintext, 0, rng_), "protect");
}

Received Ours::receive(View message) {
  auto processed = must(group_->process(message, trust()), "accept the message");
  if (auto* m = std::get_if<mls::ApplicationMessage>(&processed))
    return {Kind::application, std::move(m->plaintext), std::move(m->authenticated_data)};
  auto* commit = std::get_if<mls::ReceivedCommit>(&processed);
  if (!commit) return {Kind::proposal, {}};
  const bool removed = commit->effect().removes_me;
  if (!group_->merge(std::move(*commit)).ok())
    throw Disagreement(name() + " (ours) cannot merge a verified commit");
  return {removed ? Kind::removed : Kind::commit, {}};
}

Bytes Ours::found_successor(mls::PskUsage usage, View group_id,
                            const std::vector<Bytes>& key_packages) {
  auto next = must(mls::Group::create(suite(), group_id, key_, credential_, group_->extensions(),
                                      leaf_options(), rng_),
                   "create a successor");
  auto wanted = inputs({.add = key_packages});
  wanted.push_back(
      mls::InjectPsk{mls::PskId::resumption(usage, group_->group_id(), group_->epoch())});
  auto staged = must(next.stage_commit(wanted, commit_options({.tree = mls::TreeDelivery::apart}),
                                       trust(&*group_), clock(), rng_),
                     "commit to a successor");
  Bytes welcome = staged.welcome().value();
  if (!next.merge(std::move(staged)).ok())
    throw Disagreement(name() + " (ours) cannot merge its own commit");
  group_ = std::move(next);
  return welcome;
}

void Ours::join_successor(View welcome, const Bytes& tree) {
  group_ = must(mls::Group::join(welcome, *key_package_, View(tree), trust(&*group_)),
                "join the successor");
}

void Ours::learn_psk(View id, View secret) { psks_.by_id[to_bytes(id)] = to_bytes(secret); }
Bytes Ours::group_info(mls::TreeDelivery tree) { return group_->group_info(tree); }
Bytes Ours::tree() { return group_->ratchet_tree(); }

EpochView Ours::epoch() {
  const auto secret = group_->exporter(exporter_.label, exporter_.context, 32);
  EpochView v{group_->epoch(),
              to_bytes(group_->epoch_authenticator()),
              to_bytes(secret.reveal("compared")),
              {}};
  for (const auto& m : group_->members()) v.members.push_back(to_string(m.identity()));
  std::ranges::sort(v.members);
  return v;
}

}  // namespace eq::interop
