#include "parties/client/state.h"

namespace eq::client {
namespace {

constexpr std::uint16_t kVersion = 14;

/// Any sequence, deques too.
template <class C>
void put_all(Writer& w, const C& items) {
  w.u32(static_cast<std::uint32_t>(items.size()));
  for (const auto& i : items) put(w, i);
}
template <class C>
Result<C> get_all(Reader& r) {
  C items;
  for (auto n = TRY(r.u32()); n > 0; --n) items.push_back(TRY(get<typename C::value_type>(r)));
  return items;
}

}  // namespace

void Conversation::encode(Writer& w) const {
  put(w, id);
  w.opaque(group->save());
  put_all(w, history);
  put_all(w, unshown);
  put_all(w, outbox);
  put(w, sealer);
  put(w, peers);
  put(w, pending ? std::optional<Bytes>(pending->save()) : std::nullopt);
  put(w, standing);
  put_all(w, talked_to);
  put_all(w, unexpected);
}

Result<Conversation> Conversation::decode(Reader& r) {
  Conversation c;
  c.id = TRY(get<ConversationId>(r));
  c.group = TRY(mls::Group::load(TRY(r.opaque())));
  c.history = TRY(get_all<std::vector<Shown>>(r));
  c.unshown = TRY(get_all<std::vector<franking::WithheldItem>>(r));
  c.outbox = TRY(get_all<std::deque<Outgoing>>(r));
  c.sealer = TRY(get<std::optional<Sealer>>(r));
  c.peers = TRY((get<std::map<std::uint32_t, PeerChain>>(r)));
  if (const auto saved = TRY(get<std::optional<Bytes>>(r)))
    c.pending = TRY(mls::StagedCommit::load(*saved));
  c.standing = TRY(get<Standing>(r));
  c.talked_to = TRY(get_all<std::vector<AccountId>>(r));
  c.unexpected = TRY(get_all<std::vector<AccountId>>(r));
  return c;
}

Result<Conversation*> find(State& s, const ConversationId& id) {
  const auto it = s.conversations.find(id);
  REQUIRE_OR(it != s.conversations.end(), Err::missing);
  return &it->second;
}

Bytes State::save() const {
  Writer w;
  w.u16(kVersion);
  put(w, me.account);
  put(w, me.device);
  put(w, me.letters);
  put(w, me.record);
  w.u64(mailbox_seq);
  put_all(w, aside);
  put_all(w, left_there);
  put_all(w, key_packages);
  put(w, unspent);
  put_all(w, leaves_to_renew);
  put(w, known);
  put(w, records_seen);
  put(w, names);
  w.opaque(purse.save().reveal("saved in its owner's store"));
  put(w, tokens_asked);
  put(w, seen);
  put(w, day_keys);
  put_all(w, days);
  put(w, orders_seen);
  put(w, epochs_seen);
  put(w, list_versions);
  put(w, conversations);
  put_all(w, kept);
  put(w, consents);
  put_all(w, agreed_once);
  put(w, voucher_master);
  put(w, vouchers_numbered);
  put_all(w, sent);
  put(w, list_checked);
  put_all(w, warnings);
  put_all(w, disputes);
  put(w, untold);
  return w.take();
}

Result<State> State::load(View saved) {
  Reader r(saved);
  REQUIRE_OR(TRY(r.u16()) == kVersion, Err::unsupported);
  auto account = TRY(get<crypto::SigningKey>(r));
  auto device = TRY(get<crypto::SigningKey>(r));
  auto letters = TRY(get<crypto::HpkeKeyPair>(r));
  auto record = TRY(get<wire::AccountRecord>(r));
  State s(Identity{std::move(account), std::move(device), std::move(letters), std::move(record)});
  s.mailbox_seq = TRY(r.u64());
  s.aside = TRY(get_all<std::deque<wire::Delivery>>(r));
  s.left_there = TRY(get_all<std::deque<LeftThere>>(r));
  s.key_packages = TRY(get_all<std::vector<mls::KeyPackageSecrets>>(r));
  s.unspent = TRY((get<std::map<AccountId, mls::KeyPackage>>(r)));
  s.leaves_to_renew = TRY(get_all<std::vector<ConversationId>>(r));
  s.known = TRY((get<std::map<AccountId, wire::AccountRecord>>(r)));
  s.records_seen = TRY(get<wire::RecordsSeen>(r));
  s.names = TRY((get<std::map<AccountId, std::string>>(r)));
  s.purse = TRY(franking::TokenPurse::load(TRY(r.opaque())));
  s.tokens_asked = TRY(get<Time>(r));
  s.seen = TRY(get<franking::SeenKeys>(r));
  s.day_keys = TRY(get<franking::LoggedDayKeys>(r));
  s.days = TRY(get_all<std::vector<gate::KeptObject>>(r));
  s.orders_seen = TRY(get<std::optional<tlog::Head>>(r));
  s.epochs_seen = TRY(get<std::optional<tlog::Head>>(r));
  s.list_versions = TRY((get<std::map<list::Kind, std::uint32_t>>(r)));
  s.conversations = TRY((get<std::map<ConversationId, Conversation>>(r)));
  s.kept = TRY(get_all<std::deque<Kept>>(r));
  s.consents = TRY((get<std::map<list::Kind, Consent>>(r)));
  s.agreed_once = TRY(get_all<std::vector<list::Kind>>(r));
  s.voucher_master = TRY(get<Secret<32>>(r));
  s.vouchers_numbered = TRY((get<std::map<crypto::Digest, std::uint64_t>>(r)));
  s.sent = TRY(get_all<std::vector<PictureSent>>(r));
  s.list_checked = TRY(get<Time>(r));
  s.warnings = TRY(get_all<std::vector<Warning>>(r));
  s.disputes = TRY(get_all<std::vector<DisputeSent>>(r));
  s.untold = TRY(get<Untold>(r));
  TRY(r.end());
  return s;
}

}  // namespace eq::client
