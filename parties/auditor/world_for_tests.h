// For tests: a realm whose logs are served as the delivery service serves them, with one of
// everything in them, and an attacker's grip on all of it.
#pragma once

#include "eq/franking/world.h"
#include "eq/keytrans/directory.h"
#include "eq/keytrans/memory_nodes.h"
#include "eq/list/filter.h"
#include "eq/order/test_realm.h"
#include "eq/wire/directory_messages.h"
#include "eq/wire/log_entry.h"
#include "parties/auditor/audit.h"
#include "parties/auditor/evidence_check.h"

namespace eq::auditor::testing {

using order::testing::TestLog;

struct Published {
  TestLog& log;
  std::vector<std::pair<std::uint64_t, std::string>> history;  // size, cosigned checkpoint

  std::uint64_t append(Bytes entry, Time now) {
    const auto index = log.append(std::move(entry), now);
    history.emplace_back(index + 1, log.checkpoint);
    return index;
  }
};

struct World : wire::Transport {
  order::testing::TestRealm r;
  franking::testing::World messages{r.rng};
  crypto::SigningKey hotline_nl = crypto::SigningKey::generate(r.rng),
                     hotline_fr = crypto::SigningKey::generate(r.rng);
  wire::Realm realm;
  TestLog directory_log{"directory.example/directory", r.rng};
  Published orders{r.orders, {}}, epochs{r.epochs, {}}, directory{directory_log, {}};
  keytrans::MemoryNodes nodes;
  keytrans::DirectoryKeys directory_keys = keytrans::DirectoryKeys::generate(r.rng);
  keytrans::Directory accounts{directory_keys, nodes, keytrans::before_all(), {}};
  std::map<std::string, Bytes, std::less<>> growths;  // by path
  std::map<std::string, Bytes> blobs;
  std::map<std::string, Bytes> tampered;  // path -> what is served instead
  std::vector<order::JudiciallyApproved> granted;
  Time kept_until;  // as the last act said
  std::vector<order::testing::TestRealm::MadeEpoch> days;
  list::SignedHead last_head;

  /// One witness for all logs, as a realm has it.
  World() {
    Array<32> seed;
    seed.fill(7);
    const auto key = [&] {
      Array<32> s = seed;
      return crypto::SigningKey::from_seed(Secret<32>(std::move(s)));
    };
    for (TestLog* log : {&r.orders, &r.epochs, &directory_log}) {
      log->witness =
          tlog::Witness(tlog::WitnessSigner("witness.example", key()), {log->signer.verify_key()});
      log->policy.witnesses = {log->witness.verify_key()};
    }
    realm.name = r.who.realm;
    realm.orders_log = r.orders.signer.verify_key().vkey();
    realm.epochs_log = r.epochs.signer.verify_key().vkey();
    realm.witness = r.orders.witness.verify_key().vkey();
    realm.stamp_key = messages.delivery.verify_key();
    realm.moderator.signing = messages.issuer.verify_key();
    realm.court.signing = key().verify_key();
    realm.judge = r.who.judge;
    realm.agency = {r.who.agency_name, r.who.agency, {}};
    const order::Custodians& custodians = r.who.custodians.front();
    for (const auto& c : custodians.members) {
      realm.custodians.push_back({c.index, {c.name, c.signing, {}}, c.share_point, c.quorum_point});
    }
    realm.threshold = custodians.threshold;
    realm.custodian_key = custodians.decryption_key;
    realm.quorum_key = custodians.quorum_key;
    realm.hotlines = {
        {{"Meldpunt", hotline_nl.verify_key(), {}}, "NL", list::Kinds::all()},
        {{"Point de contact", hotline_fr.verify_key(), {}}, "FR", list::Kinds::all()}};
    realm.match_key = crypto::Point::generator();
    realm.directory_log = directory_log.signer.verify_key().vkey();
    realm.directory_key = directory_keys.labels.public_key();
    realm.k = r.who.k;
    realm.k_cap = r.who.k_cap;
    realm.e_0 = r.who.e_0;
    messages.now = start_of(today() + 1) + 9 * kHour_ms;
  }
  static Day today() { return order::testing::TestRealm::kToday; }

