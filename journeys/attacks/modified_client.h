// For attacks: a member with another program, and a service that changes what it delivers.
#pragma once

#include "eq/crypto/aead.h"
#include "eq/franking/payload.h"
#include "journeys/people.h"
#include "parties/client/send_key.h"

namespace eq::journeys {

/// What a modified program may put together from parts that do not belong together.
struct Parts {
  franking::Header header;
  Bytes shown;                                 // F as recipients would read it
  Bytes committed;                             // F that Cf commits to
  const crypto::SigningKey* signer = nullptr;  // makes sigma2
};
struct Crafted {
  franking::Header header;
  franking::Commitment cf;
  Bytes b;
  Secret<32> ck, fk;
  crypto::Signature sigma2{};
};

/// franking::seal() without its good manners.
inline Crafted craft(const Parts& p, Random& rng) {
  Crafted c;
  c.header = p.header;
  c.ck = rng.secret<32>();
  const SecretBytes keys = crypto::hkdf({}, c.ck.reveal("derive"), view("eqp-frank-v1"), 64);
  const View k = keys.reveal("split");
  c.fk = Secret<32>::from(k.subspan(32)).take();
  c.cf = franking::commit(p.header, p.committed, k.subspan(32));
  const Bytes hdr = encode(p.header);
  c.sigma2 = p.signer->sign({view("eqp-frank-sig-v1"), hdr, c.cf.bytes});
  Bytes plain = concat({p.shown, c.sigma2});
  plain.resize(franking::bucket(plain.size()));
  c.b = crypto::aead_seal(crypto::Aead::chacha20_poly1305, k.first(32), Array<12>{},
                          concat({hdr, c.cf.bytes}), plain);
  return c;
}

inline franking::Content text_content(std::string_view text, const franking::Token& token) {
  return {franking::ContentType::text, to_bytes(text), {}, token};
}
inline franking::Header header_of(Person& person, const ConversationId& id) {
  return {franking::Version::v1, id, person.state().conversations.at(id).group->epoch()};
}

/// The MLS message that carries it, by a member whose program follows no day's object.
inline Bytes protect(Person& person, const ConversationId& id, const Crafted& c, Random& rng) {
  const franking::AuthenticatedData data{c.header,       c.cf,         rng.array<32>(),
                                         rng.array<8>(), std::nullopt, c.b};
  const franking::ApplicationData inside{franking::Version::v1, c.ck.clone(), 0, std::nullopt};
  auto& group = *person.state().conversations.at(id).group;
  return group
      .protect(encode(data), franking::encode_application_data(inside).reveal("sent"), 0, rng)
      .take();
}
/// Post any bytes with the membership tag that they need.
inline Result<wire::MessageAccepted> post_raw(Person& person, const ConversationId& id,
                                              Bytes message) {
  const auto tag =
      wire::message_tag(client::send_key(*person.state().conversations.at(id).group), message);
  return wire::ask(person.line, wire::MessageSend{std::move(message), tag});
}
inline Result<wire::MessageAccepted> post(Person& person, const ConversationId& id,
                                          const Crafted& c, Random& rng) {
  return post_raw(person, id, protect(person, id, c, rng));
}

/// The service changes what this person's mailbox holds; places in the mailbox stay as they are.
inline void change_mailbox(Person& person,
                           std::function<void(std::vector<wire::Delivery>&)> change) {
  person.line.change_reply = [change = std::move(change)](wire::Verb verb, View, Bytes& reply) {
    if (verb != wire::Verb::mailbox_fetch) return;
    auto contents = decode<wire::MailboxContents>(reply).take();
    std::vector<std::uint64_t> places;
    for (const auto& d : contents.deliveries) places.push_back(d.seq);
    change(contents.deliveries);
    for (std::size_t i = 0; i < contents.deliveries.size(); ++i)
      contents.deliveries[i].seq =
          i < places.size() ? places[i] : contents.deliveries[i - 1].seq + 1;
    reply = encode(contents);
  };
}

/// A stamp that the service signs although it is not what happened.
inline wire::StampBytes false_stamp(const Town& town, const franking::Stamp& before,
                                    const ConversationId& id, const wire::Delivery& d, Time at) {
  const auto frame = mls::read_frame(d.body).take();
  const auto cf = decode<franking::AuthenticatedData>(frame.authenticated_data).take().cf;
  // a chain that claims to stand at that time
  franking::ChainHead head{before.seq, at, before.chain};
  const auto key = franking::derive_day_key(town.service_keys->stamp_master,
                                            franking::Role::delivery, day_of(at));
  return to_array<112>(
             encode(franking::stamp(key, head, id, cf, crypto::sha256(d.body), at).take()))
      .take();
}

}  // namespace eq::journeys
