#include "parties/hotline/holder_key.h"

#include <algorithm>
#include <map>
#include <set>

#include "eq/crypto/cocktail.h"
#include "eq/wire/desk.h"
#include "parties/hotline/desk.h"

namespace eq::hotline {
namespace {

using Suite = crypto::cocktail::Ristretto255;

std::uint16_t number_of(const KeyMaking& m, const crypto::VerifyKey& key) {
  return static_cast<std::uint16_t>(std::find(m.circle.begin(), m.circle.end(), key) -
                                    m.circle.begin() + 1);
}

Status to_all_others(const State& state, Environment& environment, const KeyMaking& m,
                     wire::LetterKind letter, const Bytes& body) {
  for (const auto& key : m.circle) {
    if (key != state.signing.verify_key())
      TRY(wire::post(wire::clerk(state, environment), *environment.realm.find(key), letter, body));
  }
  return ok();
}

Status begin(State& state, Environment& environment, list::Kind kind,
             std::vector<crypto::VerifyKey> circle, std::uint16_t threshold) {
  KeyMaking m;
  m.threshold = threshold;
  m.circle = std::move(circle);
  m.secret = crypto::Scalar::random(environment.rng);
  m.statics.emplace(state.signing.verify_key(), crypto::mul_base(m.secret));
  auto& making = state.of(kind).making;
  making = std::move(m);
  environment.keep();
  const Hello hello{kind, threshold, making->circle,
                    making->statics.at(state.signing.verify_key())};
  return to_all_others(state, environment, *making, wire::LetterKind::holder_hello, encode(hello));
}

/// Known once everybody's hello is here.
Result<std::optional<crypto::cocktail::Session<Suite>>> session_of(const KeyMaking& m,
                                                                   list::Kind kind,
                                                                   const wire::Realm& realm) {
  if (m.statics.size() < m.circle.size()) return std::optional<crypto::cocktail::Session<Suite>>();
  std::vector<crypto::Point> statics;
  for (const auto& key : m.circle) statics.push_back(m.statics.at(key));
  const auto id = crypto::sha256(
      {view("eqp evaluation key v2"), encode(realm.name), encode(kind), encode(m.circle)});
  return std::optional(
      TRY(crypto::cocktail::Session<Suite>::open(id, m.threshold, std::move(statics))));
}

/// Whoever begins anew means the last one, and nothing that was dealt under the one before counts.
void take_hello(KeyMaking& m, const crypto::VerifyKey& from, const crypto::Point& key) {
  const auto before = m.statics.find(from);
  if (before != m.statics.end() && before->second == key) return;
  m.statics.insert_or_assign(from, key);
  m.dealings.clear();
}

/// What others wrote about this key.
Status take_letters(State& state, Environment& environment, list::Kind kind) {
  KeyMaking& m = *state.of(kind).making;
  TRY(take_in(state, environment));
  const std::vector<wire::Letter>& letters = state.key_letters;
  const auto is_peer = [&](const wire::Letter& l) {
    return environment.now <= l.at + kListLetterAge_ms && l.from != state.signing.verify_key() &&
           std::binary_search(m.circle.begin(), m.circle.end(), l.from);
  };
  for (const auto& l : letters) {
    if (l.kind != wire::LetterKind::holder_hello || !is_peer(l)) continue;
    const auto hello = decode<Hello>(l.body);
    if (hello.ok() && hello->kind == kind && hello->threshold == m.threshold &&
        hello->circle == m.circle)
      take_hello(m, l.from, hello->key);
  }
  const auto session = TRY(session_of(m, kind, environment.realm));
  if (!session) return ok();
  for (const auto& l : letters) {
    if (l.kind != wire::LetterKind::holder_dealing || !is_peer(l)) continue;
    auto d = decode<HolderDealing>(l.body);
    if (d.ok() && d->run == crypto::sha256(session->context))
      m.dealings.insert_or_assign(l.from, std::move(d->message));
  }
  return ok();
}

/// Of a run that ends nothing is read again, whatever came of it.
void forget_letters(State& state, list::Kind kind, const crypto::Digest& run) {
  std::erase_if(state.key_letters, [&](const wire::Letter& l) {
    if (const auto hello = decode<Hello>(l.body); hello.ok()) return hello->kind == kind;
    const auto dealing = decode<HolderDealing>(l.body);
    return dealing.ok() && dealing->run == run;
  });
}

Result<KeyStep> finish(State& state, list::Kind kind,
                       const crypto::cocktail::Session<Suite>& session) {
  ListState& l = state.of(kind);
  const KeyMaking& m = *l.making;
  using Message = crypto::cocktail::Message<Suite>;
  std::vector<Message> messages;
  for (const auto& key : m.circle)
    messages.push_back(TRY(Message::decode(m.dealings.at(key), session.params)));
  const std::uint16_t self = number_of(m, state.signing.verify_key());
  const auto received =
      crypto::cocktail::receive(session, self, m.secret, std::span<const Message>(messages));
  if (!received.ok()) {
    l.making.reset();
    return Err::forged;
  }
  const auto& k = received->key;
  l.key = HeldKey{{{k.params.threshold, k.params.parties}, k.public_key, k.share_points},
                  m.circle,
                  self,
                  received->share};
  l.making.reset();
  return KeyStep::made;
}

const wire::Hotline* hotline_named(const wire::Realm& realm, const std::string& name) {
  const auto it = std::find_if(realm.hotlines.begin(), realm.hotlines.end(),
                               [&](auto& x) { return x.org.name == name; });
  return it == realm.hotlines.end() ? nullptr : &*it;
}

}  // namespace

std::optional<KeyFault> key_fault(const State& state, const wire::Realm& realm, list::Kind kind,
                                  const std::vector<std::string>& with, std::uint16_t threshold) {
  using Why = KeyFault::Why;
  if (!list::may_report(kind)) return KeyFault{Why::never_reports, ""};
  if (state.of(kind).key) return KeyFault{Why::held_already, ""};
  std::set<crypto::VerifyKey> circle{state.signing.verify_key()};
  std::map<std::string, std::size_t> of_jurisdiction{{state.jurisdiction, 1}};
  const auto authorities = wire::list_trust(realm).authorities;
  if (!list::authority_for(kind, state.signing.verify_key(), authorities))
    return KeyFault{Why::not_entrusted, state.name};
  for (const auto& name : with) {
    const auto* c = hotline_named(realm, name);
    if (!c) return KeyFault{Why::unknown, name};
    if (!circle.insert(c->org.signing).second) return KeyFault{Why::named_twice, name};
    if (!list::authority_for(kind, c->org.signing, authorities))
      return KeyFault{Why::not_entrusted, name};
    ++of_jurisdiction[c->jurisdiction];
  }
  if (threshold < 2 || threshold > circle.size()) return KeyFault{Why::threshold, ""};
  for (const auto& [jurisdiction, n] : of_jurisdiction)
    if (n >= threshold) return KeyFault{Why::one_jurisdiction, jurisdiction};
  return std::nullopt;
}

Result<KeyStep> make_key(State& state, Environment& environment, list::Kind kind,
                         const std::vector<std::string>& with, std::uint16_t threshold) {
  if (const auto fault = key_fault(state, environment.realm, kind, with, threshold))
    return fault->why == KeyFault::Why::unknown ? Err::missing : Err::refused;
  ListState& l = state.of(kind);
  std::vector<crypto::VerifyKey> circle{state.signing.verify_key()};
  for (const auto& name : with)
    circle.push_back(hotline_named(environment.realm, name)->org.signing);
  std::sort(circle.begin(), circle.end());

  if (!l.making || l.making->circle != circle || l.making->threshold != threshold)
    TRY(begin(state, environment, kind, circle, threshold));
  TRY(take_letters(state, environment, kind));
  KeyMaking& m = *l.making;
  const auto session = TRY(session_of(m, kind, environment.realm));
  const auto self = state.signing.verify_key();
  if (session && !m.dealings.contains(self)) {
    const Bytes message =
        crypto::cocktail::deal(*session, number_of(m, self), m.secret, environment.rng).encode();
    m.dealings.emplace(self, message);
    environment.keep();
    TRY(to_all_others(state, environment, m, wire::LetterKind::holder_dealing,
                      encode(HolderDealing{crypto::sha256(session->context), message})));
  }
  environment.keep();
  if (!session || m.dealings.size() < m.circle.size()) return KeyStep::waits;
  forget_letters(state, kind, crypto::sha256(session->context));
  const auto step = finish(state, kind, *session);
  environment.keep();
  return step;
}

}  // namespace eq::hotline
