// What can be asked of the delivery service: one verb, one `POST /v1/<name>`, one request struct.
// spec/wire.md section 1.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace eq::wire {

enum class Verb : std::uint8_t {
  accounts_register = 1,
  accounts_get = 2,
  key_packages_publish = 3,
  key_packages_take = 4,
  conversations_create = 5,
  conversations_commit = 6,
  messages_send = 7,
  mailbox_fetch = 8,
  mailbox_ack = 9,
  blobs_put = 10,
  blobs_get = 11,
  match_evaluate = 12,
  list_get = 13,
  desk_post = 14,
  desk_fetch = 15,
  desk_ack = 16,
  log_append = 17,
  cases_update = 18,
  access_envelopes = 19,
  access_messages = 20,
  vouchers_put = 21,
  vouchers_work = 22,
  vouchers_answer = 23,
  vouchers_openings = 24,
  preservation_begin = 25,
  preservation_key = 26,
  access_preserved = 27,
  past_ask = 28,
  past_work = 29,
  past_answer = 30,
  accounts_check = 31,
};

/// How a request of this verb is authorised.
enum class Authority : std::uint8_t {
  nobody,        // public directory data, or self-signed content: no envelope
  membership,    // a MAC under the conversation's sending key (spec/wire.md section 5): no identity
  account,       // SignedRequest by a device key of a registered account
  organisation,  // SignedRequest by an organisation of the realm
  either,        // SignedRequest by a device or an organisation
};

struct VerbInfo {
  Verb verb;
  std::string_view name;         // as in the path: "messages.send"
  std::size_t request_size_max;  // bytes of the body, envelope included
  Authority authority;
};

inline constexpr std::size_t kKiB = 1024;
inline constexpr std::size_t kMiB = 1024 * kKiB;

inline constexpr std::array<VerbInfo, 31> kVerbs = {{
    {Verb::accounts_register, "accounts.register", 4 * kKiB, Authority::nobody},
    {Verb::accounts_get, "accounts.get", 1 * kKiB, Authority::nobody},
    {Verb::key_packages_publish, "key_packages.publish", 512 * kKiB, Authority::account},
    {Verb::key_packages_take, "key_packages.take", 1 * kKiB, Authority::account},
    {Verb::conversations_create, "conversations.create", 4 * kMiB, Authority::account},
    {Verb::conversations_commit, "conversations.commit", 4 * kMiB, Authority::membership},
    {Verb::messages_send, "messages.send", 256 * kKiB, Authority::membership},
    {Verb::mailbox_fetch, "mailbox.fetch", 1 * kKiB, Authority::account},
    {Verb::mailbox_ack, "mailbox.ack", 1 * kKiB, Authority::account},
    {Verb::blobs_put, "blobs.put", 32 * kMiB, Authority::membership},
    {Verb::blobs_get, "blobs.get", 1 * kKiB, Authority::nobody},
    {Verb::match_evaluate, "match.evaluate", 8 * kKiB, Authority::either},
    {Verb::list_get, "list.get", 1 * kKiB, Authority::nobody},
    {Verb::desk_post, "desk.post", 16 * kMiB, Authority::either},
    {Verb::desk_fetch, "desk.fetch", 1 * kKiB, Authority::organisation},
    {Verb::desk_ack, "desk.ack", 1 * kKiB, Authority::organisation},
    {Verb::log_append, "log.append", 32 * kMiB, Authority::organisation},
    {Verb::cases_update, "cases.update", 4 * kKiB, Authority::organisation},
    {Verb::access_envelopes, "access.envelopes", 1 * kKiB, Authority::organisation},
    {Verb::access_messages, "access.messages", 256 * kKiB, Authority::organisation},
    {Verb::vouchers_put, "vouchers.put", 16 * kKiB, Authority::account},
    {Verb::vouchers_work, "vouchers.work", 1 * kKiB, Authority::organisation},
    {Verb::vouchers_answer, "vouchers.answer", 512 * kKiB, Authority::organisation},
    {Verb::vouchers_openings, "vouchers.openings", 1 * kKiB, Authority::account},
    {Verb::preservation_begin, "preservation.begin", 1 * kKiB, Authority::organisation},
    {Verb::preservation_key, "preservation.key", 1 * kKiB, Authority::organisation},
    {Verb::access_preserved, "access.preserved", 256 * kKiB, Authority::organisation},
    {Verb::past_ask, "past.ask", 8 * kKiB, Authority::account},
    {Verb::past_work, "past.work", 1 * kKiB, Authority::organisation},
    {Verb::past_answer, "past.answer", 512 * kKiB, Authority::organisation},
    {Verb::accounts_check, "accounts.check", 1 * kKiB, Authority::account},
}};

constexpr bool is_valid(Verb v) {
  return v >= Verb::accounts_register && v <= Verb::accounts_check;
}
constexpr const VerbInfo& info(Verb v) { return kVerbs[static_cast<std::size_t>(v) - 1]; }
constexpr std::string_view to_text(Verb v) { return info(v).name; }
constexpr std::optional<Verb> parse_verb(std::string_view name) {
  for (const auto& i : kVerbs)
    if (i.name == name) return i.verb;
  return std::nullopt;
}

}  // namespace eq::wire
