#include "journeys/interop/conversation.h"

#include <algorithm>

namespace eq::interop {

std::string Tally::text() const {
  std::string kinds;
  int sum = 0;
  for (const auto& [kind, n] : crossed) {
    kinds += (sum ? ", " : "") + std::to_string(n) + " " + kind;
    sum += n;
  }
  return std::to_string(sum) + " exchanges between the engines (" + kinds + "), " +
         std::to_string(epochs) + " epochs equal";
}

Plan adding(const std::vector<Participant*>& newcomers, Plan plan) {
  for (auto* n : newcomers) plan.add.push_back(n->key_package());
  return plan;
}

Conversation::Conversation(Participant& creator, std::string_view group_id, Tally& tally)
    : members_{&creator}, tally_(tally) {
  creator.create(view(group_id));
}

Conversation Conversation::move_on(Participant& founder, mls::PskUsage usage,
                                   std::string_view group_id) {
  std::vector<Participant*> others = members_;
  std::erase(others, &founder);
  const Bytes welcome = founder.found_successor(usage, view(group_id), adding(others).add);
  for (auto* m : others) {
    m->join_successor(welcome, founder.tree());
    crossing(founder, *m,
             usage == mls::PskUsage::reinit ? "Welcomes after ReInit" : "Welcomes to a branch");
  }
  Conversation next(members_, tally_);
  next.compare();
  return next;
}

void Conversation::crossing(const Participant& from, const Participant& to,
                            const std::string& kind) {
  if (from.engine() != to.engine()) ++tally_.crossed[kind];
}

void Conversation::commit(Participant& by, Plan plan, const std::vector<Participant*>& newcomers) {
  plan = adding(newcomers, std::move(plan));
  for (auto* n : newcomers) crossing(*n, by, "key packages");
  commit_pending(by, std::move(plan), newcomers);
}

void Conversation::commit_pending(Participant& by, Plan plan,
                                  const std::vector<Participant*>& newcomers) {
  const Committed c = by.commit(plan);
  carry_commit(by, c.commit, "commits");
  if (!newcomers.empty() && !c.welcome) throw Disagreement(by.name() + " made no Welcome");
  for (auto* n : newcomers) {
    std::optional<Bytes> tree;
    if (plan.tree == mls::TreeDelivery::apart) tree = by.tree();
    n->join(*c.welcome, tree);
    crossing(by, *n, tree ? "Welcomes with the tree apart" : "Welcomes with the tree");
    members_.push_back(n);
  }
  compare();
}

void Conversation::carry_commit(Participant& from, View commit, const std::string& kind) {
  std::erase_if(members_, [&](Participant* m) {
    if (m == &from) return false;
    const Kind seen = m->receive(commit).kind;
    if (seen != Kind::commit && seen != Kind::removed)
      throw Disagreement(m->name() + " takes a commit of " + from.name() + " for something else");
    crossing(from, *m, kind);
    return seen == Kind::removed;
  });
}

void Conversation::propose(Participant& by, const Plan& plan) {
  carry_proposal(by, by.propose(plan));
}

void Conversation::carry_proposal(Participant& from, View message) {
  for (auto* m : members_) {
    if (m == &from) continue;
    if (m->receive(message).kind != Kind::proposal)
      throw Disagreement(m->name() + " takes a proposal of " + from.name() + " for something else");
    crossing(from, *m, "proposals");
  }
}

void Conversation::join_external(Participant& who, Participant& host, mls::TreeDelivery tree,
                                 bool replaces) {
  std::optional<Bytes> apart;
  if (tree == mls::TreeDelivery::apart) apart = host.tree();
  const Bytes commit = who.join_external(host.group_info(tree), apart, replaces);
  crossing(host, who, "GroupInfos");
  std::erase(members_, &who);
  carry_commit(who, commit, "external commits");
  members_.push_back(&who);
  compare();
}

Letter Conversation::write(Participant& from, Bytes plaintext, Bytes authenticated_data) {
  Letter l{&from, members_, from.protect(authenticated_data, plaintext), std::move(plaintext),
           std::move(authenticated_data)};
  std::erase(l.to, &from);
  return l;
}

void Conversation::carry(const Letter& letter) {
  for (auto* m : letter.to) {
    const Received r = m->receive(letter.message);
    if (r.kind != Kind::application || r.plaintext != letter.plaintext ||
        r.authenticated_data.value_or(letter.authenticated_data) != letter.authenticated_data)
      throw Disagreement(m->name() + " reads something else than " + letter.from->name() +
                         " wrote: " + hex(r.plaintext) + " instead of " + hex(letter.plaintext));
    crossing(*letter.from, *m, "application messages");
  }
}

void Conversation::everyone_speaks(View authenticated_data) {
  for (auto* m : members_)
    for (const std::size_t size : {1u, 300u, 4096u})
      carry(write(*m, Bytes(size, static_cast<std::uint8_t>(size)), to_bytes(authenticated_data)));
}

void Conversation::compare() {
  const EpochView first = members_.front()->epoch();
  const auto differs = [&](const Participant& m, const std::string& what) {
    throw Disagreement("epoch " + std::to_string(first.epoch) + ": " + members_.front()->name() +
                       " (" + members_.front()->engine() + ") and " + m.name() + " (" + m.engine() +
                       ") differ in " + what);
  };
  Bytes authenticator;
  for (auto* m : members_) {
    const EpochView v = m->epoch();
    if (v.epoch != first.epoch) differs(*m, "the epoch: " + std::to_string(v.epoch));
    if (v.exported != first.exported)
      differs(*m, "an exported secret: " + hex(first.exported) + ", " + hex(v.exported));
    if (v.members != first.members) differs(*m, "the list of members");
    if (v.authenticator.empty()) continue;
    if (authenticator.empty()) authenticator = v.authenticator;
    if (v.authenticator != authenticator)
      differs(*m, "the authenticator: " + hex(authenticator) + ", " + hex(v.authenticator));
  }
  if (first.members.size() != members_.size()) differs(*members_.front(), "the number of members");
  ++tally_.epochs;
}

}  // namespace eq::interop