  // ---- what honest parties do

  void announce(Time at) {
    orders.append(
        tlog::entry_of(wire::KeyEvent{realm.name, "realm", to_bytes(View(realm.digest()))}), at);
    register_people(1, at);
  }

  /// So many people register; one epoch takes them in.
  void register_people(int n, Time at) {
    std::vector<keytrans::Entry> entries;
    for (int i = 0; i < n; ++i) entries.push_back({AccountId{r.rng.array<32>()}, 1, Bytes{1}});
    const auto growth = accounts.publish(entries).value();
    growths[wire::growth_path(accounts.epoch().number)] = encode(growth);
    directory.append(tlog::entry_of(accounts.epoch()), at);
  }

  std::uint64_t grant(const AccountId& account, std::uint32_t first, std::uint32_t last, Time at) {
    auto form = r.form(1, first, last);
    form.account = account.hex();
    const auto number = static_cast<std::uint32_t>(granted.size()) + 1;
    granted.push_back(order::JudiciallyApproved::approve(r.filed(form), r.judgement(number),
                                                         r.judge, r.who, r.rng)
                          .value());
    const auto entry =
        order::CustodianApproved::collect(granted.back(), r.consents(granted.back()), r.who)
            .value()
            .entry();
    const auto filed =
        order::Filed::verify(granted.back().file().application, r.who, r.now).value();
    orders.append(tlog::entry_of(order::file_act(filed, r.agency, at)), at);
    return orders.append(tlog::entry_of(entry), at);
  }
  /// On an order, by the agency if it asks for preservation and by the court otherwise.
  std::uint64_t act(std::uint32_t number, order::Act what, Time at, std::uint64_t longer_ms = 0) {
    order::ActEntry e;
    e.act = what;
    e.filing = granted.at(number - 1).terms().filing;
    e.at = at;
    const bool asks = what == order::Act::preserve;
    e.actor = asks ? order::Actor::agency : order::Actor::court;
    if (asks) e.name = r.who.agency_name;
    if (what == order::Act::keep) e.detail.fill(1);
    if (what == order::Act::keep)
      kept_until = e.until =
          order::longest_keeping(granted.at(number - 1).terms().last, realm.profile, at) +
          longer_ms;
    if (what == order::Act::extend) e.until = kept_until + realm.profile.extension_days * kDay_ms;
    return orders.append(tlog::entry_of(order::sign_act(e, asks ? r.agency : r.judge, realm.name)),
                         at);
  }
  void put_blob(const Bytes& b) { blobs[hex(crypto::sha256(b))] = b; }
  void put_day(const order::testing::TestRealm::MadeEpoch& made) {
    for (const Bytes& b : made.dealt.blobs()) put_blob(b);
    put_blob(made.blobs.w);
    put_blob(made.blobs.proof);
  }
  std::uint64_t publish_day(std::uint32_t offset, Time at) {
    auto made = r.make_epoch(today() + offset, granted);
    put_day(made);
    const auto index = epochs.append(tlog::entry_of(r.signed_epoch(made.terms)), at);
    days.push_back(std::move(made));
    return index;
  }
  std::uint64_t intend(std::uint32_t number, Day day, Time at) {
    order::IntentEntry e{number, day, at, {}};
    e.agency = r.agency.sign(order::intent_message(e, realm.name));
    const auto index = orders.append(tlog::entry_of(e), at);
    orders.append(
        tlog::entry_of(order::sign_tally({index, day, at, {}, {}}, messages.delivery, realm.name)),
        at);
    return index;
  }
  /// What custodians say of a release for an order that was granted here, on a published day.
  order::ReceiptTerms release_of(std::uint32_t number, Day day) const {
    order::ReceiptTerms t{number, day, {}};
    for (const auto& d : days) {
      if (d.terms.epoch != day || number > granted.size()) continue;
      const auto& file = granted[number - 1].file();
      t.release = gate::release_digest(file.blind, d.terms.wid, number,
                                       gate::tag(realm.name, file.application.scope.account));
    }
    return t;
  }
  /// Of custodians 1 and 3.  @return the index of the second
  std::uint64_t receipts(std::uint32_t number, Day day, Time at) {
    std::uint64_t last = 0;
    for (const std::uint16_t i : {1, 3})
      last = orders.append(tlog::entry_of(order::sign_receipt(
                               release_of(number, day), i, r.custodian_keys[i - 1u], realm.name)),
                           at);
    return last;
  }
  list::SignedHead next_head(Time at) {
    list::SignedHead s;
    s.head.kind = list::Kind::child_abuse_a;
    s.head.version = last_head.head.version + 1;
    if (s.head.version > 1) s.head.previous = last_head.head.id();
    s.head.match_key = realm.match_key;
    s.head.slots = static_cast<std::uint32_t>(list::kSlotsMin);
    s.head.issued = at;
    s.head.expires = at + 30 * kDay_ms;
    s.signatures = {list::sign_head(s.head, hotline_nl), list::sign_head(s.head, hotline_fr)};
    return s;
  }
  void publish_list(Time at) {
    last_head = next_head(at);
    orders.append(tlog::entry_of(last_head), at);
  }

