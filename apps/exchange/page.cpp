#include "apps/exchange/page.h"

#include <algorithm>

#include "eq/base/shown.h"

namespace eq::exchange {

Result<Page, Refusal> checked(Page page) {
  std::map<std::string, const Record*> known;
  std::vector<Record> once;
  for (auto& r : page.records) {
    std::ranges::sort(r.signals);
    const auto again = std::ranges::unique(r.signals);
    r.signals.erase(again.begin(), again.end());
  }
  for (const auto& r : page.records) {
    const auto [it, is_new] = known.emplace(r.id, &r);
    if (is_new)
      once.push_back(r);
    else if (!(*it->second == r))
      return Refusal{400,
                     "The record " + r.id + " stands twice in the page, with different contents",
                     "Ask its exchange which holds; nothing was changed."};
  }
  page.records = std::move(once);
  return page;
}

std::vector<std::string> not_used_notes(const Page& page) {
  std::vector<std::string> notes;
  std::size_t others = 0;
  for (const auto& [kind, n] : page.not_used) {
    if (notes.size() < kNotUsedNamed)
      notes.push_back(std::to_string(n) + " hashes of the kind " + shown_name(kind) +
                      " are not read: a certified list compares PDQ hashes.");
    else
      ++others;
  }
  if (others > 0) notes.push_back("And " + std::to_string(others) + " more kinds are not read.");
  return notes;
}

Result<Page, Refusal> decode_page(std::string_view format, View document) {
  if (document.size() > kPageSizeMax)
    return Refusal{413, "The page is larger than 32 MiB", "Ask the exchange for smaller pages."};
  if (format == "ncmec") return decode_ncmec(document);
  if (format == "stopncii") return decode_stopncii(document);
  return Refusal{400, "There is no such format", "Use ncmec or stopncii."};
}

}  // namespace eq::exchange
