#include "parties/moderator/state.h"

#include <utility>

#include <algorithm>
#include <charconv>

namespace eq::moderator {
namespace {

constexpr std::uint16_t kVersion = 10;
constexpr std::string_view kPrefix = "M-";

// The maps of a state as they are saved.
struct SavedDayKey {
  Day day;
  bool published = false;
  EQ_FIELDS(day, published)
};
struct SavedIssued {
  Day day;
  AccountId account;
  std::uint32_t n = 0;
  EQ_FIELDS(day, account, n)
};
struct SavedDevice {
  crypto::VerifyKey key;
  AccountId account;
  EQ_FIELDS(key, account)
};
struct SavedLetter {
  crypto::Digest digest{};
  Time at;
  EQ_FIELDS(digest, at)
};
struct SavedRefused {
  franking::Flaw flaw{};
  std::uint32_t n = 0;
  EQ_FIELDS(flaw, n)
};

}  // namespace

std::string Reviewer::folded() const {
  std::string out;
  bool blank = false;  // one is due before the next letter
  for (const char c : name_) {
    if (c == ' ') {
      blank = !out.empty();
      continue;
    }
    if (std::exchange(blank, false)) out += ' ';
    out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return out;
}

Result<Reviewer> Reviewer::parse(std::string name) {
  REQUIRE_OR(!name.empty() && name.size() <= 64, Err::malformed);
  REQUIRE_OR(std::ranges::none_of(
                 name, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }),
             Err::malformed);
  TRY(eq::decode<std::string>(eq::encode(name)));  // UTF-8
  return Reviewer(std::move(name));
}

std::string case_number(std::uint32_t number) {
  const std::string digits = std::to_string(number);
  return std::string(kPrefix) + std::string(digits.size() < 6 ? 6 - digits.size() : 0, '0') +
         digits;
}

Result<std::uint32_t> parse_case_number(std::string_view s) {
  if (s.starts_with(kPrefix) || s.starts_with("m-")) s.remove_prefix(kPrefix.size());
  std::uint32_t n = 0;
  const auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), n);
  REQUIRE_OR(error == std::errc() && end == s.data() + s.size(), Err::malformed);
  return n;
}

Bytes State::save() const {
  Writer w;
  w.u16(kVersion);
  put(w, signing);
  put(w, letters);
  put(w, day_master);
  put(w, name);
  w.vector([&](Writer& in) {
    for (const auto& [day, published] : day_keys) put(in, SavedDayKey{day, published});
  });
  put(w, logged_keys);
  put(w, orders_seen);
  w.vector([&](Writer& in) {
    for (const auto& [key, n] : issued) put(in, SavedIssued{key.first, key.second, n});
  });
  w.vector([&](Writer& in) {
    for (const auto& [key, account] : devices) put(in, SavedDevice{key, account});
  });
  w.vector([&](Writer& in) {
    for (const auto& [digest, at] : letters_seen) put(in, SavedLetter{digest, at});
  });
  put(w, desk_seen);
  put(w, waiting);
  put(w, records_seen);
  w.vector([&](Writer& in) {
    for (const auto& [number, c] : cases) put(in, c);
  });
  put(w, next_case);
  put(w, log_seen);
  w.vector([&](Writer& in) {
    for (const auto& [flaw, n] : refused) put(in, SavedRefused{flaw, n});
  });
  put(w, suspended);
  put(w, outbox);
  put(w, updates);
  put(w, undeliverable);
  return w.take();
}

Result<State> State::load(View bytes) {
  Reader r(bytes);
  REQUIRE_OR(TRY(r.u16()) == kVersion, Err::unsupported);
  auto signing = TRY(get<crypto::SigningKey>(r));
  auto letters = TRY(get<crypto::HpkeKeyPair>(r));
  auto day_master = TRY(get<Secret<32>>(r));
  // not inside the braces: an early return there would leave keys behind
  auto name = TRY(get<std::string>(r));
  State s{.signing = std::move(signing),
          .letters = std::move(letters),
          .day_master = std::move(day_master),
          .name = std::move(name),
          .day_keys = {},
          .logged_keys = {},
          .orders_seen = {},
          .issued = {},
          .devices = {},
          .letters_seen = {},
          .waiting = {},
          .records_seen = {},
          .cases = {},
          .suspended = {},
          .refused = {},
          .outbox = {},
          .updates = {}};
  for (const auto& k : TRY(get<std::vector<SavedDayKey>>(r))) s.day_keys[k.day] = k.published;
  s.logged_keys = TRY(get<franking::LoggedDayKeys>(r));
  s.orders_seen = TRY(get<std::optional<tlog::Head>>(r));
  for (const auto& i : TRY(get<std::vector<SavedIssued>>(r))) s.issued[{i.day, i.account}] = i.n;
  for (const auto& d : TRY(get<std::vector<SavedDevice>>(r))) s.devices[d.key] = d.account;
  for (const auto& l : TRY(get<std::vector<SavedLetter>>(r))) s.letters_seen[l.digest] = l.at;
  s.desk_seen = TRY(r.u64());
  s.waiting = TRY(get<std::vector<wire::DeskLetter>>(r));
  s.records_seen = TRY((get<wire::RecordsSeen>(r)));
  for (auto& c : TRY(get<std::vector<Case>>(r))) {
    const std::uint32_t number = c.number;
    s.cases[number] = std::move(c);
  }
  s.next_case = TRY(r.u32());
  s.log_seen = TRY(r.u64());
  for (const auto& f : TRY(get<std::vector<SavedRefused>>(r))) s.refused[f.flaw] = f.n;
  s.suspended = TRY((get<std::map<AccountId, Suspension>>(r)));
  s.outbox = TRY(get<std::vector<wire::DeskPost>>(r));
  s.updates = TRY(get<std::vector<wire::CaseUpdate>>(r));
  s.undeliverable = TRY(r.u32());
  TRY(r.end());
  return s;
}

Result<State> new_moderator(std::string name, Random& rng) {
  REQUIRE_OR(!name.empty() && name.size() <= 200, Err::malformed);
  TRY(decode<std::string>(encode(name)));  // UTF-8
  auto signing = crypto::SigningKey::generate(rng);
  auto letters = crypto::hpke_generate(crypto::Kem::dhkem_x25519, rng);
  return State{.signing = std::move(signing),
               .letters = std::move(letters),
               .day_master = rng.secret<32>(),
               .name = std::move(name),
               .day_keys = {},
               .logged_keys = {},
               .orders_seen = {},
               .issued = {},
               .devices = {},
               .letters_seen = {},
               .waiting = {},
               .records_seen = {},
               .cases = {},
               .suspended = {},
               .refused = {},
               .outbox = {},
               .updates = {}};
}

}  // namespace eq::moderator
