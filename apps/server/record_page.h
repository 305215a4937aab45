// The record page by page, and one page for each entry.
#pragma once

#include <optional>
#include <string>

#include "apps/server/page.h"

namespace eq::server {

/// What somebody typed into the search: kept as typed, to be shown again.
struct RecordQuery {
  std::string kind, order, day;
  std::optional<std::uint64_t> orders_below, epochs_below;
  std::string fault;  // why it cannot be searched for; empty if it can

  /// Of "kind=order&order=3&day=2026-12-01&o=120&e=40"; whatever else is there is passed over.
  static RecordQuery parse(std::string_view query);
  platform::PublicSearch search() const;
};

/// Entries on one page.
inline constexpr std::size_t kRecordPage = 50;

std::string render_record(const RecordQuery& query, const platform::PublicPage& page,
                          const wire::Realm& realm, Time now);

/// "/record/orders/12", with ".json" for programs.
struct EntryAddress {
  wire::LogName log = wire::LogName::orders;
  std::uint64_t index = 0;
  bool as_json = false;
  static std::optional<EntryAddress> parse(std::string_view path);
};
std::string render_entry(const platform::PublicEntry& entry, const wire::Realm& realm, Time now);
std::string entry_json(const platform::PublicEntry& entry);

}  // namespace eq::server
