#include "journeys/adversary/world.h"

#include "eq/order/book.h"
#include "eq/wire/authorities.h"
#include "eq/wire/log_reader.h"
#include "journeys/offices.h"

namespace eq::adversary {
namespace {

constexpr std::size_t kVersionsKept = 6;

void keep(std::vector<Bytes>& versions, const Bytes& body) {
  if (!versions.empty() && versions.back() == body) return;
  versions.push_back(body);
  if (versions.size() > kVersionsKept) versions.erase(versions.begin());
}

void law(wire::Realm& realm) {
  realm.k = 8;
  journeys::allow_emergencies(realm);
}

}  // namespace

void Tally::add(const Tally& o) {
  for (const auto& [name, n] : o.moves) {
    moves[name].first += n.first;
    moves[name].second += n.second;
  }
  said += o.said, shown += o.shown, sealed += o.sealed, orders += o.orders, days += o.days, released += o.released;
  opened += o.opened, reports += o.reports, lists += o.lists, acts += o.acts, looked_up += o.looked_up;
}

World::World(std::uint64_t seed, Seats held)
    : seed(seed), held(held), town(seed, law), second_stamp(crypto::SigningKey::generate(town.rng)) {
  for (std::size_t i = 0; i <= kMallory; ++i) people.push_back(town.settle());
  if (held.has(Seat::service)) {
    for (std::size_t i = 0; i < people.size(); ++i) tap(i, people[i]->line);
    tap(kOffices, *town.office_line);
  }
}

std::vector<std::size_t> World::honest_people() const {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < people.size(); ++i)
    if (honest(i)) out.push_back(i);
  return out;
}

std::size_t World::index_of(const AccountId& id) const {
  for (std::size_t i = 0; i < people.size(); ++i)
    if (people[i]->id() == id) return i;
  return kOffices;
}

Result<tlog::ReplayedLog, tlog::LogFault> World::true_log(wire::LogName log) {
  journeys::Loopback line(*town.service);
  return wire::read_log(line, town.realm, log);
}

void World::look_at_the_log() {
  const auto log = true_log(wire::LogName::orders);
  if (!log.ok()) return fail("log", "the order log does not check out: " + log.error().what);
  if (log->size() == truth.orders_size) return;
  truth.orders_size = log->size();
  const auto book = order::OrderBook::read(*log, wire::authorities(town.realm));
  for (auto& [number, o] : truth.orders) {
    const order::Case* c = book.case_of(number);
    if (c == nullptr) continue;
    if (!o.logged) o.logged = town.now;
    if (c->confirmed && !o.confirmed) o.confirmed = town.now;
    const bool held = c->stopped || c->flagged || c->reviewed || c->closed || c->waits_for_clarification();
    if (held && !o.held) o.held = town.now;
    if (c->stopped && !o.stopped) o.stopped = town.now;
    if (!held) o.held.reset();
  }
}

void World::make_peace() {
  lies.clear();
  stamped_apart.reset();
  for (auto& p : people) {
    p->line.change_document = nullptr;
    p->line.change_reply = nullptr;
  }
  town.office_line->change_document = nullptr;
  town.office_line->change_reply = nullptr;
}

void World::fail(std::string oracle, std::string what) {
  if (!violation) violation = Violation{std::move(oracle), std::move(what)};
}

void World::tap(std::size_t line, journeys::Loopback& loopback) {
  loopback.change_document = [this, line](std::string_view path, Result<Bytes>& document) { answer(line, std::string(path), document); };
  loopback.change_reply = [this, line](wire::Verb verb, View request, Bytes& body) { reply(line, verb, request, body); };
}

void World::answer(std::size_t line, const std::string& path, Result<Bytes>& document) {
  if (document.ok()) keep(seen.documents[path], *document);
  for (Lie& lie : lies) {
    if (lie.line != line || lie.path != path || lie.times == 0) continue;
    --lie.times;
    document = lie.instead ? Result<Bytes>(*lie.instead) : Result<Bytes>(Err::unavailable);
    return;
  }
}

void World::reply(std::size_t line, wire::Verb verb, View request, Bytes& body) {
  const std::string name(wire::to_text(verb));
  if (verb == wire::Verb::messages_send) {
    if (auto r = decode<wire::MessageSend>(request); r.ok()) seen.messages.push_back({{}, r->message});
  } else if (verb == wire::Verb::conversations_commit) {
    if (auto r = decode<wire::ConversationCommit>(request); r.ok()) seen.handshakes.push_back({r->conv, r->commit});
  } else if (verb == wire::Verb::list_get || verb == wire::Verb::accounts_get || verb == wire::Verb::mailbox_fetch) {
    keep(seen.replies[name], body);
  }
  for (Lie& lie : lies) {
    if (lie.line != line || lie.path != name || lie.times == 0 || !lie.instead) continue;
    --lie.times;
    body = *lie.instead;
    return;
  }
}

}  // namespace eq::adversary
