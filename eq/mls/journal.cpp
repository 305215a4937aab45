#include "eq/mls/journal.h"

#include "eq/mls/group_steps.h"

namespace eq::mls {
namespace {

constexpr std::uint16_t kFormat = 1;

enum class Change : std::uint8_t {
  key_used = 1,
  proposal,
  staged,
  dropped,
  merged,
  epoch,
  removed
};
constexpr bool is_valid(Change c) { return c >= Change::key_used && c <= Change::removed; }

Hash link(const Hash& before, View body) { return crypto::sha256({before, body}); }

template <class F>
SecretBytes change(Change kind, F&& put_rest) {
  Writer w;
  eq::put(w, kind);
  put_rest(w);
  return SecretBytes(w.take());
}
SecretBytes change(Change kind) {
  return change(kind, [](Writer&) {});
}

}  // namespace

GroupJournal::GroupJournal(Group group) : group_(std::move(group)) { (void)key_uses(); }

SecretBytes GroupJournal::snapshot() {
  changes_.clear();
  held_.clear();
  Writer body;
  body.opaque(group_.save());
  body.u8(staged_ ? 1 : 0);
  if (staged_) staged_->encode(body, &group_.now_->tree);
  chain_ = link({}, body.bytes());
  Writer w;
  w.u16(kFormat);
  w.opaque(body.bytes());
  w.raw(chain_);
  return SecretBytes(w.take());
}

SecretBytes GroupJournal::delta() {
  if (changes_.empty()) return {};
  Writer body;
  for (const auto& c : changes_) body.raw(c.reveal("written to the owner's store"));
  changes_.clear();
  chain_ = link(chain_, body.bytes());
  Writer w;
  w.opaque(body.bytes());
  w.raw(chain_);
  return SecretBytes(w.take());
}

Result<GroupJournal::Opened> GroupJournal::open(View stored) {
  Reader r(stored);
  REQUIRE_OR(TRY(r.u16()) == kFormat, Err::unsupported);
  const View snapshot = TRY(r.opaque());
  Hash chain = TRY(eq::get<Hash>(r));
  REQUIRE_OR(link({}, snapshot) == chain, Err::malformed);
  Reader body(snapshot);
  GroupJournal j(TRY(Group::load(TRY(body.opaque()))));
  if (TRY(eq::get<bool>(body))) j.staged_ = TRY(StagedCommit::decode(body, &j.group_.now_->tree));
  TRY(body.end());
  while (!r.empty()) {
    Reader next = r;
    const auto changes = next.opaque();
    const auto now = changes.ok() ? eq::get<Hash>(next) : Result<Hash>(Err::malformed);
    if (!now.ok()) break;  // cut off
    REQUIRE_OR(link(chain, *changes) == *now, Err::malformed);
    TRY(j.apply(*changes));
    chain = *now;
    r = next;
  }
  j.chain_ = chain;
  // What was cut off has not left the device.  Should it have, against the rules above, its key is
  // still not used again: one is passed over.
  EpochState& s = *j.group_.now_;
  if (!r.empty() && s.is_active())
    for (RatchetKind kind : {RatchetKind::handshake, RatchetKind::application})
      (void)s.messages.next(s.own(), kind);
  j.note_key_use();
  j.changes_.clear();
  const std::size_t ignored = r.rest().size();
  return Opened{std::move(j), ignored};
}

Status GroupJournal::apply(View changes) {
  Reader r(changes);
  do TRY(apply_one(r));
  while (!r.empty());
  note_key_use();
  changes_.clear();
  return ok();
}

Status GroupJournal::apply_one(Reader& r) {
  EpochState& now = *group_.now_;
  const auto next_epoch = [&] {
    ReceivedCommit c;
    c.from_epoch_ = now.context.epoch;
    c.from_authenticator_ = now.secrets.authenticator;
    return c;
  };
  switch (TRY(eq::get<Change>(r))) {
    case Change::key_used: {
      const std::uint64_t epoch = TRY(r.u64());
      const KeyUse use = TRY(eq::get<KeyUse>(r));
      if (epoch == now.context.epoch) return now.messages.repeat(use);
      for (auto& past : group_.past_)
        if (past.epoch == epoch) return past.messages.repeat(use);
      return Err::malformed;
    }
    case Change::proposal: {
      KnownProposal p = TRY(eq::get<KnownProposal>(r));
      auto update = TRY(eq::get<std::optional<EpochState::OwnUpdate>>(r));
      now.remember(std::move(p));
      if (update) now.own_updates.push_back(std::move(*update));
      return ok();
    }
    case Change::staged: staged_ = TRY(StagedCommit::decode(r, &now.tree)); return ok();
    case Change::dropped: staged_.reset(); return ok();
    case Change::merged: return merge_staged();
    case Change::epoch: {
      ReceivedCommit c = next_epoch();
      c.state_ = std::make_unique<EpochState>(TRY(EpochState::decode(r, &now.tree)));
      return merge(std::move(c));
    }
    case Change::removed: return merge(next_epoch());
  }
  return Err::malformed;
}

/// A call uses one key at most.
std::vector<SecretBytes> GroupJournal::key_uses() {
  std::vector<SecretBytes> out;
  const auto note = [&](std::uint64_t epoch, SecretTree& tree) {
    const auto use = tree.take_last_use();
    if (!use) return;
    out.push_back(change(Change::key_used, [&](Writer& w) {
      w.u64(epoch);
      eq::put(w, *use);
    }));
  };
  note(group_.now_->context.epoch, group_.now_->messages);
  for (auto& past : group_.past_) note(past.epoch, past.messages);
  return out;
}
void GroupJournal::note_key_use() {
  for (auto& use : key_uses()) changes_.push_back(std::move(use));
}

void GroupJournal::note_proposal(std::size_t known_before, std::size_t updates_before) {
  const EpochState& s = *group_.now_;
  if (s.known.size() == known_before) return;  // known already
  changes_.push_back(change(Change::proposal, [&](Writer& w) {
    eq::put(w, s.known.back());
    w.u8(s.own_updates.size() > updates_before ? 1 : 0);
    if (s.own_updates.size() > updates_before) eq::put(w, s.own_updates.back());
  }));
}

Result<Bytes> GroupJournal::protect(View authenticated_data, View plaintext, Padding padding,
                                    Random& rng) {
  auto message = group_.protect(authenticated_data, plaintext, padding, rng);
  note_key_use();
  return message;
}

Result<Processed> GroupJournal::process(View message, const Trust& trust) {
  const EpochState& s = *group_.now_;
  const std::size_t known = s.known.size(), updates = s.own_updates.size();
  auto p = group_.process(message, trust);
  // Of a commit nothing is written before it is merged: else a crash in between would leave it
  // unreadable.
  if (p.ok() && std::holds_alternative<ReceivedCommit>(*p)) {
    held_ = key_uses();
    return p;
  }
  note_key_use();
  note_proposal(known, updates);
  return p;
}

Result<Bytes> GroupJournal::propose(const CommitInput& input, const CommitOptions& options,
                                    const Trust& trust, Time now, Random& rng) {
  const std::size_t known = group_.now_->known.size(), updates = group_.now_->own_updates.size();
  auto message = group_.propose(input, options, trust, now, rng);
  note_key_use();
  note_proposal(known, updates);
  return message;
}

Status GroupJournal::stage_commit(const std::vector<CommitInput>& inputs,
                                  const CommitOptions& options, const Trust& trust, Time now,
                                  Random& rng) {
  auto next = group_.stage_commit(inputs, options, trust, now, rng);
  note_key_use();
  if (!next.ok()) return next.error();
  staged_ = std::move(next).take();
  changes_.push_back(
      change(Change::staged, [&](Writer& w) { staged_->encode(w, &group_.now_->tree); }));
  return ok();
}

Status GroupJournal::merge_staged() {
  REQUIRE_OR(staged_, Err::missing);
  TRY(group_.merge(std::move(*staged_)));
  staged_.reset();
  held_.clear();
  changes_.push_back(change(Change::merged));
  return ok();
}

void GroupJournal::drop_staged() {
  if (!staged_) return;
  staged_.reset();
  changes_.push_back(change(Change::dropped));
}

Status GroupJournal::merge(ReceivedCommit&& commit) {
  SecretBytes note =
      commit.state_
          ? change(Change::epoch, [&](Writer& w) { commit.state_->encode(w, &group_.now_->tree); })
          : change(Change::removed);
  TRY(group_.merge(std::move(commit)));
  drop_staged();
  for (auto& use : held_) changes_.push_back(std::move(use));
  held_.clear();
  changes_.push_back(std::move(note));
  return ok();
}

}  // namespace eq::mls
