// One page of a feed of known media, as an exchange hands it out.  Decoded strictly: a page that is
// not what it says is refused whole, with the record that is wrong.
#pragma once

#include <map>
#include <vector>

#include "apps/exchange/signal.h"
#include "eq/base/time.h"

namespace eq::exchange {

/// The state of one record of an exchange: later pages replace it.
struct Record {
  std::string id;               // the exchange's own name for it
  Time at;                      // its latest change, by the exchange's clock
  bool gone = false;            // a tombstone: withdrawn or deleted
  std::vector<Signal> signals;  // sorted, each once; none if gone
  std::string opinion;  // "affirmed", "disputed", "rejected" or "" if nobody has said anything
  std::string note;     // classification, status
  bool operator==(const Record&) const = default;
};

struct Page {
  std::vector<Record> records;
  Time newest;       // what the exchange says to go on from
  std::string next;  // how to ask for the next page; empty on the last of a set
  std::map<std::string, std::size_t> not_used;  // fingerprints of kinds we do not match, by kind
  std::vector<std::string> meaningless;  // records with a hash that says nothing (is_telling)
  bool operator==(const Page&) const = default;
};

constexpr std::size_t kPageSizeMax = 32 * 1024 * 1024;  // bytes
constexpr std::size_t kRecordsMax = 100'000;            // of one page

/// NCMEC hash sharing, version 2: the answer to `entries` (XML).
Result<Page, Refusal> decode_ncmec(View document);
/// StopNCII, version 1: the answer to `FetchHashes` (JSON).
Result<Page, Refusal> decode_stopncii(View document);
/// By name: "ncmec" or "stopncii".
Result<Page, Refusal> decode_page(std::string_view format, View document);

/// What of a page is not read, for people: a sentence for each of the first kinds, and one for all
/// others, for the kinds are named by whoever wrote the page.
std::vector<std::string> not_used_notes(const Page& page);
constexpr std::size_t kNotUsedNamed = 8;

/// For the decoders: sorts signals; refuses a record that stands twice with different contents,
/// drops one that stands twice.
Result<Page, Refusal> checked(Page page);

}  // namespace eq::exchange