  /// An order for two days, both days published, both opened, two list versions.
  void tell_the_story() {
    const Time before = start_of(today()) - 12 * kHour_ms, morning = r.now;
    announce(before);
    for (const int n : {3, 2}) register_people(n, before);
    publish_day(0, before);
    publish_list(morning);
    grant(messages.alice, 1, 2, morning);
    publish_day(1, morning + kHour_ms);
    publish_list(morning + kHour_ms);
    publish_day(2, morning + 2 * kHour_ms);
    const Time next = start_of(today() + 1) + 12 * kHour_ms;
    intend(1, today() + 1, next);
    receipts(1, today() + 1, next + kHour_ms);
  }
  Time end() const { return start_of(today() + 3); }
  AuditReport audited(const Memory& memory = {}) { return audit(*this, realm, memory, end()); }

  // ---- the server

  Result<Bytes> call(wire::Verb, View) override { return Err::unsupported; }
  Result<Bytes> get(std::string_view path) override {
    if (const auto it = tampered.find(std::string(path)); it != tampered.end()) return it->second;
    const auto below = [&](std::string_view prefix) -> std::optional<std::string_view> {
      if (!path.starts_with(prefix)) return std::nullopt;
      return path.substr(prefix.size());
    };
    if (const auto name = below("/log/orders/")) return serve(orders, *name);
    if (const auto name = below("/log/epochs/")) return serve(epochs, *name);
    if (below("/log/directory/growth/")) {
      const auto it = growths.find(path);
      return it == growths.end() ? Result<Bytes>(Err::missing) : it->second;
    }
    if (const auto name = below("/log/directory/")) return serve_if_any(directory, *name);
    if (const auto name = below("/log/blob/")) {
      const auto it = blobs.find(std::string(*name));
      if (it != blobs.end()) return it->second;
    }
    return Err::missing;
  }
  static Result<Bytes> serve_if_any(const Published& p, std::string_view name) {
    return p.history.empty() ? Result<Bytes>(Err::missing) : serve(p, name);
  }
  static Result<Bytes> serve(const Published& p, std::string_view name) {
    if (name == "checkpoint") return to_bytes(p.log.checkpoint);
    if (name.starts_with("covering/")) {
      const std::uint64_t index = std::stoull(std::string(name.substr(9)));
      for (const auto& [size, note] : p.history)
        if (size > index) return to_bytes(note);
      return Err::missing;
    }
    return tlog::serve(p.log.store, name);
  }
};

}  // namespace eq::auditor::testing
