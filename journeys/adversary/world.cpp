#include "journeys/adversary/world.h"

#include "eq/order/book.h"
#include "eq/wire/auth.h"
#include "eq/wire/authorities.h"
#include "eq/wire/log_reader.h"
#include "journeys/adversary/log_oracle.h"
#include "journeys/offices.h"
#include "journeys/succession.h"
#include "parties/client/directory.h"
#include "parties/client/key_packages.h"

namespace eq::adversary {
namespace {

constexpr std::size_t kVersionsKept = 6, kRequestsKept = 30;

void keep(std::vector<Bytes>& versions, const Bytes& body) {
  if (!versions.empty() && versions.back() == body) return;
  versions.push_back(body);
  if (versions.size() > kVersionsKept) versions.erase(versions.begin());
}

std::function<void(wire::Realm&)> constitution(const Law& law, const Foreigners& abroad) {
  return [&law, &abroad](wire::Realm& realm) {
    realm.k = 8;
    if (law.emergencies) journeys::allow_emergencies(realm);
    const agency::State& desk = abroad.desk;
    realm.foreign = {
        {abroad.realm,
         {desk.name, desk.signing.verify_key(), to_array<32>(desk.letters.public_key).take()},
         abroad.court,
         abroad.judge.verify_key()}};
  };
}

}  // namespace

Law Law::of(std::uint64_t seed, Seats held) {
  testing::SeededRandom rng(seed ^ UINT64_C(0x1a3));
  return {rng.below(3) != 0, held.has(Seat::former) || rng.below(6) == 0};
}

Foreigners::Foreigners(std::uint64_t seed)
    : rng(seed ^ UINT64_C(0xab40ad)),
      desk(agency::new_agency("Police of otherland", rng)),
      judge(crypto::SigningKey::generate(rng)) {}

World::World(std::uint64_t seed, Seats held)
    : seed(seed),
      held(held),
      law(Law::of(seed, held)),
      abroad(seed),
      town(seed, constitution(law, abroad), law.changing ? 5 : 3),
      second_stamp(crypto::SigningKey::generate(town.rng)) {
  for (std::size_t i = 0; i <= kMallory; ++i) {
    people.push_back(town.settle());
    tap(i, people.back()->line);
  }
  if (held.has(Seat::lost)) replace_a_device();
  if (law.changing) change_custodians();
}

wire::Environment World::environment(std::size_t line) {
  return {town.realm, this->line(line), [] {}, town.now, town.rng};
}

journeys::Loopback& World::line(std::size_t line) {
  if (line < people.size()) return people[line]->line;
  const auto [at, fresh] = office_lines_.try_emplace(line, *town.service);
  if (fresh) tap(line, at->second);
  return at->second;
}

/// Of five custodians the first and the last leave; the others hold a ceremony, and those of before
/// sign its record.
void World::change_custodians() {
  const Day from = town.first_day() + 3;
  std::vector<custodian::State*> stay;
  for (std::uint16_t i = 1; i <= 3; ++i) {
    custodian::State& c = town.custodians[i];
    c.index = i;
    custodian::renew(c, town.rng);
    stay.push_back(&c);
  }
  const auto record = town.hold_ceremony(stay, 2, from);
  const order::SuccessionEntry entry{
      record, journeys::hand_over(town, {&town.custodians[0], stay[0], stay[1]}, record)};
  auto h = environment(kCustodians + 1);
  if (custodian::succeed(*stay[0], h, entry).ok()) change = from;
}

Bytes World::shown_of(const AccountId& account) {
  journeys::Loopback line(*town.service);
  return line.call(wire::Verb::accounts_get, encode(wire::AccountGet{account, 0})).value();
}

/// Everybody knew the owner with the device that is lost now.
void World::replace_a_device() {
  auto owner = town.settle();
  for (auto& p : people) {
    auto h = p->environment();
    EQ_ASSERT(client::look_up(p->state(), h, owner->id()).ok());
  }
  // The owner goes on with the new one.
  auto with_new = client::State::load(owner->state().save()).take();
  auto h = owner->environment();
  Replaced r{owner->id(), owner->state().me.record, shown_of(owner->id()), nullptr};
  auto after = wire::next_record(r.before);
  with_new.me.device = crypto::SigningKey::generate(town.rng);
  after.device_keys = {with_new.me.device.verify_key()};
  wire::sign_record(after, owner->state().me.account);
  EQ_ASSERT(wire::ask(owner->line, wire::AccountRegister{after}).ok());
  with_new.me.record = after;
  with_new.key_packages.clear();
  EQ_ASSERT(client::tend_key_packages(with_new, h).ok());
  r.found = std::move(owner);
  replaced = std::move(r);
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
  return kNobody;
}

Result<tlog::ReplayedLog, tlog::LogFault> World::true_log(wire::LogName log) {
  journeys::Loopback line(*town.service);
  return wire::read_log(line, town.realm, log);
}

void World::look_at_the_log() {
  const auto checkpoint = to_string(town.service->get("/log/orders/checkpoint").body);
  const std::string head = checkpoint.substr(0, checkpoint.find("\n\n"));
  if (head == checkpoint_) return;
  checkpoint_ = head;
  const auto log = true_log(wire::LogName::orders);
  if (!log.ok()) return fail("log", "the order log does not check out: " + log.error().what);
  const auto book = order::OrderBook::read(*log, wire::authorities(town.realm));
  look_at_entries(*this, *log, book, truth.orders_size);
  truth.orders_size = log->size();
  look_at_cases(*this, book);
}

void World::make_peace() {
  lies.clear();
  mail.clear();
  stamped_apart.reset();
}

void World::fail(std::string oracle, std::string what) {
  if (!violation) violation = Violation{std::move(oracle), std::move(what)};
}

void World::tap(std::size_t line, journeys::Loopback& loopback) {
  loopback.change_reply = [this, line](wire::Verb verb, View request, Bytes& body) {
    reply(line, verb, request, body);
  };
  if (!held.has(Seat::service)) return;
  loopback.change_document = [this, line](std::string_view path, Result<Bytes>& document) {
    answer(line, std::string(path), document);
  };
}

void World::answer(std::size_t line, const std::string& path, Result<Bytes>& document) {
  if (document.ok()) keep(seen.documents[path], *document);
  for (Lie& lie : lies) {
    if (!lie.is_about(line, path)) continue;
    --lie.times;
    if (!lie.as.empty()) lie.instead = town.service->get(lie.as).body;
    document = lie.instead ? Result<Bytes>(*lie.instead) : Result<Bytes>(Err::unavailable);
    return;
  }
  if (stamped_apart == line && path == "/day-key/delivery/" + std::to_string(day_of(town.now).n))
    document = encode(franking::certify_day_key(town.service_keys->stamp, franking::Role::delivery,
                                                day_of(town.now), second_stamp.verify_key()));
}

void World::reply(std::size_t line, wire::Verb verb, View request, Bytes& body) {
  const auto how = wire::info(verb).authority;
  if (how == wire::Authority::account || how == wire::Authority::organisation ||
      how == wire::Authority::either) {
    seen.requests.emplace_back(verb, to_bytes(request));
    if (seen.requests.size() > kRequestsKept) seen.requests.erase(seen.requests.begin());
  }
  if (verb == wire::Verb::log_append) {
    const auto asked = decode<wire::SignedRequest>(request);
    const auto append =
        asked.ok() ? decode<wire::LogAppend>(asked->body) : Result<wire::LogAppend>(Err::malformed);
    if (append.ok()) truth.handed_in.insert(crypto::sha256(append->entry));
  }
  if (!held.has(Seat::service) && !held.has(Seat::member)) return;
  if (verb == wire::Verb::messages_send) {
    if (auto r = decode<wire::MessageSend>(request); r.ok())
      seen.messages.push_back({{}, r->message});
  } else if (verb == wire::Verb::conversations_commit) {
    if (auto r = decode<wire::ConversationCommit>(request); r.ok())
      seen.handshakes.push_back({r->conv, r->commit});
  }
  if (!held.has(Seat::service)) return;
  const std::string name(wire::to_text(verb));
  keep(seen.replies[name], body);
  if (verb == wire::Verb::mailbox_fetch && mail.contains(line)) {
    auto contents = decode<wire::MailboxContents>(body);
    if (contents.ok()) {
      mail.at(line)(contents->deliveries);
      body = encode(*contents);
    }
  }
  for (Lie& lie : lies) {
    if (!lie.is_about(line, name) || !lie.instead) continue;
    --lie.times;
    body = *lie.instead;
    break;
  }
  if (verb == wire::Verb::accounts_get && replaced) {
    const auto shown = decode<wire::ProvenRecord>(body);
    if (shown.ok() && shown->newest && shown->newest->value == encode(replaced->before))
      truth.shown_before.insert(line);
  }
}

}  // namespace eq::adversary
