#include "parties/platform/log_book.h"

#include <algorithm>

#include "eq/order/acceptance.h"
#include "eq/wire/authorities.h"
#include "parties/platform/tiles.h"

namespace eq::platform {
using order::Rule;
using wire::Code;

LogBook::LogBook(const wire::Realm& realm)
    : founding_(wire::authorities(realm)), book_(founding_) {}

Result<void, wire::Code> LogBook::read_on(Store& store, const tlog::Head& head) {
  const Tiles tiles(store, wire::LogName::orders);
  while (read_.size() < head.size) {
    const std::uint64_t first = read_.size() / tlog::kTileWidth * tlog::kTileWidth;
    const auto width = static_cast<unsigned>(std::min(tlog::kTileWidth, head.size - first));
    const Bytes bundle = TRY(
        coded(tiles.read(tlog::TileKind::entries, 0, first / tlog::kTileWidth), Code::internal));
    const auto entries = TRY(coded(tlog::decode_bundle(bundle, width), Code::internal));
    const auto fresh = std::span(entries).subspan(read_.size() - first);
    for (const View entry : fresh) read_.append(tlog::leaf_hash(entry));
    book_.enter(fresh);
  }
  REQUIRE_OR(read_.head() == head, Code::internal);
  return {};
}

Result<const order::OrderBook*, wire::Code> LogBook::of(Store& store) {
  const auto head = TRY(coded(Tiles(store, wire::LogName::orders).head(), Code::internal));
  if (read_.size() > head.size || !read_on(store, head).ok()) {
    book_ = order::OrderBook(founding_);
    read_ = {};
    TRY(read_on(store, head));
  }
  return &book_;
}

namespace {

/// It would have stood under those in office before the last change.
bool was_right(View entry, const order::Authorities& realm) {
  return realm.custodians.size() > 1 &&
         order::check_by_itself(entry, realm.custodians.back().known_from, realm).ok();
}

Code code_of(const order::Refusal& why, View entry, const order::Authorities& realm) {
  switch (why.rule) {
    case Rule::numbering:
    case Rule::logged:
    case Rule::stage:
    case Rule::one_extraction:
    case Rule::preservation:
    case Rule::succession: return Code::conflict;
    case Rule::custodians: return was_right(entry, realm) ? Code::conflict : Code::refused;
    default: return Code::refused;
  }
}

}  // namespace

Result<void, wire::Code> LogBook::check(Store& store, View entry) {
  const order::OrderBook& book = *TRY(of(store));
  const auto taken = book.would_take(entry);
  REQUIRE_OR(taken.ok(), code_of(taken.error(), entry, book.realm()));
  return {};
}

Result<void, wire::Code> LogBook::check_day(Store& store, View entry,
                                            std::span<const Bytes> blobs) {
  const auto day = TRY(coded(tlog::parse_entry<order::EpochEntry>(entry)));
  const order::OrderBook& book = *TRY(of(store));
  const order::EpochTerms& t = day.terms;
  const auto place = TRY(coded(Tiles(store, wire::LogName::epochs).head(), Code::internal)).size;
  REQUIRE_OR(t.epoch.n == book.realm().e_0.n + place, Code::conflict);
  REQUIRE_OR(order::verify_epoch_entry(day, book.realm()).ok(), Code::refused);
  const auto in_office = [&](std::uint64_t before) {
    return book.realm().custodians_on(t.epoch, before).known_from;
  };
  REQUIRE_OR(in_office(t.order_log.size) == in_office(order::kWholeLog), Code::conflict);
  REQUIRE_OR(t.order_log.size <= book.size(), Code::refused);
  Tiles tiles(store, wire::LogName::orders);
  const auto orders = TRY(coded(tlog::Log::open(tiles), Code::internal));
  REQUIRE_OR(
      TRY(coded(tlog::root_of(orders, t.order_log.size), Code::internal)) == t.order_log.root,
      Code::refused);
  const auto blob = [&](const crypto::Digest& digest) {
    const auto it =
        std::ranges::find(blobs, digest, [](const Bytes& b) { return crypto::sha256(b); });
    return it == blobs.end() ? View() : View(*it);
  };
  const order::DayBlobs named{to_bytes(blob(t.w)), to_bytes(blob(t.proof)),
                              to_bytes(blob(t.dealt.body))};
  REQUIRE_OR(order::check_epoch(t, named, book, book.realm()).ok(), Code::refused);
  // What auditors check of it must be there to be fetched.
  for (const auto& dealing : t.dealt.dealings) REQUIRE_OR(!blob(dealing).empty(), Code::refused);
  return {};
}

}  // namespace eq::platform
